"""What files on their way in, and channels, say in Spanish."""
