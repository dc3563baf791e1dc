"""Our speed beside peers' and the machine's limit, measured in one run: `make bench`, or `python -m benchmarks letters`."""
