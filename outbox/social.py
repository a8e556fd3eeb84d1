"""Posting to social networks: one claimed message, one account, words that were approved.

What the message may say stands in no row of the outbox: the room that asked is asked again at the
moment of sending (`ports.job`) and refuses what no longer holds.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from outbox import ports
from outbox.failures import DeliveryError, Permanent, Temporary

if TYPE_CHECKING:
    from outbox.models import OutboxMessage
    from outbox.ports import Job

log = logging.getLogger(__name__)


def send(message: OutboxMessage) -> None:
    """Post it; the other side's name for it stands in the receipt."""
    from outbox.publishers.sending import publish  # noqa: PLC0415 -- the web need not load it

    job = _job(message)
    made = publish(job.kind, job.options, job.secrets, job.post)
    message.receipt = made.as_dict()


def _job(message: OutboxMessage) -> Job:
    try:
        job = ports.job(message)
    except DeliveryError:
        raise
    except Exception as error:
        # Nothing has left yet, so a fault of ours may be tried again.
        log.exception("What to post for %s cannot be told", message.key)
        raise Temporary("fault", facts={"code": "fault"}) from error
    if job is None:
        raise Permanent("nobody asks for it", facts={"code": "gone"})
    if job.is_drill is not False:
        raise Permanent("A drill goes nowhere outside.", facts={"code": "drill"})
    return job
