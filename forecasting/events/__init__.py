"""Events: what acts on which day or hour, and the columns by which effects are learnt."""
