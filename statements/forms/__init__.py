"""Forms about words."""
