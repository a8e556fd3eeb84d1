"""The evidence dossier: what a case shows, made for somebody outside who can check it alone."""
