"""Spanish of pay."""
