"""Care for the team: coaching, thanks, turnover, satisfaction with rosters, the team calendar."""
