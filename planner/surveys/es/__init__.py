"""Spanish of surveys."""
