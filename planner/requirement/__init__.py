"""Agents required: by channel and interval, shrinkage, what-if, twelve months ahead."""
