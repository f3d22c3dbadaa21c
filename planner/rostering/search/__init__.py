"""The engine: insertion, annealing, column generation, dives and a tree, driven to a bound and good rosters."""
