"""Every page part in every state, in the reader's language; only where DEBUG is on."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.paginator import Paginator
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crisisdesk.kernel.clock import now
from crisisdesk.kernel.errors import Refusal
from crisisdesk.kernel.vocabulary import Severity
from crisisdesk.ui.icons import icon_names
from crisisdesk.ui.words import STATUSES

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

TOKENS = (
    "bg surface sunken ink muted line accent critical high moderate watch ok".split()  # noqa: SIM905
)


class SampleForm(forms.Form):
    """One field of each kind."""

    title = forms.CharField(label=gettext_lazy("Title"), max_length=120)
    text = forms.CharField(
        label=gettext_lazy("Text"),
        widget=forms.Textarea,
        help_text=gettext_lazy("Plain words; what is not confirmed stays marked."),
    )
    severity = forms.ChoiceField(label=gettext_lazy("Severity"), choices=Severity.choices)
    channel = forms.ChoiceField(
        label=gettext_lazy("Channel"),
        choices=[("facebook", "Facebook"), ("zalo", "Zalo"), ("tiktok", "TikTok")],
        widget=forms.RadioSelect,
    )
    seen_at = forms.DateTimeField(
        label=gettext_lazy("Seen at"), widget=forms.DateTimeInput(attrs={"type": "datetime-local"})
    )
    sure = forms.BooleanField(label=gettext_lazy("I have checked this myself"))


class SampleFilter(forms.Form):
    """A filter bar."""

    q = forms.CharField(
        label=gettext_lazy("Search"), required=False, widget=forms.TextInput({"type": "search"})
    )
    severity = forms.ChoiceField(
        label=gettext_lazy("Severity"), required=False, choices=[("", "–"), *Severity.choices]
    )


def samples() -> dict[str, Any]:
    """Plain data that stands for what pages would have."""
    moment = now()
    lead = SimpleNamespace(name="Nguyễn Thị Phượng")
    return {
        "lead": lead,
        "speaker": SimpleNamespace(name="Đỗ Hữu Nghĩa"),
        "now": moment,
        "opened": moment - timedelta(hours=1, minutes=42, seconds=7),
        "asked": moment - timedelta(minutes=6, seconds=40),
        "soon": moment + timedelta(minutes=8, seconds=13),
        "later": moment + timedelta(hours=2),
        "late": moment - timedelta(minutes=4),
        "yesterday": moment - timedelta(days=1, hours=3),
        "severities": ["critical", "high", "moderate", "watch", ""],
        "statuses": list(STATUSES),
        "reasons": _reasons(),
        "segments": _segments(),
        "buckets": _buckets(moment),
        "moods": _moods(moment),
        "tabs": _tabs(),
        "channels": _channels(),
        "crumbs": [{"label": _("Incidents"), "url": "#"}, {"label": "INC-204"}],
        "page": Paginator(range(300), 25).page(4),
        "icons": icon_names(),
        "tokens": TOKENS,
    }


def _reasons() -> list[Refusal]:
    return [
        Refusal("legal_missing", _("The sign-off of the legal department is missing.")),
        Refusal("text_changed", _("The text changed after you opened this page.")),
    ]


def _segments() -> list[tuple[str, str]]:
    return [
        ("equal", _("We ")),
        ("delete", _("are looking into the matter")),
        ("insert", _("have stopped selling lot L2107 and work with the authorities")),
        ("equal", _(". We will publish the test results before ")),
        ("insert", "17:00"),
        ("equal", "."),
    ]


def _moods(moment: Any) -> list[dict[str, Any]]:
    """Half an hour of sentiments with a hole in it."""
    counts = [(1, 5, 2), (2, 6, 1), (0, 0, 0), (9, 4, 1), (14, 5, 0), (11, 6, 2)]
    return [
        {
            "at": moment - timedelta(minutes=5 * (len(counts) - place)),
            "negative": negative, "neutral": neutral, "positive": positive,
            "missing": not negative + neutral + positive,
        }
        for place, (negative, neutral, positive) in enumerate(counts)
    ]  # fmt: skip


def _buckets(moment: Any) -> list[dict[str, Any]]:
    totals = [4, 6, 5, 9, 14, 22, 41, 80, 131, 180, 204, 192, 171, 150, 122, 118, 96, 80, 71, 66]
    first = moment - timedelta(minutes=5 * len(totals))
    return [
        {"at": first + timedelta(minutes=5 * index), "total": total, "negative": total * 7 // 10}
        for index, total in enumerate(totals)
    ]


def _tabs() -> list[dict[str, Any]]:
    return [
        {"label": _("All"), "url": "#", "current": True, "count": 24},
        {"label": _("Decisions"), "url": "#", "count": 3},
        {"label": _("Public"), "url": "#", "dot": True},
    ]


def _channels() -> list[dict[str, Any]]:
    return [
        {"label": "Facebook", "value": 812},
        {"label": "TikTok", "value": 301, "note": _("rising")},
        {"label": _("Newspapers"), "value": 44},
    ]


def show(request: HttpRequest) -> HttpResponse:
    """The whole guide; `?drill=1` shows it as a drill would look."""
    broken = SampleForm(data={"title": "", "severity": "nonsense"})
    context = samples() | {
        "form": SampleForm(),
        "broken": broken,
        "filter_form": SampleFilter(),
        "drill": "drill" in request.GET,
        "on_duty": [SimpleNamespace(name="Trần Ứng Phước")],
        "notice_count": 3,
        "brand": "Sữa Bình Minh",
    }
    return render(request, "ui/styleguide.html", context)


def print_sample(request: HttpRequest) -> HttpResponse:
    """The same parts on paper."""
    return render(request, "ui/styleguide_print.html", samples())


urlpatterns = [
    path("", show, name="styleguide"),
    path("print/", print_sample, name="styleguide_print"),
]
