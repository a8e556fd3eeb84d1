"""The database keeps what was published, whoever asks it to forget."""

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from crisisdesk.kernel.state import take
from playbooks.models import PlaybookVersion


def sql(statement: str, *values: object) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)


@pytest.mark.parametrize(
    "change",
    ["content = '{}'", "number = 9", "playbook_id = playbook_id + 1", "published_at = now()"],
)
def test_raw_sql_cannot_change_published_words(in_force, change: str) -> None:
    with pytest.raises(DatabaseError, match="Cannot update rows"):
        sql(f"UPDATE playbooks_playbookversion SET {change} WHERE id = %s", in_force.pk)

    in_force.refresh_from_db()
    assert in_force.number == 1


def test_raw_sql_cannot_delete_a_published_version(in_force) -> None:
    with pytest.raises(DatabaseError, match="Cannot delete rows"):
        sql("DELETE FROM playbooks_playbookversion WHERE id = %s", in_force.pk)


def test_a_retired_version_stays_as_it_was(in_force, admin_person) -> None:
    take(in_force.retire, admin_person)
    in_force.save(update_fields=["state"])

    with pytest.raises(DatabaseError, match="Cannot update rows"):
        sql("UPDATE playbooks_playbookversion SET content = '{}' WHERE id = %s", in_force.pk)


@pytest.mark.parametrize(
    ("found", "wished"), [("published", "draft"), ("draft", "published"), ("draft", "retired")]
)
def test_states_walk_only_their_paths(in_force, draft, found: str, wished: str) -> None:
    row = {"published": in_force, "draft": draft}[found]
    statement = "UPDATE playbooks_playbookversion SET state = %s WHERE id = %s"

    with pytest.raises(DatabaseError, match="Invalid transition"):
        sql(statement, wished, row.pk)


def test_a_draft_may_change_and_go(draft) -> None:
    sql("UPDATE playbooks_playbookversion SET note = 'x' WHERE id = %s", draft.pk)
    sql("DELETE FROM playbooks_playbookversion WHERE id = %s", draft.pk)

    assert not PlaybookVersion.objects.filter(pk=draft.pk).exists()


@pytest.mark.parametrize("state", ["published", "draft"])
def test_a_playbook_has_one_version_in_force_and_one_in_work(draft, bot, state: str) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        PlaybookVersion.objects.create(
            playbook=draft.playbook, number=7, state=state, content={}, author=bot, edited_by=bot
        )


def test_the_state_is_not_assigned_by_hand(draft) -> None:
    with pytest.raises(AttributeError):
        draft.state = "published"


def test_the_shipped_note_is_told_in_the_readers_language(in_force, settings) -> None:
    from django.utils import translation

    with translation.override("en"):
        assert in_force.note_in_words == in_force.note != ""
    with translation.override("vi"):
        assert in_force.note_in_words != in_force.note
