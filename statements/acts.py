"""What a person may do to a statement: title, form and service of each act, in one table."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from statements.forms import acting
from statements.forms import outlets as outlet_forms
from statements.services import (
    briefs,
    emergency,
    linting,
    looking,
    mending,
    outlets,
    promises,
    publishing,
    review,
    scheduling,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.utils.functional import _StrPromise


@dataclass(frozen=True)
class Act:
    """One button: what it is called, what it asks for, what it runs."""

    title: _StrPromise
    form: type[acting.ActForm]
    run: Callable[..., Any]
    hint: _StrPromise | str = ""
    grave: bool = False
    #: Where the person goes afterwards.
    page: str = "detail"
    #: The right, where no transition of the machine names it.
    ability: str = ""
    #: A signature: the desk makes sure again that it is this person.
    signs: bool = False


#: Transitions of the machine, by their names.
MOVES: dict[str, Act] = {
    "submit": Act(_("Send for approval"), acting.Nothing, review.submit),
    "approve": Act(_("Approve"), acting.Approve, review.approve, signs=True),
    "request_changes": Act(
        _("Ask for changes"),
        acting.RequestChanges,
        review.request_changes,
        _("Say which sentence you mean and suggest other words."),
    ),
    "reject": Act(
        _("Reject"),
        acting.Reject,
        review.reject,
        _("Final for this text; another may be written."),
        grave=True,
    ),
    "recall": Act(
        _("Recall"), acting.Reason, review.recall, _("Signatures given so far become void.")
    ),
    "revise": Act(_("Rework"), acting.Nothing, review.revise, _("Every approval becomes void.")),
    "discard": Act(_("Discard"), acting.OptionalReason, review.discard, grave=True),
    "publish_emergency": Act(
        _("Publish in an emergency"),
        acting.Nothing,
        emergency.publish_emergency,
        _("Without the usual approval, on two signatures. The head must ratify it in 60 minutes."),
        grave=True,
        page="status",
        signs=True,
    ),
}

#: Acts beside the machine.
OTHERS: dict[str, Act] = {
    "keep": Act(
        _("Keep this phrase"),
        acting.Keep,
        linting.keep_phrase,
        page="edit",
        ability="statements.write",
    ),
    "post": Act(
        _("Save"), acting.Post, publishing.post, page="status", ability="statements.publish"
    ),
    "unschedule": Act(
        _("Take off the schedule"),
        acting.Reason,
        scheduling.unschedule,
        _("It stays approved and can go out by hand."),
        ability="statements.publish",
    ),
    "read": Act(_("I have read it"), acting.Nothing, briefs.read, ability="statements.read_brief"),
    "promise": Act(
        _("Write down a promise"),
        acting.MakePromise,
        promises.make,
        ability="statements.write",
    ),
    "confirm": Act(
        _("Confirm the emergency publication"),
        acting.Nothing,
        emergency.confirm,
        _("Your signature is the second one; the incident lead then publishes."),
        grave=True,
        ability="statements.confirm_emergency",
        signs=True,
    ),
    "ratify": Act(
        _("Ratify"),
        acting.Nothing,
        emergency.ratify,
        _("You stand by what was published."),
        ability="statements.ratify",
        signs=True,
    ),
}
#: Decisions about a text on another network.
OUTLETS: dict[str, Act] = {
    "there": Act(
        _("It is there"),
        outlet_forms.There,
        outlets.there,
        _("Paste the address at which you found it."),
    ),
    "again": Act(
        _("Send it again"),
        outlet_forms.Again,
        outlets.again,
        _("Exactly the same words. If it is there after all, it may stand there twice."),
        grave=True,
    ),
    "look": Act(
        _("Look whether it is there"),
        outlet_forms.OfChannel,
        looking.look,
        _("The desk asks the network; it posts nothing."),
    ),
    "leave": Act(
        _("Leave it off this channel"),
        outlet_forms.Leave,
        outlets.leave,
        _("What still waits is not sent."),
    ),
    "mend": Act(
        _("Put right by hand"),
        outlet_forms.Mend,
        mending.mend,
        _("The desk changes no old post by itself: do it there, then say here what you did."),
    ),
}
OTHERS |= {
    name: replace(act, page="status", ability="statements.publish") for name, act in OUTLETS.items()
}
ACTS = MOVES | OTHERS
#: The same for the API, whose emergency signatures have addresses of their own.
SIGNING_MOVES = tuple(name for name, move in MOVES.items() if move.signs)
