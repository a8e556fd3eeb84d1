"""The form's address, thanks to reporters, and forgetting who they were."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Q

from crisisdesk.kernel.clock import now
from crisisdesk.kernel.rights import require
from crisisdesk.kernel.state import lock
from crisisdesk.kernel.sweeping import each
from monitoring.enums import SignalState
from monitoring.models import RetentionPolicy, StaffDoor, StaffReport, StaffStanding
from monitoring.models.staff import ADDRESS, new_address
from monitoring.services.leaving import hold_file
from monitoring.services.retention import border
from monitoring.staff import letters, limits
from outbox.services import forget, keys_under

if TYPE_CHECKING:
    from teams.models import Brand, User

#: Who reported is not needed longer than this; what was reported has the brand's own rule.
CONTACT_KEPT = timedelta(days=180)
ROUND = 200
#: Who left a telephone number may be called by a person; the sweep leaves them alone.
WHOLE_ADDRESS = rf"^{ADDRESS.pattern}$"


@transaction.atomic
def open_door(brand: Brand, *, actor: User) -> StaffDoor:
    """Give the brand a form for its staff, or open it again at its address."""
    require(actor, "monitoring.keep_staff_door", brand)
    door, _made = StaffDoor.objects.get_or_create(brand=brand, defaults={"made_by": actor})
    door = lock(door)
    door.is_open = True
    door.save(update_fields=["is_open"])
    return door


@transaction.atomic
def close_door(door: StaffDoor, *, actor: User) -> StaffDoor:
    """Take no more reports by the form; its address stays for later."""
    require(actor, "monitoring.keep_staff_door", door)
    door = lock(door)
    door.is_open = False
    door.save(update_fields=["is_open"])
    return door


@transaction.atomic
def renew_door(door: StaffDoor, *, actor: User) -> StaffDoor:
    """Another address; posters and links with the old one lead nowhere from now on."""
    require(actor, "monitoring.keep_staff_door", door)
    door = lock(door)
    door.token, door.made_at, door.made_by = new_address(), now(), actor
    door.save(update_fields=["token", "made_at", "made_by"])
    return door


def thank_due() -> int:
    """Tell reporters who left an address what came of it, each once."""
    decided = (SignalState.LINKED, SignalState.DISMISSED)
    waiting = (
        StaffReport.objects.filter(thanked_at=None, erased_at=None, signal__state__in=decided)
        .filter(Q(contact__regex=WHOLE_ADDRESS) | Q(sender__regex=WHOLE_ADDRESS))
        .select_related("signal__incident")
        .order_by("id")[:ROUND]
    )
    return each(list(waiting), _thank)


@transaction.atomic
def _thank(report: StaffReport) -> int:
    report = lock(report)
    if report.thanked_at or report.standing not in StaffStanding.ends:
        return 0
    letters.thank(report)
    return 1


@transaction.atomic
def forget_reporter(report: StaffReport, *, actor: User) -> StaffReport:
    """Blank who reported, at their wish, here and in their other reports; what they saw stays."""
    require(actor, "monitoring.forget_reporter", report)
    given = [word for word in (report.contact, report.sender) if word]
    same = Q(pk=report.pk) | Q(contact__in=given) | Q(sender__in=given)
    rows = StaffReport.objects.select_for_update().filter(same, brand=report.brand_id)
    for row in rows.order_by("pk"):
        _forgotten(row)
    return StaffReport.objects.get(pk=report.pk)


def _forgotten(report: StaffReport) -> StaffReport:
    report.name = report.contact = report.sender = report.message_id = ""
    report.erased_at = now()
    report.save(update_fields=["name", "contact", "sender", "message_id", "erased_at"])
    forget(keys_under(letters.key_of(report)))
    return report


def sweep() -> int:
    """What time brings: thanks, then forgetting."""
    return each((thank_due, limits.forget_knocks, _forget_old, _clear_old), lambda part: part())


def _forget_old() -> int:
    old = StaffReport.objects.filter(received_at__lt=now() - CONTACT_KEPT, erased_at=None)
    return each(list(old.order_by("id")[:ROUND]), _forget_one)


@transaction.atomic
def _forget_one(report: StaffReport) -> int:
    _forgotten(lock(report))
    return 1


def _clear_old() -> int:
    """Words and pictures go by the brand's rule for mentions, unless a case has them."""
    cleared = 0
    for policy in RetentionPolicy.objects.all():
        old = StaffReport.objects.filter(
            brand=policy.brand_id, received_at__lt=border(policy), signal__incident=None
        ).exclude(text="", url="", picture="")
        cleared += each(list(old.order_by("id")[:ROUND]), _clear)
    return cleared


@transaction.atomic
def _clear(report: StaffReport) -> int:
    report = lock(report)
    name = report.picture.name
    report.text = report.url = report.url_key = report.place = ""
    report.picture, report.picture_sha256, report.picture_format = "", "", ""
    report.save()
    if name:
        transaction.on_commit(partial(_drop_unused, name), robust=True)
    return 1


@transaction.atomic
def _drop_unused(name: str) -> None:
    """A file is named by its content, so two reports may share one."""
    hold_file(name)
    if not StaffReport.objects.filter(picture=name).exists():
        default_storage.delete(name)
