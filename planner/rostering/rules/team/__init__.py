"""Rules on what everybody serves together: shortage, minimums, pairs, screen pauses."""
