"""SQL of rosters: versions, shifts, teams, requests, rule packs."""
