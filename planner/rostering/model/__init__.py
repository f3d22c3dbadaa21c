"""A roster problem as the engine's arrays: demand as Hall rows, people as shifts, prices and graphs of their rules."""
