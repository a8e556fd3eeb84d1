"""Reaching people where they are: their own ways, their wishes, and what became of a message."""
