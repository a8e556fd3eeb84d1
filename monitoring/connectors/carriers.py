"""The one door in the shapes that client libraries want; each stands where its library is used."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from outbox.egress import Door


class GoogleHttp:
    """For google-api-python-client, which speaks httplib2."""

    def __init__(self, door: Door) -> None:
        self.door = door

    def request(
        self, uri: str, method: str = "GET", body: Any = None, headers: Any = None, **_more: Any
    ) -> tuple[Any, bytes]:
        import httplib2  # noqa: PLC0415 -- only with its library

        answer = self.door.request(method, uri, data=body, headers=headers)
        found = httplib2.Response({k.lower(): v for k, v in answer.headers.items()})
        found.status, found.reason = answer.status_code, answer.reason
        return found, answer.content

    def close(self) -> None:
        """The door is closed by whoever opened it."""
