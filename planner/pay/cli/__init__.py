"""`cuadrante pay`."""
