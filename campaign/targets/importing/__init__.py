"""Rosters come in here: read strictly, compared with what is known, applied all at once or not at all."""
