"""PostgreSQL and Redis from wheels, and the service under one supervisor: the stack where nothing is installed."""
