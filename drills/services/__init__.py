"""What can be done to drills."""

from drills.services.observing import observe
from drills.services.preparing import give, leave, look
from drills.services.running import deliver_due, end, start
from drills.services.seeding import seed

__all__ = ["deliver_due", "end", "give", "leave", "look", "observe", "seed", "start"]
