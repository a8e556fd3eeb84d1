from django.apps import AppConfig


class MonitoringConfig(AppConfig):
    name = "monitoring"

    def ready(self) -> None:
        from incidents import ports  # noqa: PLC0415 -- models are not loaded before
        from monitoring import plugs  # noqa: PLC0415
        from monitoring.connectors.kinds import register_all  # noqa: PLC0415
        from monitoring.services import claim_matches  # noqa: PLC0415

        ports.follow("merged", plugs.move_with_merge)
        ports.guard("contain", plugs.silent_sources)
        ports.follow("claim_turned_true", claim_matches.claim_turned_true)
        register_all()
        self._write_to_reporters()

    def _write_to_reporters(self) -> None:
        from monitoring.staff import letters  # noqa: PLC0415 -- models are not loaded before
        from outbox import outside, ports  # noqa: PLC0415

        for topic in (letters.ANSWER, letters.THANKS):
            ports.fresh_facts(topic, letters.facts)
            outside.register(topic, outside.Topic(letters.head, letters.objection))
        outside.on_bounce("m", letters.came_back)
