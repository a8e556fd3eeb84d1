"""The bank and the press desk of the world: one row for every act."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from crisisdesk.kernel.clock import now
from statements.services import bank, enquiries
from statements.services import enquiry_replies as replies
from statements.services.bank import Draft
from tests.journeys.rights import policy

if TYPE_CHECKING:
    from tests.journeys.rights.world import World


def fill(world: World, mark: str) -> None:
    """Answers by the member, cleared by the manager; enquiries taken down by the member."""
    member, manager = world.people[policy.MEMBER], world.people[policy.MANAGER]
    lead, case = world.people[policy.LEAD], world.rows.case
    draft = Draft({
        "question_vi": f"Sữa {mark} uống được không?", "question_en": "May I drink it?",
        "answer_vi": "Xin ngừng dùng.", "answer_en": "Please stop.",
    })  # fmt: skip

    def written(incident: Any, by: Any = member) -> Any:
        return bank.write(world.brand, draft, actor=by, incident=incident)

    answers = {"draft": written(case), "standing": written(None), "cleared": written(case)}
    answers["cleared"] = bank.clear(answers["cleared"], actor=manager, expected_version=1)
    answers["withdrawn"] = bank.withdraw(written(case), actor=member, reason="thừa")
    answers["secret"] = written(world.cases["secret"], lead)
    world.rows.bank = answers

    def asked(incident: Any = case, by: Any = member) -> Any:
        return enquiries.take_down(
            world.brand, actor=by, incident=incident, outlet=f"Báo {mark}", reporter="Hà",
            contact="0903 111 222", questions="Vì sao?", deadline=now() + timedelta(hours=1),
        )  # fmt: skip

    def worded() -> Any:
        return replies.word(asked(), actor=member, reply="Đang kiểm tra.")

    world.rows.press = {
        "new": asked(),
        "worded": worded(),
        "approved": replies.approve(worded(), actor=manager, expected_wording=1),
        "declined": enquiries.decline(asked(), actor=member, reason="đang điều tra"),
        "secret": asked(world.cases["secret"], lead),
    }
