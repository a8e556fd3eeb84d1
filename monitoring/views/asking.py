"""A page that asks for a few things and does one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.shortcuts import render, resolve_url

if TYPE_CHECKING:
    from collections.abc import Callable

    from django import forms
    from django.http import HttpRequest, HttpResponse, QueryDict

Made = TypeVar("Made")


@dataclass(frozen=True)
class Question:
    """A form with its heading, its button and the way back."""

    form: forms.BaseForm
    title: str
    button: str
    back: str
    lede: str = ""
    empty: str = ""
    drill: bool = False


def sent(request: HttpRequest) -> QueryDict | None:
    """What was sent, even when it is nothing; None where nothing was."""
    return request.POST if request.method == "POST" else None


def attempt(form: forms.BaseForm, act: Callable[[], Made]) -> Made | None:
    """Do it once the form is whole; what the service finds wrong goes back into the form."""
    if not (form.is_bound and form.is_valid()):
        return None
    try:
        return act()
    except ValidationError as error:
        _add(form, error)
        return None


def _add(form: forms.BaseForm, error: ValidationError) -> None:
    if not hasattr(error, "error_dict"):
        form.add_error(None, error)
        return
    for name, errors in error.error_dict.items():
        known = name in form.fields and name != NON_FIELD_ERRORS
        form.add_error(name if known else None, errors)


def ask(request: HttpRequest, question: Question) -> HttpResponse:
    """The form, or the form again with what is wrong."""
    context = {"question": question, "form": question.form, "back": resolve_url(question.back)}
    context["drill"] = question.drill
    status = 422 if question.form.is_bound else 200
    return render(request, "monitoring/ask.html", context, status=status)
