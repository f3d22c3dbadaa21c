"""A roster tried before it is worked: simulation, feedback into the requirement, value, drafts side by side."""
