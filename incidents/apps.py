from django.apps import AppConfig


class IncidentsConfig(AppConfig):
    name = "incidents"

    def ready(self) -> None:
        from incidents.situation import plugs  # noqa: PLC0415 -- models are not loaded before

        plugs.register()
