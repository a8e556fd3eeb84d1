"""A name that is to be erased goes from what cases repeat of it; what is sealed stays as it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from crisisdesk.kernel.rewriting import holding, rewrite, rewrite_all
from crisisdesk.kernel.text import fold, one_line
from incidents.models import Claim, Incident, Note

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from teams.models import Brand

ABOUT = ("summary", "source_url", "reporter")
CLAIMED = ("text", "variants", "reason")


def quotation(text: str) -> str:
    """How the summary of a case quotes a text."""
    return f"“{one_line(text, 200)}”"


def take_out(brand: Brand, clean: Callable[[Any], Any], spellings: Sequence[str]) -> int:
    """From cases, claims and typed words; how many changed. The seal of the log covers none of them."""
    cases = Incident.objects.filter(holding(("title", *ABOUT), spellings), brand=brand)
    done = sum(_case(case, clean) for case in cases.order_by("pk"))
    done += rewrite_all(Claim.objects.filter(incident__brand=brand), CLAIMED, clean)
    notes = Note.objects.filter(holding(("text",), spellings), incident__brand=brand)
    return done + rewrite_all(notes, ("text",), clean)


def _case(case: Incident, clean: Callable[[Any], Any]) -> bool:
    changed = rewrite(case, ABOUT, clean)
    # A case is called something, even where it was called by nothing but a link.
    title = clean(case.title) or case.reference
    if title == case.title:
        return changed
    Incident.objects.filter(pk=case.pk).update(title=title, title_key=fold(title))
    return True


def unquote(brand: Brand, texts: Iterable[str]) -> None:
    """Words that go as a whole: wordings of claims, and quotations in summaries of cases."""
    gone = set(texts)
    for claim in Claim.objects.filter(incident__brand=brand).exclude(variants=[]):
        rewrite(claim, ("variants",), lambda said: [words for words in said if words not in gone])
    quoted = {quotation(words) for words in gone}

    def without(summary: str) -> str:
        return "\n".join(line for line in summary.split("\n") if line not in quoted)

    for case in Incident.objects.filter(brand=brand, summary__contains="“").only("summary"):
        rewrite(case, ("summary",), without)
