"""The ticks of a page of lines: a box and a comment for each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms

if TYPE_CHECKING:
    from collections.abc import Iterable

    from incidents.models import Incident
    from incidents.selectors.curated import Curated
    from teams.models import User


class TicksForm(forms.Form):
    """Only lines that this person was shown count; whatever else is sent is no line of theirs."""

    def __init__(
        self, data: Any, *, lines: Iterable[Curated], incident: Incident, user: User
    ) -> None:
        super().__init__(data)
        self.lines = list(lines)
        self.incident, self.user = incident, user

    def facts(self) -> dict[str, Any]:
        """Arguments of the service; a line that the sent page did not have yet stays as it is."""
        shown = set(self.data.getlist("shown"))
        return {
            "ticks": {
                line.seq: (
                    f"keep-{line.seq}" in self.data,
                    self.data.get(f"comment-{line.seq}", ""),
                )
                for line in self.lines
                if str(line.seq) in shown
            }
        }
