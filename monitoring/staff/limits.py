"""How much may come in, so that a flood neither drowns the desk nor fills its disk."""

from __future__ import annotations

import ipaddress
from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import connection
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from crisisdesk.kernel.clock import now
from monitoring.models import StaffKnock, StaffReport
from teams.models import Brand

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
#: A whole office may stand behind one address, so this is more than one person needs.
PER_NETWORK = 30
#: Looking a reference up, so that nobody guesses them.
LOOKS_PER_NETWORK = 60
#: All reports of a brand in a day, kept whatever comes of them.
PER_DAY = 3000
#: Pictures among them: words cost next to nothing, pictures fill a disk.
PICTURES_PER_DAY = 300
#: Signals of staff that a brand gets in an hour; what comes beyond goes into one together.
SIGNALS_PER_HOUR = 12
#: Automatic answers to one address in an hour.
ANSWERS_PER_HOUR = 1
#: Letters about what came of reports, to one address in a day.
THANKS = 10
#: Advisory lock, together with the brand: reports are put to signals one after another.
TAKING_IN = 4_711_021


class TooMany(Exception):
    """So many came from one network, or in all, that the next one has to wait."""


def one_at_a_time(brand: Brand) -> None:
    """Hold off the brand's other reports until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [TAKING_IN, brand.pk])


def knock(what: str, most: int, within: timedelta = HOUR) -> bool:
    """Count a request; beyond the limit nothing more is written down either."""
    digest = salted_hmac("monitoring.staff", what, algorithm="sha256").hexdigest()
    if StaffKnock.objects.filter(digest=digest, at__gt=now() - within).count() >= most:
        return False
    StaffKnock.objects.create(digest=digest)
    return True


def network(address: str) -> str:
    """A house or a street of the net, not one machine: an address is changed in a second."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return ""
    size = 24 if found.version == 4 else 56  # noqa: PLR2004 -- the old kind of address
    return str(ipaddress.ip_network((found, size), strict=False))


def let_in(brand: Brand, address: str) -> None:
    """Refuse what comes too fast from one network."""
    if not knock(f"form {brand.pk} {network(address)}", PER_NETWORK):
        raise TooMany


def let_look(address: str) -> None:
    """Refuse whoever tries one reference after another."""
    if not knock(f"look {network(address)}", LOOKS_PER_NETWORK):
        raise TooMany


def within_the_day(brand: Brand, *, picture: bool) -> None:
    """Refuse what is more than a day's worth for a brand."""
    today = StaffReport.objects.filter(brand=brand, received_at__gt=now() - DAY)
    if today.count() >= PER_DAY:
        raise TooMany
    if picture and today.exclude(picture="").count() >= PICTURES_PER_DAY:
        sentence = _("Too many pictures came today; please send it without the screenshot.")
        raise ValidationError({"picture": sentence})


def forget_knocks() -> int:
    """Hashes of who asked go after a day."""
    return StaffKnock.objects.filter(at__lt=now() - DAY).delete()[0]
