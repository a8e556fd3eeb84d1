"""The risk register: what may happen, how likely, how bad, and who watches it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from crisisdesk.kernel.clock import now
from crisisdesk.kernel.rights import require
from crisisdesk.kernel.sweeping import each
from crisisdesk.kernel.text import nfc, one_line
from playbooks.models import Risk, RiskRating
from playbooks.models.risks import look_again_on
from teams.notify import tell
from teams.roles import INSIDERS, people

if TYPE_CHECKING:
    from datetime import date

    from playbooks.models import Playbook
    from teams.models import Brand, User

#: Somebody who does not look is reminded once a week.
REMIND_EVERY = timedelta(days=7)


@transaction.atomic
def register(
    brand: Brand,
    *,
    actor: User,
    playbook: Playbook,
    title: str,
    why: str,
    likelihood: int,
    impact: int,
    owner: User | None = None,
) -> Risk:
    """Put a risk into the register; `likelihood` and `impact` go from 1 to 5."""
    require(actor, "playbooks.rate_risks", brand)
    _check_home(brand, playbook, owner)
    risk = Risk(
        brand=brand,
        playbook=playbook,
        title=one_line(nfc(title)),
        why=nfc(why),
        likelihood=likelihood,
        impact=impact,
        owner=owner,
        created_by=actor,
    )
    risk.full_clean()
    risk.save(force_insert=True)
    _keep_rating(risk, actor, "")
    return risk


@transaction.atomic
def change(
    risk: Risk,
    *,
    actor: User,
    playbook: Playbook,
    title: str,
    why: str,
    likelihood: int,
    impact: int,
    owner: User | None = None,
    reason: str = "",
) -> Risk:
    """Look at a risk again: its rating, even an unchanged one, is kept with the day and the reason.

    Another rating owes a reason.
    """
    require(actor, "playbooks.rate_risks", risk)
    _check_home(risk.brand, playbook, owner)
    risk = Risk.objects.select_for_update().select_related("brand").get(pk=risk.pk)
    rated_anew = (likelihood, impact) != (risk.likelihood, risk.impact)
    if rated_anew and not reason.strip():
        raise ValidationError({"reason": _("Say in a sentence what changed.")}, code="required")
    risk.playbook, risk.owner = playbook, owner
    risk.title, risk.why = one_line(nfc(title)), nfc(why)
    risk.likelihood, risk.impact = likelihood, impact
    risk.look_again_on, risk.reminded_on = look_again_on(), None
    risk.full_clean()
    risk.save()
    _keep_rating(risk, actor, reason)
    return risk


@transaction.atomic
def close(risk: Risk, *, actor: User) -> Risk:
    """Take a risk out of the register; its ratings stay."""
    require(actor, "playbooks.rate_risks", risk)
    risk = Risk.objects.select_for_update().get(pk=risk.pk)
    if risk.closed_at is None:
        risk.closed_at = now()
        risk.save(update_fields=["closed_at"])
    return risk


def remind() -> int:
    """Tell who watches a risk that it is to be looked at again, once a week until they did."""
    today = timezone.localdate()
    due = Risk.objects.filter(
        Q(reminded_on=None) | Q(reminded_on__lte=today - REMIND_EVERY),
        closed_at=None,
        owner__isnull=False,
        look_again_on__lte=today,
    ).select_related("owner")
    return each(list(due), lambda risk: _remind(risk, today))


@transaction.atomic
def _remind(risk: Risk, today: date) -> int:
    stamped = Risk.objects.filter(pk=risk.pk, reminded_on=risk.reminded_on, closed_at=None)
    if not stamped.update(reminded_on=today):
        return 0
    tell(
        [risk.owner],
        "playbooks.risk_due",
        key=f"risk-due:{risk.pk}:{today}",
        url=f"/playbooks/policies/risks/{risk.pk}/",
        title=risk.title,
    )
    return 1


def _keep_rating(risk: Risk, actor: User, reason: str) -> None:
    RiskRating.objects.create(
        risk=risk,
        likelihood=risk.likelihood,
        impact=risk.impact,
        reason=one_line(nfc(reason), 500),
        by=actor,
    )


def _check_home(brand: Brand, playbook: Playbook, owner: User | None) -> None:
    if playbook.brand_id != brand.pk or playbook.is_common:
        raise ValidationError({"playbook": _("Choose a type of this brand.")})
    if owner is not None and not people(brand, INSIDERS).filter(pk=owner.pk).exists():
        raise ValidationError({"owner": _("This person does not work for this brand.")})
