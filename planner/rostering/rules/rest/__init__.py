"""Rules on what lies between shifts: rest, runs of days, weekends, nights, starts of a week, successions."""
