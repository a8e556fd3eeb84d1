"""Who rehearses: those who work and the admin; those who only watch, watch."""

from __future__ import annotations

import rules

from teams.models import Role
from teams.permissions import belongs, holds_role, is_insider
from teams.roles import WORKING

rules.add_perm("drills.view", belongs)
rules.add_perm("drills.run", holds_role(*WORKING, Role.ADMIN))
rules.add_perm("drills.observe", is_insider)
rules.add_perm("drills.prepare", holds_role(Role.MANAGER, Role.ADMIN))
