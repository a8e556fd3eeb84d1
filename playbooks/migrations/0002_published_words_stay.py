"""The database itself refuses to change or delete what was published."""

from crisisdesk.kernel import migrating
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations


class Migration(migrating.Migration):
    dependencies = [("playbooks", "0001_initial")]

    operations = [
        pgtrigger.migrations.AddTrigger(
            model_name='playbookversion',
            trigger=pgtrigger.compiler.Trigger(name='published_words_stay', sql=pgtrigger.compiler.UpsertTriggerSql(condition="WHEN (OLD.state IN ('published', 'retired') AND (OLD.content IS DISTINCT FROM NEW.content OR OLD.number IS DISTINCT FROM NEW.number OR OLD.playbook_id IS DISTINCT FROM NEW.playbook_id OR OLD.author_id IS DISTINCT FROM NEW.author_id OR OLD.published_at IS DISTINCT FROM NEW.published_at OR OLD.second_person_id IS DISTINCT FROM NEW.second_person_id))", func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='99e4f5228cc10923193afbab5ec48e4394b6164c', operation='UPDATE', pgid='pgtrigger_published_words_stay_d0266', table='playbooks_playbookversion', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='playbookversion',
            trigger=pgtrigger.compiler.Trigger(name='published_versions_stay', sql=pgtrigger.compiler.UpsertTriggerSql(condition="WHEN (OLD.state IN ('published', 'retired'))", func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='1a4a4286326245119780d7e1949831424ab97a53', operation='DELETE', pgid='pgtrigger_published_versions_stay_5910a', table='playbooks_playbookversion', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='playbookversion',
            trigger=pgtrigger.compiler.Trigger(name='state_walks', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE _is_valid_transition BOOLEAN;', func='SELECT CONCAT(OLD."state", \':\', NEW."state") = ANY(\'{draft:in_review,in_review:draft,in_review:published,published:retired}\'::text[]) INTO _is_valid_transition; IF (_is_valid_transition IS FALSE AND OLD."state" IS DISTINCT FROM NEW."state") THEN RAISE EXCEPTION \'pgtrigger: Invalid transition of field "state" from "%" to "%" on table %\', OLD."state", NEW."state", TG_TABLE_NAME; ELSE RETURN NEW; END IF;', hash='45d188aaa6e6ce01b60e87ea3810050e2a9d5579', operation='UPDATE', pgid='pgtrigger_state_walks_95901', table='playbooks_playbookversion', when='BEFORE')),
        ),
    ]
