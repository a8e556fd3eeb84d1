"""Two at one draft, and a draft that goes away: nothing typed is lost, nothing written over unseen."""

import copy

import pytest

from playbooks.models import PlaybookVersion
from playbooks.services import discard, new_draft, publish, return_to_draft, save_draft, submit

from .browser import read_form
from .test_views_drafting import SLUG, Writer, url


@pytest.fixture
def writer(changed, client_of, admin_person) -> Writer:
    return Writer(client_of(admin_person))


def stored(version: PlaybookVersion) -> str:
    version.refresh_from_db()
    return version.content["summary"]["vi"]


def test_words_typed_into_a_draft_that_was_sent_on_are_shown_and_saved_after_its_return(
    writer, changed, admin_person, phuong
) -> None:
    submit(changed, actor=admin_person)

    writer.press("save", general__summary_vi="Của tôi")

    assert writer.answer.status_code == 409
    # Wherever on the long page the hand was, it is led to what is said at its top.
    assert 'tabindex="-1" autofocus' in writer.answer.content.decode()
    assert writer.value("general-summary_vi") == "Của tôi"
    assert stored(changed) == "Ngắn hơn."
    return_to_draft(changed, actor=phuong, reason="chưa ổn")
    writer.press("save")
    assert writer.answer.status_code == 409
    writer.press("save:over")
    assert stored(changed) == "Của tôi"


@pytest.mark.parametrize("button", ["save", "signals:0:down"])
def test_a_page_of_a_version_in_force_keeps_what_was_typed(
    writer, changed, admin_person, phuong, button
) -> None:
    publish(submit(changed, actor=admin_person), actor=phuong)

    writer.press(button, general__summary_vi="Của tôi")

    assert writer.answer.status_code == 409
    assert writer.value("general-summary_vi") == "Của tôi"
    assert stored(changed) == "Ngắn hơn."


def test_a_new_draft_in_the_place_of_one_thrown_away_is_not_written_over_unseen(
    draft, rumour, client_of, admin_person
) -> None:
    writer = Writer(client_of(admin_person))
    discard(draft, actor=admin_person)
    theirs = copy.deepcopy(rumour.versions.first().content)
    theirs["summary"]["vi"] = "Của người kia"
    fresh = new_draft(rumour, actor=admin_person, content=theirs)
    assert (fresh.number, fresh.revision) == (draft.number, draft.revision)

    writer.press("save", general__summary_vi="Của tôi")

    assert writer.answer.status_code == 409
    assert stored(fresh) == "Của người kia"
    writer.press("save:over")
    assert stored(fresh) == "Của tôi"


def test_enter_in_a_field_saves_and_neither_moves_nor_writes_over(
    writer, changed, admin_person
) -> None:
    """A browser presses the first button of the form."""
    assert writer.form.buttons[0] == "save"
    save_draft(changed, changed.content | {"code": "A1"}, actor=admin_person)

    writer.press("save")

    assert "save:over" in writer.form.buttons
    assert writer.form.buttons[0] == "save"


def test_the_largest_plan_can_be_saved(draft, client_of, admin_person) -> None:
    """Sixty questions and sixty steps: more fields than the frame takes unless it is told."""
    client = client_of(admin_person)
    data = read_form(client.get(url("edit", SLUG)).content.decode()).values
    data = {name: sent for name, sent in data.items() if name[:6] not in ("steps-", "questi")}
    for part in ("questions", "steps"):
        data[f"{part}-total"] = ["60"]
        data[f"{part}-order"] = [str(at) for at in range(60)]
        for at in range(60):
            said = {"key": f"{part}_{at}", "role": "lead", "minutes": "5", "critical": "on"}
            said |= {"vi": "Việc", "en": "Thing", "after": "opened", "records-total": "0"}
            said |= {"section": "", "when": ""}
            data |= {f"{part}-{at}-{name}": [value] for name, value in said.items()}
    assert sum(map(len, data.values())) > 1000

    answer = client.post(url("edit", SLUG), {**data, "do": ["save"]})

    assert answer.status_code == 302
    draft.refresh_from_db()
    assert len(draft.content["steps"]) == len(draft.content["questions"]) == 60
