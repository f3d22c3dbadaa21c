"""The shop itself: its people, channels, calendar and history of contacts, and the intake of its files."""
