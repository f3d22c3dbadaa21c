"""A workspace as a whole: open, create, the sample shop, upkeep, and the answer of the week on Home."""
