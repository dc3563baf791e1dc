"""A rehearsal: made-up supporters drive the running service over HTTP, and every total must agree in the end."""
