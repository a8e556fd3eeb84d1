"""The services that ship with the project: PostgreSQL, and those who start and watch it."""
