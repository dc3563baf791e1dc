"""Lists of people that a team brings along: all of them, one, and the way from a file to one in three steps."""
