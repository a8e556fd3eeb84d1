from django.apps import AppConfig


class DrillsConfig(AppConfig):
    name = "drills"

    def ready(self) -> None:
        # The rights register themselves when they are loaded.
        from drills import permissions, plugs, rehearsed  # noqa: F401, PLC0415 -- models are loaded

        plugs.register()
        rehearsed.register()
