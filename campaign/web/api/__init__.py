"""Facts for programs: /api/v1/…, the same for everybody, open data with its description in OpenAPI."""
