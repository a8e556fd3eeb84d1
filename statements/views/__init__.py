"""Pages of words."""
