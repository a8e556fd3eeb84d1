"""Who may: the rights of handbook F5, by name.

The names are written down by hand from the handbook and the contract, not computed from the code,
so that the code is held to them. Beyond the general roles they know the case's lead, and the
head of communications, who is a manager with a title.
"""

from __future__ import annotations

ANONYMOUS = "anonymous"
VIEWER = "viewer"
MEMBER = "member"
LEAD = "lead"
MANAGER = "manager"
HEAD = "head"
LEGAL = "legal"
EXECUTIVE = "executive"
ADMIN = "admin"
#: A manager of another brand.
STRANGER = "stranger"

EVERYBODY = (
    ANONYMOUS, VIEWER, MEMBER, LEAD, MANAGER, HEAD, LEGAL, EXECUTIVE, ADMIN, STRANGER,
)  # fmt: skip

Policy = frozenset[str]


def only(*roles: str) -> Policy:
    return frozenset(roles)


PUBLIC = frozenset(EVERYBODY)
NOBODY: Policy = frozenset()
#: Everyone with a place in the brand: F5 "internal summary".
BRAND = only(VIEWER, MEMBER, LEAD, MANAGER, HEAD, LEGAL, EXECUTIVE, ADMIN)
#: F5 "see public and internal items".
INSIDERS = BRAND - {VIEWER}
#: F5 "see legal-privileged notes".
PRIVILEGED = only(LEAD, MANAGER, HEAD, LEGAL, EXECUTIVE)
#: F5 "write statements"; the working members of a case.
WORKING = only(MEMBER, LEAD, MANAGER, HEAD, LEGAL)
#: F5 "change incident state"; a manager may stand in for a lead (contract 6.1).
LEAD_OR_MANAGER = only(LEAD, MANAGER, HEAD)
#: F2: a case is taken into verification by whoever is on duty (in this world, the member).
ON_CALL_OR_LEAD = LEAD_OR_MANAGER | {MEMBER}
#: F5 "publish approved".
PUBLISHING = only(MEMBER, LEAD, MANAGER, HEAD)
#: F5 "approve step of own role", for a step of the comms manager.
COMMS_MANAGERS = only(MANAGER, HEAD)
#: The general right to sign, where no step waits.
APPROVING = only(MANAGER, HEAD, LEGAL, EXECUTIVE)
#: F1: a crisis is declared by the comms head or an executive.
DECLARING = only(HEAD, EXECUTIVE)
COMMS_HEAD = only(HEAD)
LAWYER = only(LEGAL)
#: F5 "edit playbooks"; "manage users, chains, timers".
ADMINS = only(ADMIN)
#: Contract 6.4: a playbook is published by the word of any manager.
SECOND_PERSON = only(MANAGER, HEAD)
#: F5 "edit playbooks: suggest"; legal, who approves legal text, may say what it misses.
SUGGESTING = WORKING
#: The rota, watches and sources: those who run the desk.
RUNNING = only(MANAGER, HEAD, ADMIN)
#: Bringing mentions in by hand or by file: those who work, and the admin who sets sources up.
TAKING_IN = WORKING | {ADMIN}
#: Addresses of journalists: those who speak to the press, and the admin, who may have to erase.
SEEING_PRESS = PUBLISHING | {ADMIN}
#: Whoever works rehearses; so does the admin.
REHEARSING = WORKING | {ADMIN}
#: Managers and admins rate risks and close gaps beforehand.
PREPARING = only(MANAGER, HEAD, ADMIN)
#: In this world the manager is named reviewer (contract 6.10).
NAMED_REVIEWER = only(MANAGER)
CAST_OF_BRAND = (VIEWER, MEMBER, LEAD, MANAGER, HEAD, LEGAL, EXECUTIVE, ADMIN)
