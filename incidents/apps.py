from django.apps import AppConfig


class IncidentsConfig(AppConfig):
    name = "incidents"

    def ready(self) -> None:
        from incidents.services import legal  # noqa: PLC0415 -- models are not loaded before
        from playbooks import ports  # noqa: PLC0415

        ports.follow("legal_clock_confirmed", legal.confirmed)
