from django.apps import AppConfig


class IncidentsConfig(AppConfig):
    name = "incidents"

    def ready(self) -> None:
        from incidents import handing_over  # noqa: PLC0415 -- models are loaded only now
        from teams import ports  # noqa: PLC0415

        ports.prefill("open_work", handing_over.open_cases)
        ports.follow_handover(handing_over.write_lines)
