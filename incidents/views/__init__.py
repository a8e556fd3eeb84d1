"""Pages of one case; the war room itself is composed by the desk."""
