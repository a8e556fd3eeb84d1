"""What can be done to drills."""

from drills.services.branching import branches, choose_branch
from drills.services.observing import name_observers, observe
from drills.services.pacing import go_on, pause, put_in, send_now, set_speed
from drills.services.preparing import give, leave, look
from drills.services.running import deliver_due, end, start
from drills.services.seeding import seed

__all__ = [
    "branches",
    "choose_branch",
    "deliver_due",
    "end",
    "give",
    "go_on",
    "leave",
    "look",
    "name_observers",
    "observe",
    "pause",
    "put_in",
    "seed",
    "send_now",
    "set_speed",
    "start",
]
