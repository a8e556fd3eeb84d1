"""Writing pages work without scripts, and nothing typed is lost."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from playbooks.models import PlaybookVersion, Suggestion
from playbooks.services import discard, export_yaml, save_draft

from .browser import FormReader, read_form

SLUG = "rumour_fake_news"
WRONG = {
    "questions__0__minutes": "soon",
    "questions__0__role": "king",
    "questions__0__key": "Not A Key",
    "general__code": "x" * 11,
    "note": "x" * 501,
    "cross_over__0__to": "nowhere",
}
LISTS = ("signals", "questions", "steps", "people", "escalation", "cross_over", "templates")


def url(name: str, *args) -> str:
    return reverse(f"playbooks:{name}", args=args)


class Writer:
    """An admin at the editor: types, presses a button, sees the page that comes back."""

    def __init__(self, client) -> None:
        self.client = client
        self.look(client.get(url("edit", SLUG)))

    def look(self, answer) -> None:
        self.answer = answer
        self.form: FormReader = read_form(answer.content.decode())

    def press(self, button: str, **typed: str) -> None:
        assert button in self.form.buttons
        values = {name.replace("__", "-"): [value] for name, value in typed.items()}
        data = {**self.form.values, **values, "do": [button]}
        self.look(self.client.post(url("edit", SLUG), data))

    def value(self, name: str) -> str:
        return self.form.values[name][0]


@pytest.fixture
def writer(draft, client_of, admin_person) -> Writer:
    return Writer(client_of(admin_person))


def test_opening_and_saving_changes_nothing(writer, draft) -> None:
    writer.press("save")

    assert writer.answer.status_code == 302
    before = draft.content
    draft.refresh_from_db()
    assert draft.content == before
    assert draft.revision == 2


def test_saving_keeps_every_kind_of_field(writer, draft) -> None:
    writer.press(
        "save",
        general__name_vi="Tên mới",
        general__cluster="preventable",
        questions__0__vi="Câu hỏi đổi",
        questions__0__minutes="99",
        questions__0__critical="on",
        templates__0__en="Text in {brand} words.",
        note="Vì sao",
    )

    draft.refresh_from_db()
    assert draft.content["name"]["vi"] == "Tên mới"
    assert draft.content["scct"]["cluster"] == "preventable"
    question = draft.content["questions"][0]
    assert (question["vi"], question["minutes"], question["critical"]) == ("Câu hỏi đổi", 99, True)
    assert draft.content["templates"][0]["en"] == "Text in {brand} words."
    assert draft.note == "Vì sao"


def test_a_row_is_added_without_losing_what_was_typed(writer, draft) -> None:
    for section in LISTS:
        rows = len(draft.content[section])

        writer.press(f"{section}::add", signals__0__vi="Đang gõ dở")

        assert writer.answer.status_code == 200, section
        assert writer.value(f"{section}-total") == str(rows + 1)
        words = [f"{section}-{at}-vi" for at in range(rows + 1)]
        assert [writer.value(name) for name in words].count("") == 1, section
        assert writer.value("signals-0-vi") == "Đang gõ dở"
    draft.refresh_from_db()
    assert draft.revision == 1


def test_new_rows_get_identifiers_of_their_own(writer) -> None:
    writer.press("steps::add")
    writer.press("steps::add")

    keys = [value[0] for name, value in writer.form.values.items() if name.endswith("-key")]
    steps = [key for key in keys if key.startswith("step_")]
    assert len(steps) == len(set(steps)) == 2


def test_rows_change_places_and_go(writer, draft) -> None:
    first, second = draft.content["signals"][0]["vi"], draft.content["signals"][1]["vi"]

    writer.press("signals:0:down")
    assert (writer.value("signals-0-vi"), writer.value("signals-1-vi")) == (second, first)
    writer.press("signals:1:up")
    assert writer.value("signals-0-vi") == first
    writer.press("signals:0:remove")
    assert writer.value("signals-0-vi") == second
    writer.press("save")

    draft.refresh_from_db()
    assert draft.content["signals"][0]["vi"] == second


def test_a_made_up_button_changes_nothing(writer, draft) -> None:
    for button in ("signals:99:up", "signals:x:remove", "nothing:0:up", "", "::"):
        data = {**writer.form.values, "do": [button]}

        answer = writer.client.post(url("edit", SLUG), data)

        assert answer.status_code == 200, button
        shown = read_form(answer.content.decode()).values["signals-0-vi"]
        assert shown == [draft.content["signals"][0]["vi"]], button


def test_an_error_stands_at_its_field_and_nothing_is_lost(writer, draft) -> None:
    writer.press("save", templates__0__vi="Gọi {nobody} nhé", steps__0__vi="Còn đây")

    assert writer.answer.status_code == 422
    assert writer.value("templates-0-vi") == "Gọi {nobody} nhé"
    assert writer.value("steps-0-vi") == "Còn đây"
    assert 'id="id_templates-0-vi_error"' in writer.answer.content.decode()
    draft.refresh_from_db()
    assert draft.revision == 1


def test_wrong_values_are_shown_again(writer) -> None:
    right = writer.form
    for field, value in WRONG.items():
        writer.form = right
        writer.press("save", **{field: value})

        assert writer.answer.status_code == 422, field
        assert "error-summary" in writer.answer.content.decode(), field


def test_whoever_saves_second_keeps_the_typed_words(writer, draft, admin_person) -> None:
    save_draft(draft, {**draft.content, "code": "C7b"}, actor=admin_person)

    writer.press("save", general__name_vi="Của tôi")

    assert writer.answer.status_code == 409
    assert writer.value("general-name_vi") == "Của tôi"
    draft.refresh_from_db()
    assert (draft.content["code"], draft.revision) == ("C7b", 2)


def test_saving_and_sending_leads_to_the_changes(writer, draft) -> None:
    writer.press("save-submit", general__summary_vi="Gọn hơn", note="Gọn lại")

    assert writer.answer["Location"] == url("changes", SLUG, 2)
    draft.refresh_from_db()
    assert draft.state == "in_review"


def test_what_cannot_be_sent_is_saved_all_the_same(writer, draft) -> None:
    writer.press("save-submit", general__name_en="", note="Thiếu")

    assert writer.answer.status_code == 409
    draft.refresh_from_db()
    assert (draft.state, draft.content["name"]["en"]) == ("draft", "")


@pytest.mark.parametrize("who", ["phuong", "lan", "minh", "khoa"])
def test_the_editor_is_for_admins(draft, client_of, request, who: str) -> None:
    client = client_of(request.getfixturevalue(who))

    assert client.get(url("edit", SLUG)).status_code == 403
    assert client.post(url("edit", SLUG), {"do": "save"}).status_code == 403
    assert client.post(url("begin", SLUG)).status_code == 403


def test_without_a_draft_there_is_nothing_to_edit(in_force, client_of, admin_person) -> None:
    client = client_of(admin_person)

    assert client.get(url("edit", SLUG)).status_code == 404
    assert client.post(url("begin", SLUG))["Location"] == url("edit", SLUG)
    assert client.get(url("edit", SLUG)).status_code == 200


def test_the_common_plan_has_no_questions_to_edit(seeded, client_of, admin_person) -> None:
    client = client_of(admin_person)
    client.post(url("begin", "common"))

    form = read_form(client.get(url("edit", "common")).content.decode())
    answer = client.post(url("edit", "common"), {**form.values, "do": "save"})

    assert "questions-total" not in form.values
    assert answer.status_code == 302


def test_the_way_into_force_in_the_browser(submitted, client_of, phuong) -> None:
    client = client_of(phuong)
    seen = {"revision": submitted.revision}

    answer = client.post(url("publish", SLUG, 2), seen)

    assert answer["Location"] == url("detail", SLUG)
    assert PlaybookVersion.objects.get(pk=submitted.pk).state == "published"
    assert client.post(url("publish", SLUG, 2), seen).status_code == 409


def test_a_saved_draft_is_sent_from_the_page_of_changes(changed, client_of, admin_person) -> None:
    answer = client_of(admin_person).post(url("submit", SLUG, 2))

    assert answer["Location"] == url("version", SLUG, 2)
    assert PlaybookVersion.objects.get(pk=changed.pk).state == "in_review"


def test_the_author_presses_in_vain(submitted, client_of, admin_person) -> None:
    assert client_of(admin_person).post(url("publish", SLUG, 2)).status_code == 403


def test_returning_needs_a_reason(submitted, client_of, phuong) -> None:
    client = client_of(phuong)

    assert client.post(url("return", SLUG, 2), {"reason": " "}).status_code == 422
    assert client.post(url("return", SLUG, 2), {"reason": "Ngắn quá"}).status_code == 302
    assert PlaybookVersion.objects.get(pk=submitted.pk).state == "draft"


def test_a_draft_is_thrown_away(draft, client_of, admin_person) -> None:
    client_of(admin_person).post(url("discard", SLUG, 2))

    assert not PlaybookVersion.objects.filter(pk=draft.pk).exists()


def test_retiring_in_the_browser(in_force, client_of, admin_person) -> None:
    client = client_of(admin_person)
    client.post(url("retire", SLUG, 1), {"reason": "Gộp vào C10"})

    assert client.get(url("detail", SLUG)).context["version"].state == "retired"
    assert client.get(url("list")).context["lines"][-1].playbook.slug == SLUG


def test_a_file_becomes_a_draft(draft, client_of, admin_person) -> None:
    text = export_yaml(draft)
    discard(draft, actor=admin_person)
    client = client_of(admin_person)

    sent = SimpleUploadedFile("plan.yaml", text.encode("utf-8-sig"))
    answer = client.post(url("import"), {"file": sent})

    assert answer["Location"] == url("edit", SLUG)
    assert PlaybookVersion.objects.get(playbook__slug=SLUG, number=2).content == draft.content


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"text": ""}, "error-summary"),
        ({"text": "a: ["}, "error-summary"),
        ({"text": "slug: x"}, "error-summary"),
        ({"file": SimpleUploadedFile("x.yaml", b"\xff\xfe\x00")}, "error-summary"),
    ],
)
def test_a_bad_file_is_shown_again_with_its_errors(
    seeded, client_of, admin_person, data, words
) -> None:
    answer = client_of(admin_person).post(url("import"), data)

    assert answer.status_code == 422
    assert words in answer.content.decode()


def test_suggestions_reach_the_admin_and_come_back(
    in_force, client_of, minh, khoa, admin_person
) -> None:
    words = {"text": "Thêm Zalo vào dấu hiệu"}
    assert client_of(khoa).post(url("suggest", SLUG), words).status_code == 403
    assert client_of(minh).post(url("suggest", SLUG), {"text": ""}).status_code == 422
    client_of(minh).post(url("suggest", SLUG), words)

    suggestion = Suggestion.objects.get()
    assert client_of(minh).get(url("answer", suggestion.pk)).status_code == 403
    admin = client_of(admin_person)
    assert admin.get(url("answer", suggestion.pk)).status_code == 200
    admin.post(url("answer", suggestion.pk), {"answer": "Đã thêm"})
    suggestion.refresh_from_db()
    assert (suggestion.answer, suggestion.answered_by) == ("Đã thêm", admin_person)
    again = admin.post(url("answer", suggestion.pk), {"answer": "Khác"})
    assert again.status_code == 409


def test_a_strangers_suggestion_is_not_found(in_force, client_of, minh, vy) -> None:
    client_of(minh).post(url("suggest", SLUG), {"text": "x"})

    pk = Suggestion.objects.get().pk
    assert client_of(vy).get(url("answer", pk)).status_code == 404
