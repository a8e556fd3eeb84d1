from django.apps import AppConfig


class IncidentsConfig(AppConfig):
    name = "incidents"

    def ready(self) -> None:
        from incidents import working_time  # noqa: PLC0415 -- models are not loaded before
        from teams.load import ports  # noqa: PLC0415

        ports.acts(working_time.acts)
        ports.crises(working_time.crises)
