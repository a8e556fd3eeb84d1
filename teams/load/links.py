"""Where a tired person and their relief are sent."""

from __future__ import annotations

from django.urls import reverse


def handover() -> str:
    """Where handover notes are written."""
    return reverse("teams:handovers")


def rota() -> str:
    """Where somebody else is put on duty."""
    return reverse("teams:rotas")
