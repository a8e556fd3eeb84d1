"""The review as it is handed out: one document, three faces."""
