from django.apps import AppConfig


class TeamsConfig(AppConfig):
    name = "teams"

    def ready(self) -> None:
        from outbox import deadman, ports  # noqa: PLC0415 -- models are loaded only now
        from teams import alarms, letters, permissions, webhooks  # noqa: F401, PLC0415
        from teams.api import description  # noqa: F401, PLC0415 -- registers itself
        from teams.load import tasks  # noqa: F401, PLC0415 -- workers find it here
        from teams.paging import audit, firing, links  # noqa: PLC0415 -- they read the models

        ports.alarm(alarms.outbox_is_late)
        ports.accounts(webhooks.account)
        for topic in ("teams.invitation", "teams.password_reset"):
            ports.fresh_facts(topic, letters.link_facts)
        ports.fresh_facts(firing.TOPIC, links.link_facts)
        deadman.check("pages", lambda: deadman.silent("pages") or audit.problem())
        ports.objection(firing.TOPIC, firing.objection)
        _reaching()


def _reaching() -> None:
    from outbox import ports  # noqa: PLC0415 -- models are loaded only now
    from outbox.models import Channel  # noqa: PLC0415
    from teams.reaching import delivering, methods  # noqa: PLC0415

    ports.reaches(delivering.reaches)
    ports.fresh_facts(methods.CODE, methods.fresh_code)
    for channel in Channel.reaching:
        ports.settled(channel, delivering.settled)
