"""Signed-in pages that compose several rooms."""
