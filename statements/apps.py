from django.apps import AppConfig


class StatementsConfig(AppConfig):
    name = "statements"

    def ready(self) -> None:
        from incidents import ports  # noqa: PLC0415 -- models are not loaded before
        from outbox import outside  # noqa: PLC0415
        from outbox import ports as ways_out  # noqa: PLC0415
        from outbox.models import Channel  # noqa: PLC0415
        from statements import drill_door, guards, handing_over, sending  # noqa: PLC0415
        from statements.selectors import recalled  # noqa: PLC0415
        from statements.services import bank_following, following, outlets, press_mail, turning  # noqa: PLC0415
        from teams import ports as desk_ports  # noqa: PLC0415

        ports.recall(recalled.recall)
        desk_ports.prefill("promises", handing_over.promises_due)
        ways_out.door(drill_door.objection)
        ways_out.jobs(sending.job_for)
        ways_out.settled(Channel.SOCIAL, outlets.hear)
        ports.guard("contain", guards.overdue_promises)
        ports.guard("contain", guards.unratified_emergencies)
        ports.guard("resolve", guards.open_promises)
        ports.guard("resolve", guards.closing_said)
        ports.guard("resolve_watch", guards.open_promises)
        ports.guard("mark_false_alarm", guards.false_alarm_words)
        ports.follow("left_open", following.discard_live)
        ports.follow("merged", following.move)
        ports.follow("severity_changed", following.ask_more)
        ports.follow("fact_changed", following.fact_changed)
        ports.follow("claim_turned_true", turning.claim_turned_true)
        ways_out.fresh_facts(press_mail.TOPIC, press_mail.facts)
        outside.register(press_mail.TOPIC, outside.Topic(press_mail.head, press_mail.objection))
        outside.on_bounce("p", press_mail.came_back)
        ports.follow("verifying", bank_following.begin)
        ports.follow("merged", bank_following.move)
        ports.follow("fact_changed", bank_following.fact_changed)
