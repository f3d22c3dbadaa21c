"""Screens on which a roster is tried."""
