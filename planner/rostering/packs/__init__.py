"""Rules in force: what a rule is, which there are, and packs of them with their figures (TOML)."""
