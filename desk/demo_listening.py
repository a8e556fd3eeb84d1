"""What the demo's people did with the mentions: a rumour answered, posts that wait, a source off.

Everything in it is invented, like the rest of the demo.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from crisisdesk.kernel.clock import now
from desk import demo_dossier
from desk.demo import DOMAIN
from incidents.services import claims, evidence, facts, severity, team
from incidents.services.opening import open_incident
from monitoring.enums import Platform, SourceKind
from monitoring.models import AnswerRule, ClaimMatch, Mention
from monitoring.services import (
    answer_rules,
    claim_answers,
    claim_matches,
    claim_reading,
    connections,
    inbox,
    sources,
)
from teams.models import User

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from incidents.models import Claim, Incident
    from teams.models import Brand

RUMOUR = "Suối Xanh pha từ sữa bột nhập khẩu"
#: From this likeness on the demo's writer has said yes; the rest waits for the newcomer.
CERTAIN = 0.6
CLOSING = "Suối Xanh đóng cửa nhà máy ở Vinh"
SCORES = {"people": 0, "spread": 1, "truth": 0, "stakeholders": 0, "business": 1}
REPLY = (
    "Chào bạn, sữa tươi Suối Xanh làm từ 100 % sữa tươi của bảy trang trại; "
    "kết quả kiểm tra độc lập có ở trang của hãng. Cảm ơn bạn đã hỏi."
)
OUR_POST = "https://facebook.example/suasuoixanh/sua-tuoi-la-sua-tuoi"
OUR_REACH = 5_200
ANSWERED_AGO = timedelta(hours=20)
SHOWN = 6


def seed_listening(brand: Brand) -> None:
    """A small case with its false claims, the inbox, a rule that fills it, a source at rest."""
    lead, writer, admin = (
        User.objects.get(email=f"{name}@{DOMAIN}") for name in ("lead", "writer", "admin")
    )
    _rumour(brand, lead, writer)
    _inbox(brand, lead, writer)
    _rule(brand, admin)
    _source(brand, admin)


def _rumour(brand: Brand, lead: User, writer: User) -> None:
    case = open_incident(
        brand=brand, title=f"Tin đồn: {RUMOUR}", actor=lead, reporter="chăm sóc khách hàng",
        public_at=_told(brand, "sữa bột").earliest("posted_at").posted_at,
    )  # fmt: skip
    case = severity.score(case, actor=lead, scores=SCORES)
    case = team.name_lead(case, lead, actor=lead)
    claim = claim_matches.register(case, actor=lead, text=RUMOUR)
    claim_matches.register(case, actor=lead, text=CLOSING)
    claim_reading.read(brand, before=now())
    for match in ClaimMatch.objects.filter(claim=claim, score__gte=CERTAIN):
        claim_matches.confirm(match, actor=writer)
    _refute(case, claim, lead, writer)
    demo_dossier.seed(case, lead, writer)


def _refute(case: Incident, claim: Claim, lead: User, writer: User) -> None:
    fact = facts.add_fact(
        case, actor=writer,
        text_vi="Sữa tươi Suối Xanh làm từ 100 % sữa tươi, kiểm tra độc lập tháng 11",
        text_en="Suối Xanh fresh milk is made of fresh milk only, checked independently in November",
    )  # fmt: skip
    evidence.add_evidence(
        case, actor=writer, title="Biên bản kiểm tra", fact=fact,
        url="https://kiemnghiem.example/suoi-xanh-11",
    )  # fmt: skip
    facts.revise_fact(fact, actor=lead, status="confirmed", reason="có biên bản")
    claims.assess_claim(
        claim, actor=lead, assessment="answer_in_place", refuted_by=fact,
        reason="ít người nhắc, trả lời ngay dưới bài của họ",
    )  # fmt: skip
    claim_answers.add(
        claim, actor=writer, platform=Platform.FACEBOOK, url=OUR_POST, reach=OUR_REACH,
        at=now() - ANSWERED_AGO,
    )  # fmt: skip


def _told(brand: Brand, words: str) -> QuerySet[Mention]:
    return Mention.objects.filter(brand=brand, text__contains=words)


def _inbox(brand: Brand, lead: User, writer: User) -> None:
    asked = Mention.objects.filter(brand=brand, text__endswith="?").exclude(platform=Platform.NEWS)
    mentions = list(asked.order_by("-posted_at")[:SHOWN])
    ids = [mention.pk for mention in mentions]
    inbox.ask(brand, ids, actor=lead)
    inbox.assign(brand, ids[1:3], to=writer, actor=lead)
    inbox.answer(mentions[-1], actor=writer, reply=REPLY, url=OUR_POST)


def _rule(brand: Brand, admin: User) -> None:
    """Questions with some reach, on the two places where the brand answers.

    It begins where the quiet week ends, since a storm that is played later began hours ago.
    """
    rule = answer_rules.save(
        brand.watches.get(), actor=admin, active=True, negative=False, questions=True,
        platforms=[Platform.FACEBOOK, Platform.THREADS], min_reach=1_000,
    )  # fmt: skip
    newest = Mention.objects.filter(brand=brand).latest("posted_at")
    AnswerRule.objects.filter(pk=rule.pk).update(since=newest.posted_at)


def _source(brand: Brand, admin: User) -> None:
    """A newspaper that does not exist is not asked for its feed."""
    source = connections.add(
        brand, actor=admin, kind=SourceKind.RSS,
        values={"name": "Nhật báo Cầu Mây (mẫu)", "url": "https://caumay.example/rss"},
    )  # fmt: skip
    sources.edit(source, actor=admin, active=False)
