"""SQL of care: thanks, coaching, leavers, personal codes, proposals and votes."""
