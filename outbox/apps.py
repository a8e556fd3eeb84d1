from django.apps import AppConfig


class OutboxConfig(AppConfig):
    name = "outbox"

    def ready(self) -> None:
        from outbox.publishers.kinds import register_all  # noqa: PLC0415 -- forms need the apps

        register_all()
