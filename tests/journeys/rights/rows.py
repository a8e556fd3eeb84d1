"""One row of the matrix: a call to a route and who passes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from tests.journeys.rights.policy import BRAND, EVERYBODY, HEAD, LEAD, MANAGER, MEMBER, Policy


class Stranger(Enum):
    """What a person of another brand meets."""

    #: Our object does not exist for them: 404.
    UNSEEN = "unseen"
    #: The page is about their own brand: they pass as a manager would, and see nothing of ours.
    OWN = "own"
    #: The body names our brand or one of its rows: 404, or 400 for the field that names it.
    NAMED = "named"


#: A value, or how to get it from the world.
Given = Any | Callable[[Any], Any]


@dataclass(frozen=True)
class Call:
    """`method` on the route with these arguments; `passes` may, everyone else is refused."""

    method: str
    passes: Policy
    #: Arguments of the address, from the world.
    at: Callable[[Any], Mapping[str, Any]] = field(default=lambda _world: {})
    #: What is sent. With a body, those who may must get past the checks of the input as well.
    body: Given = None
    stranger: Stranger | None = None
    #: Whom the object exists for at all; the others of the brand meet 404, not 403.
    seen_by: Policy = BRAND
    #: A list: those of the brand find the brand's name in it, a stranger does not.
    lists: bool = False
    roles: tuple[str, ...] = EVERYBODY
    query: str = ""
    label: str = ""
    #: For what is neither a page nor the API: what everyone, or somebody unknown, is told.
    refusal: int | None = None
    anonymous: int | None = None
    extra: Mapping[str, Any] = field(default_factory=dict)

    def kwargs(self, world: Any) -> dict[str, Any]:
        return dict(self.at(world))

    def sent(self, world: Any) -> Any:
        return self.body(world) if callable(self.body) else self.body

    def of_stranger(self, kwargs: Mapping[str, Any]) -> Stranger:
        return self.stranger or (Stranger.UNSEEN if kwargs else Stranger.OWN)

    @property
    def asked(self) -> list[str]:
        """Whom to try: a head is a manager and a lead a member where the table says the same."""
        same = {HEAD: MANAGER, LEAD: MEMBER}
        return [who for who in self.roles if who not in same or not self._alike(who, same[who])]

    def _alike(self, one: str, other: str) -> bool:
        return all((one in group) == (other in group) for group in (self.passes, self.seen_by))

    @property
    def name(self) -> str:
        return f"{self.method.upper()} {self.label}".strip()


Rows = dict[str, list[Call]]


def get(passes: Policy, at: Any = None, **more: Any) -> Call:
    return _call("get", passes, at, **more)


def post(passes: Policy, at: Any = None, body: Given = None, **more: Any) -> Call:
    return _call("post", passes, at, body=body, **more)


def patch(passes: Policy, at: Any = None, body: Given = None, **more: Any) -> Call:
    return _call("patch", passes, at, body=body, **more)


def put(passes: Policy, at: Any = None, body: Given = None, **more: Any) -> Call:
    return _call("put", passes, at, body=body, **more)


def delete(passes: Policy, at: Any = None, **more: Any) -> Call:
    return _call("delete", passes, at, **more)


def _call(method: str, passes: Policy, at: Any, **more: Any) -> Call:
    return Call(method, passes, **({"at": at} if at else {}), **more)
