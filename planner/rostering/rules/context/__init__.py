"""What the engine and the model of conflicts give to a rule: calendar, duties, days, lines, spans."""
