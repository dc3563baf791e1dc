"""Public feeds of who sits in Parliament: fetched politely, compared with the roster, and changed only by a person's yes."""
