"""The SQL of the shop's objects."""
