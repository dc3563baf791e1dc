"""PostgreSQL and Redis from wheels, and the whole service under one supervisor: the stack where nothing is installed."""
