"""Playing a recording through the desk as if it happened now, in event time."""
