"""Cursor pages of the API, and long bodies in pieces."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from asgiref.sync import sync_to_async
from rest_framework.exceptions import NotFound
from rest_framework.pagination import CursorPagination

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from django.db.models import QuerySet
    from rest_framework.request import Request

#: Words or bytes.
Part = TypeVar("Part", str, bytes)


class NewestFirst(CursorPagination):
    """`next`, `previous`, `results`; newest first, 50 a page, 200 at most."""

    ordering = "-id"
    page_size = 50
    page_size_query_param = "page_size"
    max_page_size = 200

    def paginate_queryset(
        self, queryset: QuerySet[Any], request: Request, view: Any = None
    ) -> list[Any] | None:
        """A page; a cursor that we never gave leads nowhere."""
        try:
            return super().paginate_queryset(queryset, request, view)
        except ValueError as error:
            raise NotFound(self.invalid_cursor_message) from error

    def get_previous_link(self) -> str | None:
        """Back from the last page; the library takes it for a full one and would leave rows out."""
        size = self.page_size
        if self.page and not self.has_next:
            self.page_size = len(self.page)
        try:
            return super().get_previous_link()
        finally:
            self.page_size = size


async def in_pieces(parts: Iterator[Part]) -> AsyncIterator[Part]:
    """A long body for an asynchronous server, one piece in memory at a time."""
    step = sync_to_async(next, thread_sensitive=True)
    while (piece := await step(parts, None)) is not None:
        yield piece
