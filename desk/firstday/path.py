"""The path as a page shows it: what is done, what is put off, what comes next, and why it matters."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from crisisdesk.kernel.clock import now
from crisisdesk.kernel.rights import may
from desk.firstday import rules
from teams.models import Role, SkippedStep, Step
from teams.roles import people

if TYPE_CHECKING:
    from crisisdesk.kernel.errors import Sentence
    from teams.models import Brand, User

#: Whoever joins an older desk is not told that it is being prepared.
NEW_FOR = timedelta(days=30)


@dataclass(frozen=True)
class Told:
    """Why a step matters, when it counts as done, and about how long it takes."""

    why: Sentence
    rule: Sentence
    minutes: int
    button: Sentence


TOLD = {
    Step.BRAND: Told(
        _("Its names and hotline fill the gaps of every prepared text."),
        _("Done when the brand has its name, a short name and a hotline."),
        1,
        _("Name the brand"),
    ),
    Step.PEOPLE: Told(
        _("Nobody approves their own words: without a second person nothing can be published."),
        _("Done when at least two people have a place here, one of them as manager."),
        2,
        _("Invite a person"),
    ),
    Step.DUTY: Told(
        _("A storm begins when nobody is looking; the rota says whose phone rings."),
        _("Done when somebody has turns in a rota, or a shift that is not over."),
        1,
        _("Set up the rota"),
    ),
    Step.LISTENING: Told(
        _("The desk can only warn of what it hears: your name, and where people talk."),
        _("Done when a watch and a source are switched on."),
        2,
        _("Set up listening"),
    ),
    Step.PLAYBOOK: Told(
        _("In the first hour you follow a list that two people read in quiet."),
        _("Done when a playbook is in force by the word of a second person."),
        5,
        _("Choose playbooks"),
    ),
    Step.NEWSROOM: Told(
        _("Journalists and customers find here where you speak and whom they may ask."),
        _("Done when the official channel and the contact for the press are written down."),
        1,
        _("Write the contacts"),
    ),
    Step.DRILL: Told(
        _("Ten minutes that show whether a phone really rings. Nothing leaves the desk."),
        _("Done when a drill has ended in which somebody took the case on."),
        10,
        _("Start the alert test"),
    ),
}


@dataclass(frozen=True)
class Stop:
    """One step on the path of one brand."""

    step: Step
    done: bool
    skipped: SkippedStep | None

    @property
    def told(self) -> Told:
        return TOLD[self.step]

    @property
    def url(self) -> str:
        return reverse("desk:first-day-step", args=[self.step.value])

    @property
    def waits(self) -> bool:
        return not self.done and self.skipped is None


@dataclass(frozen=True)
class Path:
    """All steps of one brand, in their order."""

    stops: list[Stop]

    @property
    def next(self) -> Stop | None:
        return next((stop for stop in self.stops if stop.waits), None)

    @property
    def done(self) -> int:
        return sum(stop.done for stop in self.stops)

    @property
    def minutes(self) -> int:
        """About how long what is left takes."""
        return sum(stop.told.minutes for stop in self.stops if stop.waits)

    @property
    def is_finished(self) -> bool:
        """Nothing waits: each step is done or was put off with a reason."""
        return self.next is None

    def after(self, step: str) -> Stop | None:
        """What waits behind a step that is done, or whose rest is somebody else's."""
        names = [stop.step for stop in self.stops]
        return next((stop for stop in self.stops[names.index(step) + 1 :] if stop.waits), None)

    def stop(self, step: str) -> Stop:
        return next(stop for stop in self.stops if stop.step == step)


def of(brand: Brand) -> Path:
    """Two queries: what rows show, and what was put off."""
    done = rules.done(brand)
    skipped = {
        row.step: row for row in SkippedStep.objects.filter(brand=brand).select_related("by")
    }
    return Path([Stop(step, step.value in done, skipped.get(step.value)) for step in Step])


@dataclass(frozen=True)
class Card:
    """What home says: to an admin what is next, to everybody else who prepares the desk."""

    path: Path
    leads: bool
    admins: list[User]


def card(user: User, brand: Brand) -> Card | None:
    """Nothing on a desk that is ready, or one that only shows invented things."""
    if brand.is_demo or brand.is_sample:
        return None
    leads = may(user, "teams.manage_brand", brand)
    if not leads and now() - brand.created_at > NEW_FOR:
        return None
    path = of(brand)
    if path.is_finished:
        return None
    return Card(path, leads, [] if leads else list(people(brand, {Role.ADMIN})))


def is_empty(brand: Brand) -> bool:
    """Whether nobody has begun to work here: no plan to follow and no case."""
    return not (
        brand.is_demo or brand.is_sample or brand.playbooks.exists() or brand.incidents.exists()
    )
