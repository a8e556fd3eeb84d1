"""The state machine with reasons.

A model declares its transitions with django-fsm's `@transition`; `conditions` are `Guard`s that
can say why they refuse, `permission` decides who may. `take` walks a transition, `blockers` only
asks. Both read the same declaration, so a button never promises what the server refuses.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMFieldMixin

from crisisdesk.kernel import rights
from crisisdesk.kernel.errors import Blocked, Forbidden, Refusal
from crisisdesk.kernel.rows import held

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from crisisdesk.kernel.errors import Sentence

Row = TypeVar("Row", bound=models.Model)

#: Where a row keeps the conditions that `take` has just asked: django-fsm asks each once more.
ASKED = "_conditions_asked"


def _was_asked(condition: Guard | Guards, instance: Any) -> bool:
    """Whether `take` has found it met a moment ago; true once, for what comes after is another step."""
    asked = vars(instance).get(ASKED, ())
    if id(condition) not in asked:
        return False
    asked.remove(id(condition))
    return True


@dataclass(frozen=True)
class Guard:
    """A condition that can say why it refuses; callable, so django-fsm accepts it."""

    check: Callable[[Any], bool]
    code: str
    reason: Sentence

    def __call__(self, instance: Any) -> bool:
        return _was_asked(self, instance) or bool(self.check(instance))

    def refusals(self, instance: Any) -> list[Refusal]:
        return [] if self(instance) else [Refusal(self.code, self.reason)]


@dataclass(frozen=True)
class Guards:
    """Several conditions that are known only at run time, such as those an upper room plugs in."""

    ask: Callable[[Any], list[Refusal]]

    def __call__(self, instance: Any) -> bool:
        return _was_asked(self, instance) or not self.ask(instance)

    def refusals(self, instance: Any) -> list[Refusal]:
        return self.ask(instance)


def protected_fields(model: type[models.Model], names: Iterable[str] | None = None) -> set[str]:
    """Names of the model's protected state fields, limited to `names` when given."""
    found = {
        field.attname
        for field in model._meta.concrete_fields  # noqa: SLF001 -- Django's documented meta API
        if isinstance(field, FSMFieldMixin) and field.protected
    }
    return found if names is None else found & set(names)


class Stateful(models.Model):
    """A model whose protected state fields still refresh and validate."""

    class Meta:
        abstract = True

    def refresh_from_db(
        self,
        using: str | None = None,
        fields: Iterable[str] | None = None,
        from_queryset: models.QuerySet[Any] | None = None,
    ) -> None:
        # The protected descriptor refuses a second assignment; forgetting the old value lets it
        # accept the fresh one, without switching protection off for the whole class.
        names = None if fields is None else list(fields)
        for name in protected_fields(type(self), names):
            self.__dict__.pop(name, None)
        super().refresh_from_db(using, names, from_queryset)

    def clean_fields(self, exclude: Iterable[str] | None = None) -> None:
        known = protected_fields(type(self)) | _in_hand(self)
        super().clean_fields({*(exclude or ()), *known})


def _in_hand(row: models.Model) -> set[str]:
    """Relations whose row was read already: Django would ask for each whether it is there."""
    fields = row._meta.concrete_fields  # noqa: SLF001 -- Django's documented meta API
    links = {field.name: getattr(row, field.name) for field in fields if _is_read(field, row)}
    return {name for name, other in links.items() if other is not None and other.pk is not None}


def _is_read(field: Any, row: models.Model) -> bool:
    return field.is_relation and field.is_cached(row)


def lock(instance: Row) -> Row:
    """The same row, fresh and held until commit."""
    found = held(type(instance), instance.pk)
    if found is None:
        raise type(instance).DoesNotExist
    return found


def lock_if(instance: Row, **still: Any) -> Row | None:
    """The same row, fresh and held, where it is `still` so; else None, and nothing is held.

    The caller holds what keeps it so: only then is a row that was waited for the one it was.
    """
    return held(type(instance), instance.pk, **still)


def _machine(step: Any) -> tuple[Any, Any, Any]:
    meta = step._django_fsm  # noqa: SLF001 -- the library offers no other way from the method
    return step.__self__, meta, meta.field


def _transition(step: Any) -> Any:
    instance, meta, field = _machine(step)
    return meta.get_transition(field.get_state(instance))


def reachable(step: Any) -> bool:
    """Whether the transition leaves from the present state."""
    return _transition(step) is not None


def permitted(step: Any, actor: Any) -> bool:
    """Whether `actor` may take the transition, in any state that has it."""
    instance, meta, _field = _machine(step)
    transition = _transition(step) or next(iter(meta.transitions.values()))
    return bool(transition.has_perm(instance, actor)) and not rights.vetoed(actor, "", instance)


def refusals(step: Any) -> list[Refusal]:
    """Every unmet condition of a reachable transition, in the order of its declaration."""
    instance, _meta, _field = _machine(step)
    found: list[Refusal] = []
    for condition in _transition(step).conditions:
        found.extend(condition.refusals(instance))
    return found


def wrong_state(step: Any) -> Refusal:
    """The sentence for a transition that does not leave from here."""
    instance, _meta, field = _machine(step)
    label = dict(field.flatchoices).get(field.get_state(instance), field.get_state(instance))
    return Refusal("wrong_state", _("Not possible while “%(state)s”.") % {"state": label})


def blockers(step: Any, actor: Any = None) -> list[Refusal]:
    """Why the transition is not possible now; empty when it is. Never raises, never writes."""
    step.__self__.acting = actor
    return refusals(step) if reachable(step) else [wrong_state(step)]


def take(step: Any, actor: Any, **facts: Any) -> Any:
    """Walk one transition, or say exactly why not: wrong state, not you, not yet.

    The right is checked before the guards, so that a stranger learns no reasons.
    """
    if not reachable(step):
        if not permitted(step, actor):
            raise Forbidden
        raise Blocked([wrong_state(step)])
    if not permitted(step, actor):
        raise Forbidden
    # Some conditions depend on who asks, such as the second person's word.
    instance = step.__self__
    instance.acting = actor
    if reasons := refusals(step):
        raise Blocked(reasons)
    vars(instance)[ASKED] = {id(condition) for condition in _transition(step).conditions}
    try:
        return step(**facts)
    finally:
        vars(instance).pop(ASKED, None)
