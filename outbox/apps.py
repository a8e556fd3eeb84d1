from django.apps import AppConfig


class OutboxConfig(AppConfig):
    name = "outbox"

    def ready(self) -> None:
        from outbox import bundling, ports  # noqa: PLC0415 -- models are loaded only now
        from outbox.publishers.kinds import register_all  # noqa: PLC0415 -- forms need the apps
        from outbox.reaching import kinds  # noqa: PLC0415 -- likewise

        register_all()
        kinds.register_all()
        ports.fresh_facts(bundling.TOPIC, bundling.fresh)
