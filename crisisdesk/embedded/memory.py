"""How much memory the embedded PostgreSQL keeps tables in.

The index by which mentions are known again is read all over for each batch. Where it does not fit,
taking mentions in becomes slower with every million of them.
"""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

LEAST, MOST = 256, 1024  # megabytes
SHARE = 8
#: What a container may use, by both generations of Linux's control groups.
LIMITS = (
    Path("/sys/fs/cgroup/memory.max"),
    Path("/sys/fs/cgroup/memory/memory.limit_in_bytes"),
)


def shared_buffers() -> str:
    """An eighth of what there is, within borders."""
    return f"{max(LEAST, min(MOST, _there_is() // SHARE))}MB"


def _there_is() -> int:
    """Megabytes of the machine, or of the container where that is less."""
    found = [os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")]
    for limit in LIMITS:
        with suppress(OSError, ValueError):
            found.append(int(limit.read_text(encoding="ascii")))
    return min(found) >> 20
