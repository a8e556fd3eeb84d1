"""Page parts: the tags behind `templates/ui/`. Pages use them through the library `ui`."""
