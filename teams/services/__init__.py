"""Everything that changes people, brands, duty and notices."""

from teams.services.account import mark_read, set_language, update_profile
from teams.services.brands import update_brand
from teams.services.duty import add_shift, remove_shift
from teams.services.people import change_role, deactivate, invite, invite_again, readmit

__all__ = [
    "add_shift",
    "change_role",
    "deactivate",
    "invite",
    "invite_again",
    "mark_read",
    "readmit",
    "remove_shift",
    "set_language",
    "update_brand",
    "update_profile",
]
