"""Who looks after subscribers and the copy of the newsroom."""

from __future__ import annotations

import rules

from teams.models import Role
from teams.permissions import holds_role

rules.add_perm("newsroom.manage", holds_role(Role.MANAGER, Role.ADMIN))
