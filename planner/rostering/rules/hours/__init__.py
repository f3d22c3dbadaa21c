"""Rules on how much somebody works: contract, days, averages, overtime, minors."""
