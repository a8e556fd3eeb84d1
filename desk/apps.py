from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "desk"

    def ready(self) -> None:
        from desk.firstday import landing  # noqa: PLC0415 -- it reads the models
        from teams import ports  # noqa: PLC0415

        ports.landing(landing.of)
