"""SQL of the shop: channels, events, people, contact history, files taken."""
