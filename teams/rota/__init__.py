"""Duty by rule: turns, layers and what overrides them."""
