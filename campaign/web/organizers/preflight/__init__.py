"""Whether a campaign is ready to go out: what is checked, each thing with the page that puts it right."""
