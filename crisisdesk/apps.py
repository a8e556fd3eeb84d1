"""The project as an application: its translations, components and background work."""

from __future__ import annotations

from django.apps import AppConfig


class ProjectConfig(AppConfig):
    name = "crisisdesk"

    def ready(self) -> None:
        """Make ours the default Celery application, whichever process starts Django."""
        from django import forms  # noqa: PLC0415 -- needs the settings first
        from rest_framework import serializers  # noqa: PLC0415

        from crisisdesk import celery  # noqa: F401, PLC0415
        from crisisdesk.kernel import arrays  # noqa: PLC0415
        from crisisdesk.kernel.clock import plausible  # noqa: PLC0415

        arrays.install()

        # Every moment that anybody sends, by page or API, whichever room takes it.
        for kind in (forms.DateTimeField, serializers.DateTimeField):
            kind.default_validators = [plausible]
