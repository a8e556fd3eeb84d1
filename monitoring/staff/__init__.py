"""Everyone's eyes: what staff without an account report, by a short form or by mail."""
