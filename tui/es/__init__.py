"""Spanish of the terminal program."""
