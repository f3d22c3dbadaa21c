"""Spanish of rosters."""
