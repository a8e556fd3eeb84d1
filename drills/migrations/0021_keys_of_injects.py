"""Injects that were there before they had names take them from their order, as the seeding does."""

from django.db import migrations

FILL = """
UPDATE drills_inject
   SET key = CASE WHEN only_for_id IS NULL THEN 'inject-' ELSE 'put-in-' END || "order"
 WHERE key = ''
"""


class Migration(migrations.Migration):

    dependencies = [
        ('drills', '0020_things_arrive_as_they_are'),
    ]

    operations = [
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
    ]
