"""Pages of the drill room."""
