"""Intervals of the day: opening hours, profiles, handling time."""
