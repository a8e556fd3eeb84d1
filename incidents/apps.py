from django.apps import AppConfig


class IncidentsConfig(AppConfig):
    name = "incidents"

    def ready(self) -> None:
        from incidents import handing_over, ports, working_time  # noqa: PLC0415 -- models are loaded only now
        from incidents.services import paging  # noqa: PLC0415
        from teams import ports as below  # noqa: PLC0415
        from teams.load import ports as load_ports  # noqa: PLC0415

        below.prefill("open_work", handing_over.open_cases)
        below.follow_handover(handing_over.write_lines)
        for about in (paging.CASE, paging.MATTER):
            below.pages_about(about, paging.Cases())
        load_ports.acts(working_time.acts)
        load_ports.crises(working_time.crises)
        ports.follow("left_open", paging.over)
        ports.follow("merged", paging.merged)
        ports.follow("severity_changed", paging.severity_changed)
