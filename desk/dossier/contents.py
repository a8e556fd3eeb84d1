"""The sections of a dossier as plain words and rows, for paper."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from crisisdesk.kernel.text import one_line
from crisisdesk.kernel.vocabulary import Visibility
from desk.dossier.choice import is_outside
from incidents.custody_words import sentence
from incidents.enums import DossierPurpose as P
from monitoring.enums import Platform
from playbooks.common_data import channels
from statements.enums import Outlet, Verdict

if TYPE_CHECKING:
    from desk.dossier.gathering import Gathered
    from incidents.models import Claim, Evidence, Fact
    from monitoring.models import Mention
    from statements.models import ApprovalStep, Statement

EXCERPT = 400


def facts(gathered: Gathered) -> list[dict[str, Any]]:
    return [_fact(gathered, row) for row in gathered.facts]


def _fact(gathered: Gathered, row: Fact) -> dict[str, Any]:
    last = max(row.revisions.all(), key=lambda revision: revision.number, default=None)
    outside = is_outside(gathered.dossier.purpose)
    proofs = [gathered.annexes[one.pk] for one in gathered.evidence if one.fact_id == row.pk]
    waits = f" ({_('waits for a second person')})" if row.awaiting_second else ""
    who = " + ".join(person.name for person in (last.by, last.second) if person) if last else ""
    return {
        "text": _said(gathered, row),
        "status": f"{row.get_status_display()}{waits}",
        "at": gathered.stamp(last.at if last else row.created_at),
        "by": who,
        "reason": "" if outside or last is None else last.reason,
        "annexes": ", ".join(map(str, proofs)),
    }


def _said(gathered: Gathered, row: Fact) -> str:
    """What is public was worded for the public; what is not may name who posted."""
    text = row.in_language("text")
    return text if row.visibility == Visibility.PUBLIC else gathered.mask.words(text)


def claims(gathered: Gathered) -> list[dict[str, Any]]:
    rows = gathered.incident.claims.select_related("refuted_by")
    return [_claim(gathered, row) for row in rows]


def _claim(gathered: Gathered, row: Claim) -> dict[str, Any]:
    against = row.refuted_by if row.refuted_by_id in gathered.fact_ids else None
    proofs = [gathered.annexes[one.pk] for one in gathered.evidence if one.claim_id == row.pk]
    return {
        "text": gathered.mask.words(row.text),
        "status": str(row.get_status_display()),
        "against": _said(gathered, against) if against else "",
        "annexes": ", ".join(map(str, proofs)),
    }


def posts(gathered: Gathered) -> list[dict[str, Any]]:
    return [_post(gathered, number, row) for number, row in enumerate(gathered.posts, 1)]


def _post(gathered: Gathered, number: int, row: Mention) -> dict[str, Any]:
    platform = Platform(row.platform).label if row.platform in Platform.values else row.platform
    return {
        "number": number,
        "posted": gathered.stamp(row.posted_at),
        "seen": gathered.stamp(row.received_at),
        "platform": str(platform),
        "author": gathered.mask.author(row.author) or "–",
        "reach": f"{row.reach:,}".replace(",", "."),
        "url": row.url,
        "text": gathered.mask.words(one_line(row.text, EXCERPT)),
    }


def evidence(gathered: Gathered, names: dict[int, str]) -> list[dict[str, Any]]:
    """The items; `names` says where the original stands in the archive."""
    wrong: dict[int, list[dict[str, Any]]] = {}
    for fault in gathered.report.faults:
        if fault.pk in gathered.annexes and fault.kind in ("evidence", "timeline"):
            wrong.setdefault(fault.pk, []).append(gathered.about(fault))
    return [_item(gathered, row, names, wrong.get(row.pk, [])) for row in gathered.evidence]


def _item(
    gathered: Gathered, row: Evidence, names: dict[int, str], wrong: list[dict[str, Any]]
) -> dict[str, Any]:
    line = gathered.lines.get(row.pk)
    later = gathered.remarks.get(row.pk, [])
    how = [row.captured_how, row.device, row.place]
    return {
        "annex": gathered.annexes[row.pk],
        "title": gathered.mask.words(row.title),
        "kind": str(row.get_kind_display()),
        "captured": gathered.stamp(row.captured_at),
        "added": gathered.stamp(row.at),
        "by": row.by.name,
        "how": gathered.mask.words(" · ".join(part for part in how if part)),
        "url": row.url,
        "file": names.get(row.pk, ""),
        "sha256": str(line.data.get("sha256", row.sha256)) if line else row.sha256,
        "seq": line.seq if line else 0,
        "privileged": row.visibility == "privileged",
        "withdrawn": row.pk in gathered.withdrawn,
        "remarks": [
            f"{gathered.stamp(one.at)} · {one.actor.name}: {one.note.text if one.note else ''}"
            for one in later
        ],
        "faults": [sentence(fault) for fault in wrong],
        "thumb": "",
    }


def statements(gathered: Gathered) -> list[dict[str, Any]]:
    return [_statement(gathered, row) for row in gathered.statements]


def _statement(gathered: Gathered, row: Statement) -> dict[str, Any]:
    version = row.version_said
    places = [one for one in row.publications.all() if one.state == Outlet.LIVE]
    later = [*row.corrections.all(), *row.retractions.all()]
    return {
        "reference": row.reference,
        "kind": str(row.get_kind_display()),
        "audience": str(row.get_audience_display()),
        "status": str(row.get_status_display()),
        "title": row.in_language("title"),
        "text": row.in_language("text"),
        "at": gathered.stamp(row.published_at),
        "by": row.published_by.name if row.published_by else "–",
        "emergency": bool(row.emergency_at),
        "version": version.number,
        "digest": version.digest,
        "approvals": [_approval(gathered, step) for step in _signed(row)],
        "places": [
            {"channel": _channel(one.channel), "url": one.url, "at": gathered.stamp(one.at)}
            for one in places
        ],
        "later": ", ".join(one.reference for one in later if one.is_said),
    }


def _signed(row: Statement) -> list[ApprovalStep]:
    """Steps of the version that was said, once they were signed."""
    said = row.version_said.pk
    return [
        step
        for step in row.steps.all()
        if step.version_id == said and any(_yes(one) for one in step.approvals.all())
    ]


def _yes(approval: Any) -> bool:
    return bool(approval.verdict == Verdict.APPROVED)


def _approval(gathered: Gathered, step: ApprovalStep) -> dict[str, str]:
    given = next(one for one in step.approvals.all() if _yes(one))
    return {"office": step.label, "by": given.by.name, "at": gathered.stamp(given.at)}


def _channel(key: str) -> str:
    known = channels().get(key)
    return str(known.label) if known else key


def decisions(gathered: Gathered) -> list[dict[str, str]]:
    """Why the house did what it did; what was known then and judged later stays inside."""
    own = gathered.dossier.purpose == P.OWN
    return [
        {
            "at": gathered.stamp(row.at),
            "by": row.by.name,
            "text": gathered.mask.words(row.text),
            "reason": gathered.mask.words(row.reason),
            "later": row.review_note if own else "",
        }
        for row in gathered.incident.decisions.select_related("by")
        if gathered.choice.covers(row.at)
    ]


def contacts(gathered: Gathered) -> list[dict[str, str]]:
    """How to reach the house; in our own file also who did what."""
    case = gathered.incident
    found = [
        (_("Brand"), case.brand.name),
        (_("Hotline"), case.brand.hotline),
        (_("Official channel"), case.brand.official_channel),
        (_("Press contact"), case.brand.press_contact),
        (_("Incident lead"), case.lead.name if case.lead else ""),
        (_("Dossier made by"), gathered.dossier.by.name),
    ]
    if gathered.dossier.purpose == P.OWN:
        found += [
            (str(row.get_role_display()), row.user.name)
            for row in case.assignments.select_related("user")
        ]
    return [{"label": str(label), "value": value} for label, value in found if value]
