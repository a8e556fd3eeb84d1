"""Taking a playbook over to another brand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from playbooks.checks import LONGEST_SLUG
from playbooks.services.copying import copy_to
from teams.models import Brand, Role
from teams.roles import memberships

if TYPE_CHECKING:
    from playbooks.models import Playbook, PlaybookVersion
    from playbooks.services.copying import Copied
    from teams.models import User


def admin_brands(user: User) -> list[int]:
    """Brands whose playbooks the person writes."""
    return [pk for pk, row in memberships(user).items() if row.role == Role.ADMIN]


class CopyForm(forms.Form):
    """Brands of which the person is an admin."""

    brand = forms.ModelChoiceField(Brand.objects.none(), label=_("To the brand"), empty_label=None)
    slug = forms.CharField(
        label=_("Identifier"),
        max_length=LONGEST_SLUG,
        help_text=_("Stays with the playbook; short words such as fake_shop."),
    )
    as_next = forms.BooleanField(
        label=_("If that brand has it already: as the next version of it"), required=False
    )

    def __init__(self, *args: Any, playbook: Playbook, user: User, **kwargs: Any) -> None:
        super().__init__(*args, initial={"slug": playbook.slug}, **kwargs)
        mine = [pk for pk in admin_brands(user) if pk != playbook.brand_id]
        self.fields["brand"].queryset = Brand.objects.filter(pk__in=mine).order_by("name")
        self.has_brands = bool(mine)


def copied(form: CopyForm, version: PlaybookVersion, actor: User) -> Copied | None:
    """The copy, or None where the form tells what is wrong."""
    if not form.is_valid():
        return None
    data = form.cleaned_data
    try:
        return copy_to(
            version, data["brand"], actor=actor, slug=data["slug"], as_next=data["as_next"]
        )
    except ValidationError as error:
        for place, messages in error.message_dict.items():
            form.add_error(place if place in form.fields else None, messages)
        return None
