"""Rules on a single shift: when it may lie, how long it is, its breaks, who holds it."""
