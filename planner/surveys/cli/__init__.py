"""`cuadrante survey`."""
