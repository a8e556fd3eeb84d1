from django.apps import AppConfig


class DrillsConfig(AppConfig):
    name = "drills"

    def ready(self) -> None:
        from drills import permissions, plugs  # noqa: F401, PLC0415 -- rights; models are loaded

        plugs.register()
