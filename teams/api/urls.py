"""API of brands, people's duty and one's own account."""

from __future__ import annotations

urlpatterns: list = []
