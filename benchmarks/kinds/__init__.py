"""Kinds of roster that only public instances ask for, on the engine of the product: shift types, and activities."""
