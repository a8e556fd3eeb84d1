"""What an act is, and how a form's values reach a service."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from incidents.forms import base

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.db.models import Model

    from crisisdesk.kernel.errors import Sentence
    from incidents.models import Incident


@dataclass(frozen=True)
class Act:
    """One thing a person may do to a case or to one of its rows."""

    title: Sentence
    form: type[base.CaseForm]
    run: Callable[..., Any]
    page: str = "room"
    model: type[Model] | None = None
    #: Lookup path from the row to its case.
    path: str = "incident"
    ability: str = "incidents.work"
    #: What those without the right are told; a general sentence where nothing stands here.
    refusal: Sentence | None = None

    @property
    def asks(self) -> bool:
        """Whether there is anything to fill in."""
        return self.form is not base.Nothing


def on_case(service: Callable[..., Any]) -> Callable[..., Any]:
    """A service whose subject is the case."""

    def run(incident: Incident, _subject: Any, actor: Any, **given: Any) -> Any:
        return service(incident, actor=actor, **given)

    return run


def on_row(service: Callable[..., Any]) -> Callable[..., Any]:
    """A service whose subject is one of the case's rows."""

    def run(_incident: Incident, subject: Any, actor: Any, **given: Any) -> Any:
        return service(subject, actor=actor, **given)

    return run


def positional(service: Callable[..., Any], name: str) -> Callable[..., Any]:
    """A service whose second argument is one of the form's values."""

    def run(incident: Incident, subject: Any, actor: Any, **given: Any) -> Any:
        return service(subject or incident, given.pop(name), actor=actor, **given)

    return run
