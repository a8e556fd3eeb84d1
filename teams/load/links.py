"""Where a tired person and their relief are sent."""

from __future__ import annotations

from django.urls import NoReverseMatch, reverse


def handover() -> str:
    """The page of the handover note; the rota where the desk has none."""
    try:
        return reverse("teams:handover")
    except NoReverseMatch:
        return rota()


def rota() -> str:
    """The rota of its own, else the page of people that shows it."""
    try:
        return reverse("teams:rota")
    except NoReverseMatch:
        return reverse("teams:people")
