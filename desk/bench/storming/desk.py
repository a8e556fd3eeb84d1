"""The whole desk on the scratch database: web, worker, scheduler, and a mail server beside them."""

from __future__ import annotations

from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, NamedTuple

from desk.bench import web
from desk.bench.storming.postbox import Postbox, postbox

if TYPE_CHECKING:
    from collections.abc import Iterator

CELERY = ("celery", "--quiet", "-A", "crisisdesk.celery")
WORKER = (
    *(*CELERY, "worker", "-l", "error", "-P", "threads", "-c", "2"),
    *("--without-gossip", "--without-mingle", "--without-heartbeat"),
)
BEAT = (*CELERY, "beat", "-l", "error", "--pidfile=")
POOL = "16"


class Desk(NamedTuple):
    """Where it answers, and where its letters arrive."""

    port: int
    box: Postbox


@contextmanager
def whole_desk() -> Iterator[Desk]:
    """All its processes, with the queues in the same database, while the block lasts."""
    with ExitStack() as stack:
        box = stack.enter_context(postbox())
        folder = Path(stack.enter_context(TemporaryDirectory()))
        own = {
            "CELERY_BROKER_URL": "", "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
            "EMAIL_HOST": web.HOST, "EMAIL_PORT": str(box.port), "EMAIL_USE_TLS": "",
        }  # fmt: skip
        port = stack.enter_context(web.serve(**own, DATABASE_POOL_SIZE=POOL))
        stack.enter_context(web.running(*WORKER, **own))
        stack.enter_context(web.running(*BEAT, "-s", str(folder / "beat"), **own))
        yield Desk(port, box)
