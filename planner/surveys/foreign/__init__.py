"""Answers that another program collected."""
