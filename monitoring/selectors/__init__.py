"""Questions that pages and API ask."""
