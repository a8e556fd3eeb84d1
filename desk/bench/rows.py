"""Many rows quickly: incidents and mentions as a busy desk of some years has them."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import connection

from crisisdesk.kernel.clock import now
from desk.bench import rows_monitoring
from incidents.services import notes, team
from incidents.services.opening import open_incident
from monitoring.bench_rows import BRAND_COUNTS, COUNTS
from monitoring.intake import months
from monitoring.models import Source, Watch
from playbooks.services.seed import seed

if TYPE_CHECKING:
    from teams.models import Brand, User

#: The case with work in it, whose war room is measured.
NEWEST = 1
STATES = "ARRAY['closed','closed','closed','closed','closed','false_alarm','resolved','detected']"
CASES = f"""
INSERT INTO incidents_incident (brand_id, number, title, title_key, summary, source_url, reporter,
    is_drill, restricted, created_by_id, status, round, relapses, severity, peak_severity, overrides,
    spread_rung, kind, no_playbook_reason, public_at_estimated, detected_at, opened_at,
    round_started_at, unverified_reason, silent_source_reason, no_closing_reason, remedy,
    remedy_done, last_seq)
SELECT %(brand)s, n, 'Vụ việc số ' || n, 'vu viec so ' || n, '', '', 'bench', false, false,
    %(person)s, ({STATES})[1 + n %% 8], 1, 0, (ARRAY['watch','moderate','high'])[1 + n %% 3],
    'moderate', '{{}}', '', '', 'bench', true, now() - n * interval '1 hour',
    now() - n * interval '1 hour', now() - n * interval '1 hour', '', '', '', '', false, 0
FROM generate_series(%(first)s::int, %(last)s::int) AS n
"""  # noqa: S608 -- our own constants
MENTIONS = """
INSERT INTO monitoring_mention (brand_id, source_id, external_id, watches, author, text, text_key,
    posted_at, received_at, language, reach, url, platform, label, negative, uncertain)
SELECT %(brand)s, %(source)s, 'b' || n, ARRAY[%(watch)s::bigint], 'u' || n %% 5000,
    'Sữa hôm nay thế nào, lượt ' || n, 'sua hom nay the nao, luot ' || n,
    now() - n * interval '30 seconds', now(), 'vi', n %% 1000, '',
    (ARRAY['facebook','tiktok','zalo','forum'])[1 + n %% 4],
    (ARRAY['negative','neutral','positive'])[1 + n %% 3], 0.3, false
FROM generate_series(%(first)s::int, %(last)s::int) AS n
"""
#: What the intake writes beside the mentions: the names they are known by, and the counts.
KEYS = """
INSERT INTO monitoring_mentionkey_settled (digest, mention_id, posted_at)
SELECT substr(encode(sha256(convert_to(source_id || ':' || external_id, 'UTF8')), 'hex'), 1, 32)
    ::uuid, id, posted_at
FROM monitoring_mention ON CONFLICT DO NOTHING
"""
EVERY = timedelta(seconds=30)


def fill(brand: Brand, person: User, cases: int, mentions: int, *, after: tuple[int, int]) -> None:
    """Add so many incidents and mentions behind those that are there."""
    if after == (0, 0):
        _first(brand, person)
    source = Source.objects.get(brand=brand)
    watch = Watch.objects.get(brand=brand)
    oldest = now() - (after[1] + mentions) * EVERY
    months.make(months.between(months.month_of(oldest), months.month_of(now())))
    facts = {"brand": brand.pk, "person": person.pk, "source": source.pk, "watch": watch.pk}
    with connection.cursor() as cursor:
        cursor.execute(CASES, {**facts, "first": after[0] + 2, "last": after[0] + cases})
        cursor.execute(MENTIONS, {**facts, "first": after[1] + 1, "last": after[1] + mentions})
        cursor.execute(KEYS)
        cursor.execute("DELETE FROM monitoring_bucket WHERE watch_id = %(watch)s", facts)
        cursor.execute("DELETE FROM monitoring_brandbucket WHERE brand_id = %(brand)s", facts)
        cursor.execute(COUNTS, facts)
        cursor.execute(BRAND_COUNTS, facts)
    rows_monitoring.fill(brand, person)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _first(brand: Brand, person: User) -> None:
    seed(brand)
    case = open_incident(brand=brand, title="Sữa có mùi lạ", actor=person, reporter="bench")
    team.name_lead(case, person, actor=person)
    for number in range(40):
        notes.add(case, actor=person, text=f"Ghi chú {number}")
    Source.objects.create(brand=brand, key="bench", name="Bench")
    Watch.objects.create(brand=brand, name="Bench", words=["sữa"])
    rows_monitoring.first(brand, person, case)
