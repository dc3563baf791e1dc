"""People from a file of a team's own, step by step: bytes, text, table, meaning of columns, checked people, plan, rows."""
