"""The first page: who writes to whom, what about, and what is asked, by purpose."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as __

from desk.dossier.choice import LINKED, is_outside
from incidents.custody_words import sentence
from incidents.enums import DossierPurpose as P

if TYPE_CHECKING:
    from desk.dossier.gathering import Gathered

HEADINGS: dict[str, Any] = {
    P.AUTHORITY: __("REPORT"),
    P.PLATFORM: __("COMPLAINT ABOUT CONTENT THAT BREAKS THE RULES"),
    P.NEWSPAPER: __("REQUEST FOR A RESPONSE AND A CORRECTION"),
    P.BAILIFF: __("REQUEST FOR A BAILIFF'S RECORD"),
    P.OWN: __("CASE FILE"),
}
#: What the three free texts of the letter are called for each reader; none: not asked for.
QUESTIONS: dict[str, dict[str, Any]] = {
    P.AUTHORITY: {"account": __("What happened"), "request": __("What we propose")},
    P.PLATFORM: {
        "account": __("What the content does"),
        "rule": __("Rule or law that it breaks"),
        "request": __("What we ask"),
    },
    P.NEWSPAPER: {
        "account": __("What the piece says that is not so"),
        "rule": __("Legal basis"),
        "request": __("The correction and response that we ask for"),
    },
    P.BAILIFF: {"account": __("What it is for"), "request": __("What is to be recorded")},
    P.OWN: {"account": __("Summary")},
}
LINKS: dict[str, Any] = {
    P.PLATFORM: __("Links to the content"),
    P.NEWSPAPER: __("The piece"),
    P.BAILIFF: __("Links to be recorded"),
}


def letter(gathered: Gathered) -> dict[str, Any]:
    """Everything that stands before the table of contents."""
    dossier, words = gathered.dossier, gathered.choice.letter
    asked = QUESTIONS[dossier.purpose]
    return {
        "heading": str(HEADINGS[dossier.purpose]),
        "motto": _motto(dossier.purpose),
        "sender": words.get("sender") or gathered.incident.brand.name,
        "sender_address": words.get("sender_address", ""),
        "recipient": words.get("recipient", ""),
        "subject": words.get("subject")
        or ("" if is_outside(dossier.purpose) else _title(gathered)),
        "place_and_day": _place_and_day(gathered),
        "parts": [
            {"title": str(title), "text": words[name]}
            for name, title in asked.items()
            if words.get(name)
        ],
        "links_title": str(LINKS.get(dossier.purpose, "")),
        "links": links(gathered),
        "signer": words.get("signer", ""),
        "signer_title": words.get("signer_title", ""),
        "faults": faults(gathered),
        "holds": _holds(gathered),
    }


def _title(gathered: Gathered) -> str:
    return f"{gathered.incident.reference} · {gathered.incident.title}"


def _motto(purpose: str) -> list[str]:
    """Letters in Vietnamese to an outside reader begin with it."""
    if not is_outside(purpose) or (get_language() or "vi")[:2] != "vi":
        return []
    return ["CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc"]


def _place_and_day(gathered: Gathered) -> str:
    at = localtime(gathered.dossier.at, gathered.zone)
    place = gathered.choice.letter.get("place", "")
    if (get_language() or "vi")[:2] == "vi":
        day = f"ngày {at:%d} tháng {at:%m} năm {at:%Y}"
    else:
        day = date_format(at, "j F Y")
    return f"{place}, {day}" if place else day


def links(gathered: Gathered) -> list[dict[str, Any]]:
    """Addresses that the reader is to look at, each once, with when it was seen and by whom."""
    if gathered.dossier.purpose not in LINKED:
        return []
    found: dict[str, dict[str, str]] = {}
    for row in gathered.evidence:
        if row.url:
            source = _("Annex %(number)s") % {"number": gathered.annexes[row.pk]}
            about = {"seen": gathered.stamp(row.captured_at), "source": source}
            found.setdefault(row.url, about)
    for row in gathered.posts:
        if row.url:
            about = {"seen": gathered.stamp(row.received_at), "source": _("seen by the desk")}
            found.setdefault(row.url, about)
    for url in gathered.choice.letter.get("links", "").split():
        found.setdefault(url, {"seen": "–", "source": _("named in this letter")})
    return [{"number": n, "url": url, **about} for n, (url, about) in enumerate(found.items(), 1)]


def faults(gathered: Gathered) -> list[str]:
    """What does not hold, in red: items by their annex, others counted, lines by their number."""
    named, others = [], 0
    for fault in gathered.report.faults:
        annex = gathered.annexes.get(fault.pk, 0) if fault.kind in ("evidence", "timeline") else 0
        if annex:
            named.append(sentence(gathered.about(fault)))
        elif fault.kind == "timeline" or _own_or_said(gathered, fault):
            # The item that the line is about is not in this dossier: its name stays where it is.
            hidden = fault.kind == "timeline" and is_outside(gathered.dossier.purpose)
            bare = {"number": 0} if hidden else {}
            named.append(sentence({**fault.as_dict(), **bare}, private=gathered.dossier.privileged))
        else:
            others += 1
    if others:
        named.append(
            _("Items of the case that are not in this dossier and do not hold: %(count)s")
            % {"count": others}
        )
    return named


def _own_or_said(gathered: Gathered, fault: Any) -> bool:
    """Whether the reader gets what the fault is about."""
    if not is_outside(gathered.dossier.purpose):
        return True
    return fault.pk in gathered.beside.get(fault.kind, ())


def _holds(gathered: Gathered) -> str:
    if is_outside(gathered.dossier.purpose):
        # How many items the house keeps back is nobody's business.
        return _("Everything in this dossier, and the log of the case, was read again and holds.")
    return _("All %(count)s items of the case were read again and hold.") % {
        "count": gathered.report.items
    }
