"""Evidence leaves the house by the lead, a manager or legal only (handbook G12)."""

from __future__ import annotations

from typing import Any

from tests.journeys.rights.policy import LAWYER, LEAD_OR_MANAGER
from tests.journeys.rights.rows import Rows, get, post
from tests.journeys.rights.table.incidents import NAMED_IN_SECRET, of, page

EXPORTING = LEAD_OR_MANAGER | LAWYER


def made(world: Any) -> dict[str, Any]:
    return {**of()(world), "number": 1}


def purpose(world: Any) -> dict[str, Any]:
    return {**of()(world), "purpose": "bailiff"}


ROWS: Rows = {
    "incidents:dossiers": page(EXPORTING),
    "incidents:dossier-check": [
        post(EXPORTING, of()),
        post(NAMED_IN_SECRET, of("secret"), seen_by=NAMED_IN_SECRET, label="restricted"),
    ],
    "incidents:dossier-new": [
        get(EXPORTING, purpose),
        post(
            EXPORTING,
            purpose,
            {"language": "vi", "sections": ["evidence"], "recipient": "Văn phòng thừa phát lại"},
        ),
    ],
    "incidents:dossier": [get(EXPORTING, made)],
    "incidents:dossier-file": [get(EXPORTING, made)],
    "api-evidence-checks": [get(EXPORTING, of()), post(EXPORTING, of())],
    "api-dossiers": [
        get(EXPORTING, of()),
        post(EXPORTING, of(), {"purpose": "own", "sections": ["chronology"]}),
    ],
    "api-dossier": [get(EXPORTING, made)],
    "api-dossier-file": [get(EXPORTING, made)],
}
