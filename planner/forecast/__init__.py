"""Contacts ahead: forecasts, the calendar, corrections, publications, accuracy, the rest of today."""
