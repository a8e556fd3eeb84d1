"""Questions that pages, API and other rooms ask about cases."""
