"""The Celery application: `celery -A crisisdesk.celery worker` and `… beat`."""

from __future__ import annotations

import os
import warnings

from celery import Celery
from celery.platforms import SecurityWarning

from crisisdesk import broker

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "crisisdesk.settings")
broker.register()
# Root is told that pickled messages are dangerous; we read nothing but JSON.
warnings.filterwarnings("ignore", category=SecurityWarning)

app = Celery("crisisdesk")
app.add_defaults(
    {
        "task_acks_late": True,
        "task_serializer": "json",
        "accept_content": ["json"],
        "beat_scheduler": "crisisdesk.beat:SingleScheduler",
        # Beat looks at its schedule this often, and notices that it lost its lock.
        "beat_max_loop_interval": 5,
        "worker_log_format": "%(levelname)s %(message)s",
        "worker_task_log_format": "%(levelname)s %(task_name)s %(message)s",
        "worker_redirect_stdouts_level": "INFO",
    }
)
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
