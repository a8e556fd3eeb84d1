"""The first day: from an empty desk to a drill that somebody answered."""
