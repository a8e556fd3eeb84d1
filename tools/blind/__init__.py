"""Choosing the detector's parameters without looking at any brand; `tools/blind_choice.py` runs it."""
