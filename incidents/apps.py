from django.apps import AppConfig


class IncidentsConfig(AppConfig):
    name = "incidents"

    def ready(self) -> None:
        from incidents import handing_over, working_time  # noqa: PLC0415 -- models are loaded now
        from teams import ports  # noqa: PLC0415
        from teams.load import ports as load_ports  # noqa: PLC0415

        ports.prefill("open_work", handing_over.open_cases)
        ports.follow_handover(handing_over.write_lines)
        load_ports.acts(working_time.acts)
        load_ports.crises(working_time.crises)
