"""What the columns of an export mean, remembered by its header and used again by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from crisisdesk.kernel.clock import now
from crisisdesk.kernel.rights import require
from crisisdesk.kernel.text import nfc, one_line
from monitoring.intake.headers import signature
from monitoring.intake.plan import Plan
from monitoring.models import ColumnMapping, CsvImport

if TYPE_CHECKING:
    from collections.abc import Sequence

    from teams.models import Brand, User


def find(brand: Brand, header: Sequence[str]) -> ColumnMapping | None:
    """The mapping that was saved for exports with this header."""
    return ColumnMapping.objects.filter(brand=brand, signature=signature(header)).first()


@transaction.atomic
def remember(job: CsvImport, plan: Plan, *, name: str, actor: User) -> ColumnMapping:
    """Save or replace what the columns of this header mean."""
    require(actor, "monitoring.take_in", job)
    values = {"name": _name(name), "header": job.header, "plan": plan.as_dict()}
    values |= {"by": actor, "at": now()}
    return ColumnMapping.objects.update_or_create(
        brand=job.brand, signature=signature(job.header), defaults=values
    )[0]


@transaction.atomic
def edit(mapping: ColumnMapping, *, actor: User, name: str, plan: Plan) -> ColumnMapping:
    """Change the name, the columns or how they are read."""
    require(actor, "monitoring.take_in", mapping)
    mapping.name, mapping.plan = _name(name), plan.as_dict()
    mapping.by, mapping.at = actor, now()
    mapping.save(update_fields=["name", "plan", "by", "at"])
    return mapping


def _name(name: str) -> str:
    name = one_line(nfc(name), 100)
    if not name:
        raise ValidationError({"save_as": _("Give it a name, such as that of the tool.")})
    return name


@transaction.atomic
def forget(mapping: ColumnMapping, *, actor: User) -> None:
    """Exports with this header are asked about again; what was imported stays."""
    require(actor, "monitoring.take_in", mapping)
    mapping.delete()


def note_use(mapping: ColumnMapping) -> None:
    """Count that a file was imported by it."""
    ColumnMapping.objects.filter(pk=mapping.pk).update(uses=F("uses") + 1, used_at=now())
