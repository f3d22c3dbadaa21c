"""Screens of the requirement."""
