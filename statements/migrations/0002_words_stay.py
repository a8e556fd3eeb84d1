"""The database itself refuses to change a version, a signature, or the path of a statement."""

from crisisdesk.kernel import migrating
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations


class Migration(migrating.Migration):
    dependencies = [("statements", "0001_initial")]

    operations = [
        pgtrigger.migrations.AddTrigger(
            model_name='statement',
            trigger=pgtrigger.compiler.Trigger(name='status_path', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE _is_valid_transition BOOLEAN;', func='SELECT CONCAT(OLD."status", \':\', NEW."status") = ANY(\'{draft:in_review,draft:discarded,in_review:approved,in_review:changes_requested,in_review:rejected,in_review:draft,in_review:published,changes_requested:draft,approved:published,approved:draft,approved:expired,expired:draft,published:superseded,published:corrected,published:retracted,corrected:superseded,corrected:retracted,superseded:corrected,superseded:retracted}\'::text[]) INTO _is_valid_transition; IF (_is_valid_transition IS FALSE AND OLD."status" IS DISTINCT FROM NEW."status") THEN RAISE EXCEPTION \'pgtrigger: Invalid transition of field "status" from "%" to "%" on table %\', OLD."status", NEW."status", TG_TABLE_NAME; ELSE RETURN NEW; END IF;', hash='854273822fcd9c3ff270fea3c9541e8c3df69247', operation='UPDATE', pgid='pgtrigger_status_path_e5818', table='statements_statement', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='statementversion',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='665217542027c76398ebafab58976825374c46d9', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_6fde0', table='statements_statementversion', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='factuse',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='a2b857dc36775f06b3e8c39a0cd37dc20f9b72a2', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_f0ce0', table='statements_factuse', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='approval',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='66036189f144540e074fc3165c6c9bb93a03c150', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_a235e', table='statements_approval', when='BEFORE')),
        ),
    ]
