from django.apps import AppConfig


class MonitoringConfig(AppConfig):
    name = "monitoring"

    def ready(self) -> None:
        from incidents import ports  # noqa: PLC0415 -- models are not loaded before
        from monitoring import plugs  # noqa: PLC0415
        from monitoring.connectors.kinds import register_all  # noqa: PLC0415
        from monitoring.services import claim_turning  # noqa: PLC0415
        from monitoring.staff import plugs as staff  # noqa: PLC0415

        ports.follow("merged", plugs.move_with_merge)
        ports.guard("contain", plugs.silent_sources)
        ports.follow("claim_turned_true", claim_turning.claim_turned_true)
        register_all()
        staff.register()
