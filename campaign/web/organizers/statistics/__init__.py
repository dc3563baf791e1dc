"""The figures of a campaign, for its team: a page, and the same as files."""
