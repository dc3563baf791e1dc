"""From a postal code to the ridings it may lie in: what is known, what Represent says, and else a guess."""
