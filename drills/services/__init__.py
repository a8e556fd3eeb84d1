"""What can be done to drills."""

from drills.services.observing import observe
from drills.services.running import deliver_due, end, start
from drills.services.seeding import seed

__all__ = ["deliver_due", "end", "observe", "seed", "start"]
