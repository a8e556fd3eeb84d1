from django.apps import AppConfig


class DrillsConfig(AppConfig):
    name = "drills"

    def ready(self) -> None:
        from crisisdesk.kernel import rights  # noqa: PLC0415
        from drills import permissions, plugs, stage_permissions  # noqa: PLC0415 -- rights; models

        plugs.register()
        rights.veto(stage_permissions.veto)
        del permissions
