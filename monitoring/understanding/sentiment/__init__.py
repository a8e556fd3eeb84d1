"""Negative, neutral or positive: features, training and fast serving."""
