"""The table of keys is divided into the few that are new and the many that have settled.

In place: the rows that are there are looked at once and stay where they are, as settled ones.
"""

from crisisdesk.kernel import migrating
from django.db import migrations, models

DIVIDE = """
ALTER TABLE monitoring_mentionkey RENAME TO monitoring_mentionkey_settled;
ALTER TABLE monitoring_mentionkey_settled ADD COLUMN settled boolean NOT NULL DEFAULT true;
CREATE TABLE monitoring_mentionkey (
    digest uuid NOT NULL,
    mention_id bigint NOT NULL,
    posted_at timestamptz NOT NULL,
    settled boolean NOT NULL DEFAULT false
) PARTITION BY LIST (settled);
ALTER TABLE monitoring_mentionkey
    ATTACH PARTITION monitoring_mentionkey_settled FOR VALUES IN (true);
CREATE TABLE monitoring_mentionkey_fresh
    PARTITION OF monitoring_mentionkey (PRIMARY KEY (digest)) FOR VALUES IN (false);
"""
JOIN = """
ALTER TABLE monitoring_mentionkey DETACH PARTITION monitoring_mentionkey_settled;
INSERT INTO monitoring_mentionkey_settled (digest, mention_id, posted_at)
    SELECT digest, mention_id, posted_at FROM monitoring_mentionkey_fresh ORDER BY digest;
DROP TABLE monitoring_mentionkey;
ALTER TABLE monitoring_mentionkey_settled DROP COLUMN settled;
ALTER TABLE monitoring_mentionkey_settled RENAME TO monitoring_mentionkey;
"""


class Migration(migrating.Migration):

    dependencies = [
        ('monitoring', '0110_signals_of_drills'),
    ]

    operations = [
        migrations.RunSQL(
            DIVIDE,
            JOIN,
            state_operations=[
                migrations.AddField(
                    model_name='mentionkey',
                    name='settled',
                    field=models.BooleanField(default=False, editable=False),
                ),
            ],
        ),
    ]
