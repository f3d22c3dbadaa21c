"""Day totals: what is known, the members that forecast them, and the bands around them."""
