"""Keeping the team whole: hours without relief, night pages, exposure to abuse, the pulse."""
