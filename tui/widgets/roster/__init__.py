"""The roster grid: its table, lines, hand edits, and a roster as the screen shows it."""
