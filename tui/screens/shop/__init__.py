"""Screens of people and files."""
