"""Subscribing, announcing, and the copy in files."""
