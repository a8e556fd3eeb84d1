"""Small parts without models that every room may use."""
