"""From somebody's JSON or CSV to a clean row in the database."""
