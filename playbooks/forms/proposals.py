"""Answering a proposal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from playbooks.services import proposals

if TYPE_CHECKING:
    from playbooks.forms.rows import Row
    from playbooks.models import Proposal
    from teams.models import User


class DeclineForm(forms.Form):
    reason = forms.CharField(
        label=_("Why it stays as it is"),
        max_length=proposals.LONGEST,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


def taken_over(form: Row, proposal: Proposal, actor: User) -> bool:
    """Take the proposal over in the admin's words; what is wrong is shown at its field."""
    if not form.is_valid():
        return False
    try:
        proposals.take(proposal, actor=actor, row=form.value())
    except ValidationError as error:
        for name, messages in error.message_dict.items():
            form.add_error(name if name in form.fields else None, messages)
        return False
    return True
