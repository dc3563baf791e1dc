"""The Redis list of the peer's tasks."""

QUEUE = "peer"
