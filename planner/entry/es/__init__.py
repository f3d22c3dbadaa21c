"""Spanish of the commands."""
