"""Old posts that were put right by hand; the desk itself changes nothing that was said."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from crisisdesk.kernel.errors import Blocked, Refusal
from crisisdesk.kernel.rights import require
from incidents.verbs import Verb
from statements.models import Mending
from statements.selectors.outlets import to_mend
from statements.services.common import hold, line

if TYPE_CHECKING:
    from statements.models import Statement
    from teams.models import User


@transaction.atomic
def mend(statement: Statement, *, actor: User, publication: int, how: str) -> Mending:
    """A person edited, labelled or took down an old post because of this published text."""
    require(actor, "statements.publish", statement.incident)
    statement = hold(statement)
    if not statement.is_said:
        raise Blocked([Refusal("not_published", _("This text is not published yet."))])
    if not how.strip():
        raise ValidationError({"how": _("Say what was done there.")})
    waiting = {
        post.publication.pk: post.publication
        for group in to_mend(statement)
        if group.later == statement
        for post in group.posts
        if not post.mended
    }
    row = waiting.get(publication)
    if row is None:
        sentence = _("This post is no longer to be put right because of this text.")
        raise Blocked([Refusal("nothing_to_mend", sentence)])
    mending = Mending.objects.create(
        publication=row, because_of=statement, how=how.strip(), by=actor
    )
    line(
        statement,
        Verb.CHANNEL_MENDED,
        actor,
        typed=how.strip(),
        channel=row.channel,
        earlier=row.statement.reference,
    )
    return mending
