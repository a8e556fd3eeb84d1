"""Ways to one person: push, chat, text message, call. `base.py` is the interface."""
