"""The least that Django can do on the same server: a page of ready bytes, and five inserts in one transaction."""
