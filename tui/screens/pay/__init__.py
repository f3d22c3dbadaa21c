"""Screens of variable pay."""
