"""The API of a case, by subject."""
