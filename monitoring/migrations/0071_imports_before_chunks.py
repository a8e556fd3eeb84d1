from crisisdesk.kernel import migrating
from django.db import migrations


class Migration(migrating.Migration):
    """A preview kept no rows; a finished import knew its faults only as a list."""

    dependencies = [("monitoring", "0070_imports_in_chunks_webhook_paths_and_screenshots")]

    operations = [
        migrations.RunSQL(
            "DELETE FROM monitoring_csvimport WHERE state = 'preview'", migrations.RunSQL.noop
        ),
        migrations.RunSQL(
            "UPDATE monitoring_csvimport SET refused = jsonb_array_length(rejected), "
            "total = accepted + duplicates + jsonb_array_length(rejected)",
            migrations.RunSQL.noop,
        ),
    ]
