"""Short ways to an answer in any state and to an enquiry that waits."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from crisisdesk.kernel.clock import now
from statements.models import Answer, Enquiry
from statements.services import bank, enquiries
from statements.services.bank import Draft

WORDS = {
    "question_vi": "Sữa của tôi có uống được không?",
    "question_en": "May I drink my milk?",
    "answer_vi": "Quý khách xin ngừng dùng và gọi tổng đài; chúng tôi đổi hàng tận nhà.",
    "answer_en": "Please stop using it and call us; we exchange it at your door.",
}


def written(owner: Any, by: Any, *, facts: Any = (), **words: Any) -> Answer:
    """A draft of a case, or of a brand, by this person."""
    case = owner if hasattr(owner, "severity") else None
    brand = owner.brand if case else owner
    return bank.write(brand, Draft(WORDS | words, facts=facts), actor=by, incident=case)


def cleared(owner: Any, by: Any, second: Any, **more: Any) -> Answer:
    """The same with the word of a second person."""
    answer = written(owner, by, **more)
    return bank.clear(answer, actor=second, expected_version=answer.version)


def asked(owner: Any, by: Any, minutes: int = 60, **more: Any) -> Enquiry:
    """An enquiry that was just taken down."""
    case = owner if hasattr(owner, "severity") else None
    brand = owner.brand if case else owner
    details = {
        "outlet": "Báo Ngày Mới",
        "reporter": "Trần Thu Hà",
        "contact": "0903 111 222",
        "questions": "Sữa có uống được không?",
        "received_at": now(),
        "deadline": now() + timedelta(minutes=minutes),
    }
    return enquiries.take_down(brand, actor=by, incident=case, **(details | more))


def mention_of(brand: Any, by: Any) -> Any:
    """A question that somebody asked in public, and that waits for our answer."""
    from monitoring.models import Mention
    from monitoring.services import inbox
    from monitoring.services.ingest import take_in

    item = {
        "external_id": "q1", "source": "facebook", "text": "Sữa có uống được không?",
        "author": "khach", "posted_at": now().isoformat(), "language": "vi",
    }  # fmt: skip
    take_in([item], brand=brand, actor=by)
    mention = Mention.objects.get()
    inbox.ask(brand, [mention.pk], actor=by)
    return mention
