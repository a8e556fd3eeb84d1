import crisisdesk.kernel.clock
from crisisdesk.kernel import migrating
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrating.Migration):
    dependencies = [
        ("incidents", "0003_claim_refuted_by_a_fact"),
        ('monitoring', '0060_inbox_and_saved_filters'),
        ("statements", "0002_words_stay"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ClaimReading",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("read_to", models.BigIntegerField(default=0)),
                ("wordings", models.CharField(blank=True, max_length=64)),
                (
                    "expected_reach",
                    models.PositiveBigIntegerField(
                        blank=True, null=True, verbose_name="reach that our answer would have"
                    ),
                ),
                ("told_at", models.DateTimeField(blank=True, editable=False, null=True)),
                (
                    "claim",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="reading",
                        to="incidents.claim",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ClaimAnswer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("mention_id", models.BigIntegerField(blank=True, editable=False, null=True)),
                (
                    "platform",
                    models.CharField(
                        choices=[
                            ("facebook", "Facebook"),
                            ("zalo", "Zalo"),
                            ("youtube", "YouTube"),
                            ("tiktok", "TikTok"),
                            ("threads", "Threads"),
                            ("instagram", "Instagram"),
                            ("x", "X"),
                            ("bluesky", "Bluesky"),
                            ("mastodon", "Mastodon"),
                            ("reddit", "Reddit"),
                            ("forum", "Forum"),
                            ("news", "Online newspaper"),
                            ("review", "Reviews and app stores"),
                            ("other", "Other"),
                        ],
                        default="other",
                        max_length=20,
                        verbose_name="platform",
                    ),
                ),
                ("url", models.URLField(blank=True, max_length=2000, verbose_name="link")),
                (
                    "at",
                    models.DateTimeField(
                        default=crisisdesk.kernel.clock.now, verbose_name="answered at"
                    ),
                ),
                (
                    "reach",
                    models.PositiveBigIntegerField(
                        blank=True,
                        help_text="Leave it empty while nobody knows it.",
                        null=True,
                        verbose_name="reach",
                    ),
                ),
                ("needs_correction", models.BooleanField(default=False, editable=False)),
                (
                    "entered_at",
                    models.DateTimeField(default=crisisdesk.kernel.clock.now, editable=False),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "claim",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="answers",
                        to="incidents.claim",
                    ),
                ),
                (
                    "statement",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="statements.statement",
                    ),
                ),
            ],
            options={
                "ordering": ["at", "id"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("mention_id__isnull", False)),
                        fields=("claim", "mention_id"),
                        name="claim_answer_heard_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ClaimMatch",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("mention_id", models.BigIntegerField()),
                ("posted_at", models.DateTimeField()),
                (
                    "platform",
                    models.CharField(
                        choices=[
                            ("facebook", "Facebook"),
                            ("zalo", "Zalo"),
                            ("youtube", "YouTube"),
                            ("tiktok", "TikTok"),
                            ("threads", "Threads"),
                            ("instagram", "Instagram"),
                            ("x", "X"),
                            ("bluesky", "Bluesky"),
                            ("mastodon", "Mastodon"),
                            ("reddit", "Reddit"),
                            ("forum", "Forum"),
                            ("news", "Online newspaper"),
                            ("review", "Reviews and app stores"),
                            ("other", "Other"),
                        ],
                        default="other",
                        max_length=20,
                    ),
                ),
                ("reach", models.PositiveBigIntegerField(default=0)),
                ("asks", models.BooleanField(default=False)),
                ("score", models.FloatField()),
                ("rank", models.PositiveSmallIntegerField(default=1)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("suggested", "Waits for a person"),
                            ("accepted", "Nearly word for word"),
                            ("confirmed", "Confirmed"),
                            ("refused", "Says something else"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        default="suggested",
                        max_length=10,
                    ),
                ),
                ("judged", models.BooleanField(default=False, editable=False)),
                ("found_at", models.DateTimeField(default=crisisdesk.kernel.clock.now)),
                ("at", models.DateTimeField(blank=True, null=True)),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "claim",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="matches",
                        to="incidents.claim",
                    ),
                ),
            ],
            options={
                "ordering": ["-posted_at", "-id"],
                "indexes": [
                    models.Index(fields=["claim", "state", "posted_at"], name="claim_match_spread"),
                    models.Index(
                        condition=models.Q(
                            ("judged", False), ("state__in", ("accepted", "confirmed"))
                        ),
                        fields=["claim"],
                        name="claim_match_unjudged",
                    ),
                    models.Index(
                        condition=models.Q(("state", "suggested")),
                        fields=["claim", "-score"],
                        name="claim_match_waiting",
                    ),
                    models.Index(fields=["mention_id"], name="claim_match_of_mention"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("claim", "mention_id"), name="claim_matched_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ("suggested", "accepted", "withdrawn")),
                            models.Q(("at__isnull", False), ("by__isnull", False)),
                            _connector="OR",
                        ),
                        name="claim_match_decided_by_somebody",
                    ),
                ],
            },
        ),
    ]
