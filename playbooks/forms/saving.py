"""From the editor to the service that keeps a draft."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crisisdesk.kernel.errors import Blocked, Stale
from playbooks.enums import VersionState
from playbooks.forms.editor import Editor
from playbooks.services.drafts import save_draft

if TYPE_CHECKING:
    from django.http import QueryDict

    from playbooks.models import Playbook
    from teams.models import User


def opened(playbook: Playbook, data: QueryDict | None) -> Editor | None:
    """The editor of the open draft.

    Words that arrive when the draft has gone are shown over what came of it, so that they are not
    lost; without words and without a draft there is nothing to edit.
    """
    versions = playbook.versions.select_related("playbook__brand")
    draft = versions.filter(state=VersionState.DRAFT).first()
    if draft is None and data is not None:
        draft = versions.first()
    return Editor(draft, data) if draft else None


def kept(editor: Editor, actor: User) -> bool:
    """Keep the words; whoever was a moment too late sees both versions, like everybody too late."""
    if editor.is_gone or editor.is_stale or not editor.is_valid():
        return False
    try:
        save_draft(editor.version, editor.cleaned, actor=actor, **editor.facts())
    except (Blocked, Stale):
        editor.version.refresh_from_db()
        return False
    return True
