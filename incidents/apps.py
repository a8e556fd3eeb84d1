from django.apps import AppConfig


class IncidentsConfig(AppConfig):
    name = "incidents"

    def ready(self) -> None:
        from incidents import plugs  # noqa: PLC0415 -- models are loaded only now

        plugs.register()
