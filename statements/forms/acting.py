"""Small forms: a comment, a reason, an address."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from playbooks import common_data
from statements.enums import Outlet, PromiseState
from statements.forms.writing import moment
from statements.models import Promise, Statement
from statements.services.drafting import NEWSROOM
from teams import roles

if TYPE_CHECKING:
    from teams.models import User


def text(label: Any, *, required: bool = True, rows: int = 3, **more: Any) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, required=required, widget=widget, max_length=4000, **more)


class ActForm(forms.Form):
    """A form about one statement, filled by one person."""

    def __init__(self, *args: Any, statement: Statement, user: User, **kwargs: Any) -> None:
        self.statement, self.user = statement, user
        super().__init__(*args, **kwargs)
        self.prepare()

    def prepare(self) -> None:
        """Narrow the choices to this statement."""

    def facts(self) -> dict[str, Any]:
        """The keyword arguments of the service."""
        return dict(self.cleaned_data)


class Nothing(ActForm):
    """Only a button."""


class Seen(ActForm):
    """A verdict on the version that was on the screen."""

    expected_version = forms.IntegerField(widget=forms.HiddenInput)

    def prepare(self) -> None:
        self.fields["expected_version"].initial = self.statement.current_version


class Approve(Seen):
    comment = text(_("Comment (optional)"), required=False, rows=2)


class RequestChanges(Seen):
    reason = text(_("What is wrong, and in which sentence"), rows=3)
    suggestion = text(_("Suggested words"), rows=3)


class Reject(Seen):
    reason = text(_("Why these words must not be said"))


class Reason(ActForm):
    reason = text(_("Reason"))


class OptionalReason(ActForm):
    reason = text(_("Reason (optional)"), required=False, rows=2)


class Publish(ActForm):
    typed = forms.CharField(label=_("Type the reference to publish"), max_length=20, required=False)

    def facts(self) -> dict[str, Any]:
        return {"typed": self.cleaned_data["typed"]}


class Keep(ActForm):
    key = forms.CharField(widget=forms.HiddenInput, max_length=40)
    reason = forms.CharField(label=_("Why it stays"), max_length=400)


class Post(ActForm):
    channel = forms.ChoiceField(widget=forms.HiddenInput)
    url = forms.URLField(
        label=_("Paste the address here"), max_length=1000, required=False, assume_scheme="https"
    )
    state = forms.ChoiceField(
        label=_("It is"),
        choices=[(value, Outlet(value).label) for value in Outlet.by_hand],
        initial=Outlet.LIVE,
    )

    def prepare(self) -> None:
        known = common_data.channels()
        wanted = [key for key in self.statement.channels if key != NEWSROOM]
        self.fields["channel"].choices = [(key, str(known[key].label)) for key in wanted]


class MakePromise(ActForm):
    text = text(_("What is promised"), rows=2)
    due_at = moment(label=_("By"))
    owner = forms.ModelChoiceField(
        label=_("Owner"), queryset=roles.User.objects.none(), required=False
    )

    def prepare(self) -> None:
        self.fields["owner"].queryset = roles.people(self.statement.brand_id, roles.INSIDERS)


class SettlePromise(ActForm):
    state = forms.ChoiceField(
        label=_("The promise is"),
        choices=[
            (PromiseState.KEPT, PromiseState.KEPT.label),
            (PromiseState.REVISED, PromiseState.REVISED.label),
            (PromiseState.BROKEN, PromiseState.BROKEN.label),
        ],
    )
    said_in = forms.ModelChoiceField(
        label=_("The published text that says so"),
        queryset=Statement.objects.none(),
        required=False,
        help_text=_("Needed for a promise that is revised or broken."),
    )
    due_at = moment(label=_("New time"), required=False)
    reason = text(_("Reason"), required=False, rows=2)

    def __init__(self, *args: Any, promise: Promise, **kwargs: Any) -> None:
        self.promise = promise
        super().__init__(*args, statement=promise.statement, **kwargs)

    def prepare(self) -> None:
        said = Statement.objects.said().visible_to(self.user).filter(audience="public")
        own = said.filter(incident__in=self.promise.cases).exclude(pk=self.statement.pk)
        self.fields["said_in"].queryset = own


class Notice(ActForm):
    """The beginning of a correction: what we said, what is right, when we learned, what changed."""

    what_we_said = text(_("What we said"), rows=3)
    what_is_right = text(_("What is right"), rows=3)
    when_learned = forms.CharField(label=_("When we learned of the error"), max_length=100)
    what_we_changed = text(_("What we have changed"), rows=2)


class Withdrawal(ActForm):
    """The beginning of a retraction; the reason is shown in public."""

    what_we_said = text(_("What we retract"), rows=3)
    reason = text(_("Reason, shown in public"), rows=3)
