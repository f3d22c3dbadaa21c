"""Rules that only cost: wishes, fairness, changes and their notice, wages."""
