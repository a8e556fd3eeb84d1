"""Pages about people and about oneself."""
