from django.apps import AppConfig


class IncidentsConfig(AppConfig):
    name = "incidents"

    def ready(self) -> None:
        from incidents import ports  # noqa: PLC0415 -- models are loaded only now
        from incidents.services import paging  # noqa: PLC0415
        from teams.ports import pages_about  # noqa: PLC0415

        for about in (paging.CASE, paging.MATTER):
            pages_about(about, paging.Cases())
        ports.follow("left_open", paging.over)
        ports.follow("merged", paging.merged)
        ports.follow("severity_changed", paging.severity_changed)
