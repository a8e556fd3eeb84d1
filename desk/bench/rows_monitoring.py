"""What stands around many mentions: an inbox, clusters, a claim that is repeated, a signal."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db import connection

from crisisdesk.kernel.clock import now
from incidents.models import Claim
from monitoring.enums import SignalKind, SignalLevel
from monitoring.models import Mention, Signal, Watch
from teams.automation import automation

if TYPE_CHECKING:
    from incidents.models import Incident
    from teams.models import Brand, User

#: Every fiftieth mention was in the inbox; of the newest ten thousand it waits there still.
INBOX = """
INSERT INTO monitoring_inboxitem (brand_id, mention_id, posted_at, state, entered_at, entered_by_id,
    seq, changed_at, changed_by_id, assignee_id)
SELECT brand_id, id, posted_at,
    CASE WHEN posted_at > now() - interval '30 seconds' * 10000 THEN 'waiting' ELSE 'answered' END,
    posted_at, %(person)s, 0, posted_at, %(person)s, CASE WHEN id %% 100 = 0 THEN %(person)s END
FROM monitoring_mention WHERE brand_id = %(brand)s AND id %% 50 = 0
ON CONFLICT DO NOTHING
"""
#: A third of the mentions say what others say, fifty at a time.
CLUSTERS = """
INSERT INTO monitoring_cluster (brand_id, head, head_at, size, authors, negative, reach, platforms,
    first_at, last_at, gone, suspicion, facts, judged_size)
SELECT brand_id, min(id), max(posted_at), count(*), count(DISTINCT author), 20, sum(reach),
    '{"facebook": 50}', min(posted_at), max(posted_at), '{}', NULL, '{}', count(*)
FROM monitoring_mention WHERE brand_id = %(brand)s AND id %% 3 = 0
GROUP BY brand_id, id / 150
ON CONFLICT DO NOTHING
"""
MEMBERS = """
INSERT INTO monitoring_clustermember (cluster_id, brand_id, mention_id, posted_at, platform, author,
    reach, negative)
SELECT c.id, m.brand_id, m.id, m.posted_at, m.platform, m.id, m.reach, m.label = 'negative'
FROM monitoring_mention m JOIN monitoring_cluster c ON c.head / 150 = m.id / 150
WHERE m.brand_id = %(brand)s AND m.id %% 3 = 0
ON CONFLICT DO NOTHING
"""
#: Every thousandth mention repeats the claim; half of them wait for a person.
REPEATS = """
INSERT INTO monitoring_claimmatch (claim_id, mention_id, posted_at, platform, reach, asks, score,
    rank, state, judged, found_at)
SELECT %(claim)s, id, posted_at, platform, reach, false, 0.8, 1,
    CASE WHEN id %% 2000 = 0 THEN 'suggested' ELSE 'accepted' END, true, posted_at
FROM monitoring_mention WHERE brand_id = %(brand)s AND id %% 1000 = 0
ON CONFLICT DO NOTHING
"""


def first(brand: Brand, person: User, case: Incident) -> None:
    """A claim of the case, and a signal of an hour ago."""
    Claim.objects.create(incident=case, text="Sữa có giòi", created_by=person)
    at = now() - timedelta(hours=1)
    Signal.objects.create(
        brand=brand, watch=Watch.objects.get(brand=brand), kind=SignalKind.NEGATIVE,
        level=SignalLevel.WARNING, started_at=at - timedelta(hours=2), at=at, last_at=at,
        raised_by=automation(), episode=at.isoformat(), score=0.6,
        evidence={"kind": "negative", "window_minutes": 30, "count": 90, "expected": 3.0,
                  "once_in_days": 40.0, "share": None, "usual_share": None},
    )  # fmt: skip


def fill(brand: Brand, person: User) -> None:
    """Bring it all up to what mentions there are."""
    facts: dict[str, Any] = {
        "brand": brand.pk, "person": person.pk,
        "claim": Claim.objects.get(incident__brand=brand).pk,
    }  # fmt: skip
    with connection.cursor() as cursor:
        for statement in (INBOX, CLUSTERS, MEMBERS, REPEATS):
            cursor.execute(statement, facts)
    signal = Signal.objects.get(brand=brand)
    newest = Mention.objects.filter(brand=brand, posted_at__gte=signal.started_at)
    newest.update(signal=signal)
