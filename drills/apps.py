from django.apps import AppConfig


class DrillsConfig(AppConfig):
    name = "drills"

    def ready(self) -> None:
        # The rights register themselves when they are loaded.
        from crisisdesk.kernel import rights  # noqa: PLC0415 -- models are loaded only now
        from drills import permissions, plugs, rehearsed, stage_permissions  # noqa: F401, PLC0415
        from drills.hot_wash import drill_is_over  # noqa: PLC0415
        from drills.services.running import end_with_merge  # noqa: PLC0415
        from incidents import ports  # noqa: PLC0415

        ports.hot_wash(drill_is_over)
        ports.follow("merged", end_with_merge)
        plugs.register()
        rehearsed.register()
        rights.veto(stage_permissions.veto)
