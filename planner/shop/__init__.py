"""The shop itself: channels and hours, people, events, and the files that it brings."""
