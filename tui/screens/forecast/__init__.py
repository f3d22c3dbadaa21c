"""Screens of the forecast."""
