"""Maps of places that people are counted by: read from TopoJSON, drawn once, looked up by pages."""
