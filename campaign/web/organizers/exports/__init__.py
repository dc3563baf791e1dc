"""Long exports of a campaign, for its team: asked for, watched, taken along, deleted."""
