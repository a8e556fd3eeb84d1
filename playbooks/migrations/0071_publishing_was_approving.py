"""Until now the second person of a version approved all its texts: their word stays, as rows."""

import hashlib
import json
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from crisisdesk.kernel import migrating
from django.db import migrations
from django.utils import timezone

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
STAGES = (30, 14, 3, 0)


def approve(apps, _editor):
    versions = apps.get_model("playbooks", "PlaybookVersion").objects
    approvals = apps.get_model("playbooks", "TextApproval").objects
    read = versions.filter(state="published", second_person__isnull=False)
    for version in read.iterator():
        approvals.bulk_create(rows(approvals.model, version))


def rows(model, version):
    given = version.published_at or version.created_at
    until = given + timedelta(days=180)
    if version.review_due_at is not None:
        day_after = version.review_due_at + timedelta(days=1)
        until = datetime.combine(day_after, time(0), ZONE)
    if until <= given:
        return []
    moments = (until - timedelta(days=days) for days in STAGES)
    remind = next((moment for moment in moments if moment > timezone.now()), None)
    return [
        model(
            playbook_id=version.playbook_id,
            key=template["key"],
            language=language,
            digest=digest(template, language),
            version_id=version.pk,
            given_by_id=version.second_person_id,
            given_at=given,
            expires_at=until,
            remind_at=remind,
        )
        for template in version.content.get("templates", ())
        for language in ("vi", "en")
        if template[language].strip()
    ]


def digest(template, language):
    words = [template["kind"], language, template[language]]
    return hashlib.sha256(json.dumps(words, ensure_ascii=False).encode()).hexdigest()


class Migration(migrating.Migration):
    dependencies = [("playbooks", "0070_texts_are_approved")]

    operations = [migrations.RunPython(approve, migrations.RunPython.noop)]
