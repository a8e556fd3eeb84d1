from django.apps import AppConfig


class IncidentsConfig(AppConfig):
    name = "incidents"

    def ready(self) -> None:
        from incidents.situation import sending  # noqa: PLC0415 -- models are not loaded before
        from outbox import outside, ports  # noqa: PLC0415

        for topic in (sending.INSIDE, sending.OUTSIDE):
            ports.fresh_facts(topic, sending.facts)
        outside.register(sending.OUTSIDE, outside.Topic(sending.head, sending.objection))
        outside.on_bounce("i", sending.came_back)
