"""From the editor to the service that keeps a draft."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crisisdesk.kernel.errors import Stale
from playbooks.services.drafts import save_draft

if TYPE_CHECKING:
    from playbooks.forms.editor import Editor
    from teams.models import User


def kept(editor: Editor, actor: User) -> bool:
    """Keep the words; whoever was a moment too late sees both versions, like everybody too late."""
    if editor.is_stale or not editor.is_valid():
        return False
    try:
        save_draft(editor.version, editor.cleaned, actor=actor, **editor.facts())
    except Stale:
        editor.version.refresh_from_db()
        return False
    return True
