from django.apps import AppConfig


class TeamsConfig(AppConfig):
    name = "teams"

    def ready(self) -> None:
        from outbox import ports
        from teams import alarms, letters, permissions  # noqa: F401

        ports.alarm(alarms.outbox_is_late)
        for topic in ("teams.invitation", "teams.password_reset"):
            ports.fresh_facts(topic, letters.link_facts)
