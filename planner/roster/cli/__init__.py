"""`cuadrante roster`."""
