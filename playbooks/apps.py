from django.apps import AppConfig


class PlaybooksConfig(AppConfig):
    name = "playbooks"

    def ready(self) -> None:
        from playbooks.workdays import add_working  # noqa: PLC0415 -- apps are loaded only now
        from teams.ports import working_time  # noqa: PLC0415

        working_time(add_working)
