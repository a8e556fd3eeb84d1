"""What the page of a step shows besides its form, and what its press is answered with."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from desk.firstday import doing, forms
from drills.models import Drill
from playbooks.models import PlaybookVersion
from playbooks.models.plan import COMMON
from playbooks.selectors import readers_over
from playbooks.views.library import plan_page
from teams import selectors
from teams.models import Step
from teams.services import update_brand

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest

    from crisisdesk.kernel.errors import Sentence
    from teams.models import Brand


class Page(NamedTuple):
    """A step's form, what its press does, and what is said then."""

    form: type[Any]
    does: Callable[..., Any]
    said: Sentence


PAGES = {
    Step.BRAND: Page(forms.NameForm, doing.name_brand, _("Saved.")),
    Step.PEOPLE: Page(forms.PersonForm, doing.invite, _("Invited.")),
    Step.DUTY: Page(forms.DutyForm, doing.set_duty, _("The rota counts from today.")),
    Step.LISTENING: Page(forms.ListeningForm, doing.listen, _("Listening from now on.")),
    Step.PLAYBOOK: Page(forms.PlaybooksForm, doing.take_playbooks, _("The playbooks are there.")),
    Step.NEWSROOM: Page(forms.ContactsForm, update_brand, _("Saved.")),
    Step.DRILL: Page(forms.DrillForm, doing.alert_test, _("The drill is running.")),
}
#: Steps of which one press is not all.
STAYS = (Step.PEOPLE, Step.PLAYBOOK)


def more(step: Step, request: HttpRequest, brand: Brand) -> dict[str, Any]:
    """What this step's page asks the rooms for."""
    ask = {
        Step.PEOPLE: _people,
        Step.DUTY: _duty,
        Step.PLAYBOOK: _playbooks,
        Step.DRILL: _drill,
    }.get(step)
    return ask(request, brand) if ask else {}


def _people(_request: HttpRequest, brand: Brand) -> dict[str, Any]:
    return {"rows": selectors.members(brand), "has_mail": settings.HAS_MAIL}


def _duty(_request: HttpRequest, brand: Brand) -> dict[str, Any]:
    return {"has_rota": doing.has_rota(brand)}


def _playbooks(request: HttpRequest, brand: Brand) -> dict[str, Any]:
    """Plans that nobody has looked over, the one that is read now, and those that wait."""
    versions = PlaybookVersion.objects.filter(playbook__brand=brand).select_related(
        "playbook", "second_person"
    )
    waiting = list(versions.filter(state="in_review").order_by("playbook"))
    taken = {version.playbook_id for version in waiting}
    in_force = [v for v in versions.in_force().order_by("playbook") if v.playbook_id not in taken]
    unread = [v for v in in_force if v.is_unread and v.playbook.slug != COMMON]
    looked = request.GET.get("look", "")
    shown = next((v for v in unread if v.playbook.slug == looked), None)
    return {
        "unread": unread,
        "waiting": [(version, readers_over(version)) for version in waiting],
        "read": [v for v in in_force if not v.is_unread],
        "shown": shown,
        "reading": plan_page(request.user, shown, [shown]) if shown else {},
        "offered": forms.PlaybooksForm.offered(brand),
    }


def _drill(_request: HttpRequest, brand: Brand) -> dict[str, Any]:
    return {"players": doing.players(brand), "running": running_test(brand)}


def running_test(brand: Brand) -> Drill | None:
    """The alert test that runs now."""
    mine = Drill.objects.running().filter(scenario__brand=brand, scenario__slug=doing.ALERT_TEST)
    return mine.select_related("incident", "scenario").first()
