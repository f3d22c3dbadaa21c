"""The frame of every screen: keys, palette, modals, tables, runs in the background, themes."""
