"""The register as one reads it: the gravest first, and the square of likelihood and impact."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from django.db.models import F

from playbooks.models import Impact, Likelihood, Risk

if TYPE_CHECKING:
    from collections.abc import Iterable

    from teams.models import Brand

#: From these weights (likelihood times impact) on a risk counts as high, as critical.
HIGH, CRITICAL = 8, 15


class Square(NamedTuple):
    """One field of the matrix with the risks in it."""

    impact: Impact
    tone: str
    risks: list[Risk]


class Row(NamedTuple):
    likelihood: Likelihood
    squares: list[Square]


def register(brand: Brand | int) -> list[Risk]:
    """Open risks of a brand, the gravest first."""
    rows = Risk.objects.filter(brand=brand, closed_at=None).select_related("playbook", "owner")
    return list(rows.order_by(-F("likelihood") * F("impact"), "id"))


def likelihoods(brand: Brand | int) -> dict[int, int]:
    """How likely each type of crisis is, by playbook: that of its likeliest risk."""
    found: dict[int, int] = {}
    for book, likelihood in Risk.objects.filter(brand=brand, closed_at=None).values_list(
        "playbook", "likelihood"
    ):
        found[book] = max(found.get(book, 0), likelihood)
    return found


def tone(weight: int) -> str:
    """The colour of a weight: its word in the design."""
    return "critical" if weight >= CRITICAL else "high" if weight >= HIGH else "watch"


def matrix(risks: Iterable[Risk]) -> list[Row]:
    """Rows from the likeliest down, squares from the slightest impact on."""
    risks = list(risks)
    return [
        Row(
            likelihood,
            [
                Square(
                    impact,
                    tone(likelihood * impact),
                    [r for r in risks if (r.likelihood, r.impact) == (likelihood, impact)],
                )
                for impact in Impact
            ],
        )
        for likelihood in reversed(Likelihood)
    ]
