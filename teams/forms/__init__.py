"""What the pages about people take in."""
