"""Words of what happens after a case: the hot wash and the review that is handed out."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class WashKind(models.TextChoices):
    """What a line of the hot wash says (handbook B6)."""

    WELL = "well", pgettext_lazy("hot wash", "Went well")
    BADLY = "badly", pgettext_lazy("hot wash", "Went badly")
    SURPRISE = "surprise", pgettext_lazy("hot wash", "Surprised us")
    IDEA = "idea", pgettext_lazy("hot wash", "Idea")


class Naming(models.TextChoices):
    """How a published review speaks of people."""

    ROLES = "roles", _("By role: nobody is named")
    NAMES = "names", _("By name")
