from django.apps import AppConfig


class DrillsConfig(AppConfig):
    name = "drills"

    def ready(self) -> None:
        from drills import permissions  # noqa: F401, PLC0415 -- registers the room's rights
        from drills.hot_wash import drill_is_over  # noqa: PLC0415 -- models are loaded only now
        from incidents import ports  # noqa: PLC0415

        ports.hot_wash(drill_is_over)
