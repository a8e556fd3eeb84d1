"""Acts on words; each is one transaction."""
