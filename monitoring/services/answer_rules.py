"""Rules by which mentions of a watch come into the inbox, applied by the sweep bit by bit."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.models import Max, Min, Q
from django.utils.translation import gettext as _

from crisisdesk.kernel.clock import now
from crisisdesk.kernel.rights import require
from crisisdesk.kernel.sweeping import each
from crisisdesk.kernel.vocabulary import Sentiment
from monitoring.enums import Platform
from monitoring.models import AnswerRule, InboxItem, Mention
from teams.automation import automation

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from monitoring.models import Watch
    from teams.models import User

#: Ids looked at in one step, and steps in one sweep of a rule.
STEP, STEPS = 20_000, 25
#: A write that takes longer than this is no intake; also the numbers of transactions begin anew
#: when a backup is restored.
LONGEST_WRITE = timedelta(hours=1)
#: Platforms on which a brand has a voice under other people's posts.
ANSWERABLE = [
    Platform.FACEBOOK, Platform.ZALO, Platform.YOUTUBE, Platform.TIKTOK, Platform.THREADS,
    Platform.INSTAGRAM, Platform.X, Platform.BLUESKY, Platform.MASTODON, Platform.REDDIT,
    Platform.FORUM, Platform.REVIEW,
]  # fmt: skip
#: How people ask without a question mark, as stored without accents.
ASKING = (
    r"\m(bao gio|khi nao|bao lau|bao nhieu|the nao|lam sao|tai sao|vi sao|o dau|phai khong|"
    r"dung khong|duoc khong|co sao khong|cho hoi|xin hoi|cho minh hoi|ai biet|"
    r"how (do|can|long|much)|why (is|are|do|did)|when will|where can|is it true)\M"
)


@transaction.atomic
def save(watch: Watch, *, actor: User, **values: Any) -> AnswerRule:
    """Set the rule of a watch. Switched on, it looks at what comes in from that moment."""
    require(actor, "monitoring.manage", watch)
    rule, _made = AnswerRule.objects.select_for_update().get_or_create(watch=watch)
    was_on = rule.active
    for name, value in values.items():
        setattr(rule, name, value)
    if not (rule.negative or rule.questions):
        raise ValidationError(_("Choose negative mentions, questions or both."))
    if rule.active and not rule.platforms:
        raise ValidationError({"platforms": _("Choose at least one platform.")})
    if rule.active and not was_on:
        rule.since = now()
        rule.read_until = rule.seen_until = _newest()
        rule.seen_before, rule.seen_at = _next_transaction(), now()
    rule.save()
    return rule


def run_due() -> int:
    """Let into the inbox what the rules that are switched on have found."""
    due = AnswerRule.objects.filter(active=True, watch__active=True)
    return each(due.order_by("pk"), lambda rule: run(rule.pk))


def run(pk: int) -> int:
    """Go on with one rule, a bounded way; how many mentions came into the inbox."""
    entered = 0
    for _step in range(STEPS):
        found, further = _advance(pk)
        entered += found
        if not further:
            break
    return entered


@transaction.atomic
def _advance(pk: int) -> tuple[int, bool]:
    """Look at the next ids; how many came in, and whether more is known to wait."""
    rule = (
        AnswerRule.objects.select_for_update(of=("self",), skip_locked=True)
        .select_related("watch")
        .filter(pk=pk)
        .first()
    )
    if rule is None:
        return 0, False
    if rule.read_until >= rule.seen_until and not _look_ahead(rule):
        return 0, False
    if not _is_settled(rule):
        return 0, False
    end = min(_first_after(rule.read_until) + STEP, rule.seen_until)
    entered = _let_in(rule, list(fitting(rule, rule.read_until, end)))
    rule.read_until = end
    rule.save(update_fields=["read_until"])
    return entered, rule.read_until < rule.seen_until


def _look_ahead(rule: AnswerRule) -> bool:
    """Note the newest id, and which writers were under way: a smaller id may still appear."""
    newest = _newest()
    if newest <= rule.seen_until:
        return False
    rule.seen_until, rule.seen_before, rule.seen_at = newest, _next_transaction(), now()
    rule.save(update_fields=["seen_until", "seen_before", "seen_at"])
    return True


def _newest() -> int:
    return Mention.objects.order_by().aggregate(newest=Max("id"))["newest"] or 0


def _first_after(pk: int) -> int:
    """The last id before the next mention: numbers that nobody has any more cost nothing."""
    first = Mention.objects.filter(pk__gt=pk).order_by().aggregate(first=Min("id"))["first"]
    return pk if first is None else int(first) - 1


def _is_settled(rule: AnswerRule) -> bool:
    """Whether all who were writing at that look have finished."""
    if rule.seen_at and now() - rule.seen_at > LONGEST_WRITE:
        return True
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_snapshot_xip(pg_current_snapshot()) AS writer"
            " WHERE writer::text::bigint < %s AND NOT EXISTS (SELECT FROM pg_stat_activity"
            " WHERE backend_xid = writer::xid AND datname <> current_database())",
            [rule.seen_before],
        )
        return not cursor.fetchone()[0]


def _next_transaction() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_snapshot_xmax(pg_current_snapshot())::text::bigint")
        return int(cursor.fetchone()[0])


def fitting(rule: AnswerRule, after: int, until: int) -> QuerySet[Any]:
    """Ids and times of what the rule wants among these ids."""
    wanted = Q(pk=None)
    if rule.negative:
        wanted |= Q(label=Sentiment.NEGATIVE)
    if rule.questions:
        wanted |= Q(text__contains="?") | Q(text_key__regex=ASKING)
    return Mention.objects.filter(
        wanted,
        pk__gt=after,
        pk__lte=until,
        brand=rule.watch.brand_id,
        watches__contains=[rule.watch_id],
        posted_at__gte=rule.since,
        platform__in=rule.platforms,
        reach__gte=rule.min_reach,
    ).values_list("pk", "posted_at")


def _let_in(rule: AnswerRule, rows: list[tuple[int, Any]]) -> int:
    """Those that were ever in the inbox stay as they are."""
    bot, moment = automation(), now()
    inside = InboxItem.objects.filter(mention_id__in=[pk for pk, _at in rows])
    known = set(inside.values_list("mention_id", flat=True))
    fresh = [
        InboxItem(
            brand_id=rule.watch.brand_id, mention_id=pk, posted_at=posted_at, watch=rule.watch,
            entered_at=moment, entered_by=bot, changed_at=moment, changed_by=bot,
        )
        for pk, posted_at in rows
        if pk not in known
    ]  # fmt: skip
    InboxItem.objects.bulk_create(fresh, ignore_conflicts=True)
    return len(fresh)
