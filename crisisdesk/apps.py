"""The project as an application: its translations, components and background work."""

from __future__ import annotations

from django.apps import AppConfig


class ProjectConfig(AppConfig):
    name = "crisisdesk"

    def ready(self) -> None:
        """Make ours the default Celery application, whichever process starts Django."""
        from crisisdesk import celery  # noqa: F401, PLC0415 -- needs the settings first
