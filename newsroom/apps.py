from django.apps import AppConfig


class NewsroomConfig(AppConfig):
    name = "newsroom"

    def ready(self) -> None:
        from newsroom import permissions  # noqa: F401, PLC0415 -- rules are added by importing
        from newsroom.services import announcing, subscribing  # noqa: PLC0415
        from outbox import outside, ports  # noqa: PLC0415

        for topic in (subscribing.CONFIRM, subscribing.KNOWN):
            ports.fresh_facts(topic, subscribing.words)
        ports.fresh_facts(announcing.TOPIC, announcing.words)
        known = outside.Topic(announcing.head, announcing.objection)
        for topic in (subscribing.CONFIRM, subscribing.KNOWN, announcing.TOPIC):
            outside.register(topic, known)
        outside.on_bounce("n", subscribing.came_back)
