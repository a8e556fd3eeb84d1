"""Which lines of the log a review prints; the log itself knows nothing of it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from crisisdesk.kernel.clock import now
from incidents.models.review import Review


class Tick(models.Model):
    """A line that the reviewer took in or left out against the rule, or commented on."""

    review = models.ForeignKey(Review, models.CASCADE, related_name="ticks")
    #: The line's number in the log of the case.
    seq = models.PositiveIntegerField()
    kept = models.BooleanField()
    comment = models.CharField(_("comment"), max_length=500, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=now)

    class Meta:
        ordering = ["seq"]
        constraints = [
            models.UniqueConstraint(fields=["review", "seq"], name="one_tick_a_line"),
        ]

    def __str__(self) -> str:
        return f"{self.review_id} #{self.seq}"
