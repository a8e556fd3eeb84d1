"""The fixed words of the paper."""

from __future__ import annotations

from typing import Any

from django.utils.translation import pgettext_lazy

LABELS: dict[str, Any] = {
    "drill": pgettext_lazy("dossier", "DRILL"),
    "to": pgettext_lazy("dossier", "To"),
    "about": pgettext_lazy("dossier", "About"),
    "page": pgettext_lazy("dossier", "page"),
    "contents": pgettext_lazy("dossier", "Table of contents"),
    "annex": pgettext_lazy("dossier", "Annex"),
    "annexes": pgettext_lazy("dossier", "Annexes"),
    "made": pgettext_lazy("dossier", "Made"),
    "by": pgettext_lazy("dossier", "by"),
    "purpose": pgettext_lazy("dossier", "Made for"),
    "period": pgettext_lazy("dossier", "Period"),
    "zone": pgettext_lazy("dossier", "All times"),
    "head": pgettext_lazy("dossier", "Last line of the log"),
    "holds_not": pgettext_lazy("dossier", "The chain of evidence does not hold"),
    "checked": pgettext_lazy("dossier", "Chain of evidence"),
    "check_alone": pgettext_lazy(
        "dossier",
        "Every file is listed with its SHA-256 in MANIFEST.txt; anybody can check them"
        " without us, as CHECK.txt says.",
    ),
    "confidential": pgettext_lazy("dossier", "Internal — not for publication"),
    "privileged": pgettext_lazy("dossier", "Legal privilege"),
    "none": pgettext_lazy("dossier", "None."),
    "line": pgettext_lazy("dossier", "Line"),
    "time": pgettext_lazy("dossier", "Time"),
    "what": pgettext_lazy("dossier", "What happened"),
    "link": pgettext_lazy("dossier", "Link"),
    "seen": pgettext_lazy("dossier", "Seen"),
    "source": pgettext_lazy("dossier", "Source"),
    "state": pgettext_lazy("dossier", "State"),
    "since": pgettext_lazy("dossier", "since"),
    "rests": pgettext_lazy("dossier", "Evidence"),
    "against": pgettext_lazy("dossier", "Against it"),
    "captured": pgettext_lazy("dossier", "Captured"),
    "added": pgettext_lazy("dossier", "Added"),
    "how": pgettext_lazy("dossier", "How, with what, where"),
    "original": pgettext_lazy("dossier", "Original"),
    "logged": pgettext_lazy("dossier", "Line of the log"),
    "withdrawn": pgettext_lazy("dossier", "Withdrawn"),
    "later": pgettext_lazy("dossier", "Later words"),
    "posted": pgettext_lazy("dossier", "Posted"),
    "author": pgettext_lazy("dossier", "Author"),
    "reach": pgettext_lazy("dossier", "Reach"),
    "left_out": pgettext_lazy("dossier", "Further posts of the case that are not listed"),
    "masked": pgettext_lazy("dossier", "Names of those who posted are masked."),
    "published": pgettext_lazy("dossier", "Published"),
    "version": pgettext_lazy("dossier", "Version"),
    "approved": pgettext_lazy("dossier", "Approved"),
    "where": pgettext_lazy("dossier", "Where"),
    "emergency": pgettext_lazy("dossier", "Published in an emergency"),
    "corrected": pgettext_lazy("dossier", "Corrected or retracted by"),
    "reason": pgettext_lazy("dossier", "Reason"),
    "outcome": pgettext_lazy("dossier", "What came of it"),
    "signature": pgettext_lazy("dossier", "Signature and seal"),
}


def labels() -> dict[str, str]:
    """In the language of the dossier."""
    return {name: str(label) for name, label in LABELS.items()}
