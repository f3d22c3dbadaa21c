"""Screens of care for the team."""
