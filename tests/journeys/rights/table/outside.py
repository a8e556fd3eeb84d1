"""What is open to everybody: the door, the newsroom, the machine's own questions."""

from __future__ import annotations

from typing import Any

from tests.journeys.rights.policy import ANONYMOUS, BRAND, NOBODY, PUBLIC, STRANGER, VIEWER
from tests.journeys.rights.rows import Rows, Stranger, get, post

SIGNED_IN = BRAND | {STRANGER}
#: Reading the whole description is slow, and the same for everybody.
FEW = (ANONYMOUS, VIEWER, STRANGER)
ELSEWHERE = {"REMOTE_ADDR": "203.0.113.9"}


def newsroom(world: Any) -> dict[str, str]:
    return {"slug": world.brand.slug}


def no_key(_world: Any) -> dict[str, int]:
    """Nobody of this world has a key; somebody else's is not found either."""
    return {"pk": 1}


ROWS: Rows = {
    "healthz": [get(PUBLIC)],
    "readyz": [get(PUBLIC, roles=FEW)],
    "metrics": [
        get(PUBLIC, label="from this machine"),
        get(NOBODY, label="from elsewhere", extra=ELSEWHERE, refusal=401),
    ],
    "schema": [get(PUBLIC, roles=FEW)],
    "docs": [get(PUBLIC, roles=FEW)],
    "set_language": [post(PUBLIC, body={"language": "en"})],
    "theme": [post(PUBLIC, body={"theme": "dark"})],
    "account_login": [get(PUBLIC), post(PUBLIC)],
    "account_logout": [get(PUBLIC), post(PUBLIC)],
    "account_inactive": [get(PUBLIC)],
    "account_signup": [get(PUBLIC), post(PUBLIC)],
    "account_reauthenticate": [get(SIGNED_IN), post(SIGNED_IN)],
    "mfa_index": [get(SIGNED_IN)],
    "mfa_authenticate": [get(PUBLIC), post(PUBLIC)],
    "mfa_reauthenticate": [get(SIGNED_IN), post(SIGNED_IN)],
    "mfa_reauthenticate_webauthn": [get(SIGNED_IN), post(SIGNED_IN)],
    "mfa_activate_totp": [get(SIGNED_IN), post(SIGNED_IN)],
    "mfa_deactivate_totp": [
        get(NOBODY, seen_by=NOBODY, stranger=Stranger.UNSEEN),
        post(NOBODY, seen_by=NOBODY, stranger=Stranger.UNSEEN),
    ],
    "mfa_list_webauthn": [get(SIGNED_IN)],
    "mfa_add_webauthn": [get(SIGNED_IN), post(SIGNED_IN)],
    "mfa_edit_webauthn": [get(SIGNED_IN, no_key), post(SIGNED_IN, no_key)],
    "mfa_remove_webauthn": [get(SIGNED_IN, no_key), post(SIGNED_IN, no_key)],
    "mfa_login_webauthn": [get(PUBLIC), post(PUBLIC)],
    "mfa_view_recovery_codes": [get(NOBODY, seen_by=NOBODY, stranger=Stranger.UNSEEN)],
    "mfa_generate_recovery_codes": [get(SIGNED_IN), post(SIGNED_IN)],
    "mfa_download_recovery_codes": [get(NOBODY, seen_by=NOBODY, stranger=Stranger.UNSEEN)],
    "account_change_password": [get(SIGNED_IN), post(SIGNED_IN)],
    "account_set_password": [get(SIGNED_IN), post(SIGNED_IN)],
    "account_reset_password": [get(PUBLIC), post(PUBLIC)],
    "account_reset_password_done": [get(PUBLIC)],
    "account_reset_password_from_key": [get(PUBLIC, lambda _w: {"uidb36": "1", "key": "2-3"})],
    "account_reset_password_from_key_done": [get(PUBLIC)],
    "newsroom:index": [get(PUBLIC)],
    "newsroom:brand": [get(PUBLIC, newsroom)],
    "newsroom:atom": [get(PUBLIC, newsroom)],
    "newsroom:json": [get(PUBLIC, newsroom)],
    "newsroom:file": [
        get(
            PUBLIC,
            lambda w: {**newsroom(w), "digest": w.words["published"].version_said.attachments[0]},
        )
    ],
    "newsroom:statement": [
        get(PUBLIC, lambda w: {**newsroom(w), "words": w.words["published"].slug})
    ],
}
