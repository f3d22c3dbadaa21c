"""Surveys from the template to what everybody is told."""
