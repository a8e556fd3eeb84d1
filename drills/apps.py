from django.apps import AppConfig


class DrillsConfig(AppConfig):
    name = "drills"

    def ready(self) -> None:
        from drills import permissions  # noqa: F401, PLC0415 -- registers the room's rights
