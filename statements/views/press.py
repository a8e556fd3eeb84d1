"""The press list: people, groups, and what became of a text's letters."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from crisisdesk.kernel.rights import may, require
from statements.access import words_of
from statements.forms.press import ContactForm, GroupForm, WhyForm
from statements.models import ContactState, PressContact, PressGroup
from statements.selectors import press as asked
from statements.services import press_list
from statements.views.common import performed
from teams import brands

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse
    from django.utils.functional import _StrPromise

    from teams.models import Brand

PAGE = 50
ABILITIES = ("edit", "export", "erase")
READING = ["GET", "HEAD", "POST"]


def here(request: HttpRequest) -> Brand:
    """The brand one works for now; its list is for those who may read addresses."""
    brand = brands.current(request)
    if brand is None:
        raise Http404
    require(request.user, "statements.see_press", brand)
    return brand


def rights(request: HttpRequest, brand: Brand) -> dict[str, bool]:
    return {name: may(request.user, f"statements.{name}_press", brand) for name in ABILITIES}


def found(request: HttpRequest, brand: Brand, pk: int) -> PressContact:
    return get_object_or_404(PressContact.objects.select_related("brand"), pk=pk, brand=brand)


@login_required
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The list, by the filters of the address."""
    brand = here(request)
    page = Paginator(asked.contacts(brand, request.GET), PAGE)
    context = {
        "page": page.get_page(request.GET.get("page")),
        "groups": asked.groups(brand),
        "states": ContactState.choices,
        "wanted": request.GET,
        "filtered": any(request.GET.get(name) for name in ("q", "group", "state")),
        "can": rights(request, brand),
    }
    return render(request, "statements/press/list.html", context)


@login_required
@require_http_methods(READING)
def contact(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """Add somebody, or look at one and change what is written."""
    brand = here(request)
    row = PressContact(brand=brand) if pk is None else found(request, brand, pk)
    if pk is None or request.method == "POST":
        require(request.user, "statements.edit_press", brand)
    data = (request.POST,) if request.method == "POST" else ()
    form = ContactForm(*data, contact=row)
    if form.is_bound and form.is_valid() and _saved(request, row, form):
        return redirect("statements:press")
    can = rights(request, brand)
    context = {"form": form, "contact": row, "can": can, "acts": _acts(row, can)}
    status = 422 if form.errors else 200
    return render(request, "statements/press/contact.html", context, status=status)


def _saved(request: HttpRequest, row: PressContact, form: ContactForm) -> Any:
    values = {"groups": [], **form.cleaned_data}
    if row.pk:
        run = {"run": lambda **facts: press_list.change(row, actor=request.user, **facts)}
    else:
        run = {"run": lambda **facts: press_list.add(row.brand, actor=request.user, **facts)}
    return performed(form, **run, **values)


class Act(NamedTuple):
    """What a person may do to a contact; `states` in which it makes sense."""

    title: _StrPromise
    run: Callable[..., Any]
    right: str
    states: tuple[str, ...]
    hint: _StrPromise
    asks: bool = True


ACTS = {
    "suspend": Act(
        gettext_lazy("Write no more"),
        press_list.suspend,
        "edit",
        (ContactState.ACTIVE,),
        gettext_lazy("Stays on the list; no text reaches this address."),
    ),
    "resume": Act(
        gettext_lazy("Write again"),
        press_list.resume,
        "edit",
        (ContactState.SUSPENDED, ContactState.UNSUBSCRIBED),
        gettext_lazy("Whoever unsubscribed must have asked for it: say when and how."),
    ),
    "erase": Act(
        gettext_lazy("Erase"),
        press_list.erase,
        "erase",
        tuple(ContactState.values),
        gettext_lazy(
            "Name, address and note go for good, also from sent letters. An import does not bring "
            "the address back."
        ),
        asks=False,
    ),
}


def _acts(row: PressContact, can: dict[str, bool]) -> list[tuple[str, Act]]:
    if not row.pk:
        return []
    return [(key, act) for key, act in ACTS.items() if can[act.right] and row.state in act.states]


@login_required
@require_http_methods(READING)
def act(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """One act on a contact, with its reason."""
    brand = here(request)
    row = found(request, brand, pk)
    wanted = ACTS.get(name)
    if wanted is None:
        raise Http404
    require(request.user, f"statements.{wanted.right}_press", brand)
    form = WhyForm(request.POST or None) if wanted.asks else None
    if request.method == "POST" and (form is None or form.is_valid()):
        facts = {"reason": form.cleaned_data["reason"]} if form else {}
        wanted.run(row, actor=request.user, **facts)
        return redirect("statements:press")
    context = {"act": wanted, "form": form, "contact": row}
    status = 422 if form and form.errors else 200
    return render(request, "statements/press/act.html", context, status=status)


@login_required
@require_http_methods(READING)
def groups(request: HttpRequest) -> HttpResponse:
    """All groups, and a form for another."""
    brand = here(request)
    if request.method == "POST":
        require(request.user, "statements.edit_press", brand)
    form = GroupForm(request.POST or None)
    run = {"run": lambda **facts: press_list.add_group(brand, actor=request.user, **facts)}
    if form.is_bound and form.is_valid() and performed(form, **run, **form.cleaned_data):
        return redirect("statements:press-groups")
    context = {"form": form, "groups": asked.groups(brand), "can": rights(request, brand)}
    return render(
        request, "statements/press/groups.html", context, status=422 if form.errors else 200
    )


@login_required
@require_http_methods(READING)
def group(request: HttpRequest, pk: int) -> HttpResponse:
    """Rename a group, or close it."""
    brand = here(request)
    require(request.user, "statements.edit_press", brand)
    row = get_object_or_404(PressGroup, pk=pk, brand=brand, is_active=True)
    if "close" in request.POST:
        press_list.close_group(row, actor=request.user)
        return redirect("statements:press-groups")
    form = GroupForm(request.POST or None, initial={"name": row.name})
    run = {"run": lambda **facts: press_list.rename_group(row, actor=request.user, **facts)}
    if form.is_bound and form.is_valid() and performed(form, **run, **form.cleaned_data):
        return redirect("statements:press-groups")
    context = {"form": form, "group": row}
    return render(
        request, "statements/press/group.html", context, status=422 if form.errors else 200
    )


@login_required
@require_safe
def letters(request: HttpRequest, reference: str) -> HttpResponse:
    """What became of every letter of a text, by person."""
    statement = words_of(request.user, reference)
    require(request.user, "statements.see_press", statement)
    rows = list(asked.letters_of(statement))
    for row in rows:
        row.standing = asked.standing(row)
    wanted = request.GET.get("state", "")
    shown = [row for row in rows if row.standing == wanted] if wanted else rows
    context = {
        "statement": statement,
        "drill": statement.incident.is_drill,
        "page": Paginator(shown, PAGE).get_page(request.GET.get("page")),
        "tabs": _tabs(rows, wanted),
        "title": _("Press mail"),
    }
    return render(request, "statements/press/letters.html", context)


def _tabs(rows: list[Any], wanted: str) -> list[dict[str, Any]]:
    names = asked.STANDINGS
    have = asked.counts(rows)
    found = [{"label": _("All"), "url": "?", "current": not wanted, "count": len(rows)}]
    return found + [
        {"label": names[key], "url": f"?state={key}", "current": key == wanted, "count": number}
        for key, number in have.items()
    ]
