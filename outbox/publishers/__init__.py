"""Social networks that the desk posts to; `base.py` is the interface, `kinds/` its examples."""
