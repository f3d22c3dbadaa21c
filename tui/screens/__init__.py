"""Screens in folders by the same objects as the slices; `tui/registry.py` lists them."""
