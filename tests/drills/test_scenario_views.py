"""Pages for writing scenarios: all of them work without scripts."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils.translation import override

from drills import schema, services, story
from drills.checking import check
from drills.models import Scenario
from drills.scenario_forms import InjectForm
from drills.services import scenarios, stories
from teams.models import CrewCard, Role
from tests.drills.small import STORY, inject, with_

BRANCHED = {**with_("injects[3].branch", "recall"), "branches": [{"key": "recall", "at": 15, "vi": "Thu hồi", "en": "Recall"}]}  # fmt: skip


@pytest.fixture
def small(brand):
    return scenarios.plant(brand, schema.clean(BRANCHED))


@pytest.fixture
def writer(client_of, manager):
    return client_of(manager)


def at(name, scenario, *more):
    return reverse(f"drills:{name}", args=[scenario.pk, *more])


def piece(scenario, key):
    return scenario.story().get(key=key)


def told(scenario):
    return [(i.key, i.at_minute) for i in scenario.story()]


def form_of(found, **other):
    """What a browser sends back."""
    form = InjectForm(scenario=found.scenario, initial=InjectForm.of(found))
    values = {name: form[name].value() for name in form.fields}
    return {name: value for name, value in {**values, **other}.items() if value is not None}


def test_every_page_opens(writer, small):
    found = small.story()[0]
    pages = [
        reverse("drills:scenarios"), reverse("drills:new_scenario"),
        reverse("drills:import_scenario"), at("scenario", small), at("edit_scenario", small),
        at("story", small), at("add_inject", small), at("edit_inject", small, found.pk),
        at("preview_scenario", small), at("preview_scenario", small) + "?as=control",
        at("preview_scenario", small) + "?branch=recall", at("print_scenario", small),
        at("export_scenario", small), at("copy_scenario", small),
    ]  # fmt: skip

    assert [(url, 200) for url in pages] == [(url, writer.get(url).status_code) for url in pages]


def test_an_empty_desk_says_what_to_do(writer, brand):
    page = writer.get(reverse("drills:scenarios")).content.decode()

    assert reverse("drills:new_scenario") in page
    assert reverse("drills:import_scenario") in page


def test_a_scenario_is_written_from_nothing_to_its_first_inject(writer, brand):
    facts = {"title_vi": "Sập hệ thống", "format": "tabletop", "minutes": 45, "kind": ""}
    branch = {"branch_0_vi": "Lộ dữ liệu", "branch_0_at": 20}

    answer = writer.post(reverse("drills:new_scenario"), {**facts, **branch})

    assert answer.status_code == 302, answer.context["form"].errors
    made = Scenario.objects.get()
    assert answer["Location"] == at("story", made)
    assert made.branches == [{"key": "lo_du_lieu", "at": 20, "vi": "Lộ dữ liệu", "en": ""}]
    row = {"minute": 5, "channel": "call", "persona_vi": "Khách", "content_vi": "Gọi", "expected_vi": "Nghe"}  # fmt: skip
    call = {"arrives": "call", "call_outlet": "Báo", "call_deadline_minutes": 30}
    answer = writer.post(at("add_inject", made), {**row, **call, "branch": "lo_du_lieu"})
    (first,) = made.story()
    assert urlsplit(answer["Location"]).fragment == f"inject-{first.pk}"
    assert (first.at_minute, first.branch) == (5, "lo_du_lieu")
    assert first.details == {"outlet": "Báo", "deadline_minutes": 30}


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"minute": 31}, "minute"),
        ({"minute": ""}, "minute"),
        ({"content_vi": " "}, "content_vi"),
        ({"arrives": "posts"}, "posts_count"),
        ({"arrives": "signal", "signal_url": "javascript:x"}, "signal_url"),
        ({"branch": "unknown"}, "branch"),
    ],
)
def test_a_wrong_field_comes_back_with_its_reason(writer, small, change, field):
    found = piece(small, "first")

    answer = writer.post(at("edit_inject", small, found.pk), form_of(found, **change))

    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert told(small)[0] == ("first", 0)


def test_saving_a_page_that_nobody_changed_changes_nothing(writer, small):
    found = piece(small, "last")
    before = story.columns_of(found)

    answer = writer.post(at("edit_inject", small, found.pk), form_of(found))

    assert answer.status_code == 302
    assert story.columns_of(piece(small, "last")) == before
    assert piece(small, "last").pk == found.pk


def test_who_saves_second_is_told_and_keeps_the_words(writer, small):
    found = piece(small, "first")
    late = form_of(found, content_vi="Muộn")
    writer.post(at("edit_inject", small, found.pk), form_of(found, content_vi="Trước"))

    answer = writer.post(at("edit_inject", small, found.pk), late)

    assert answer.status_code == 422 and "Muộn" in answer.content.decode()
    assert piece(small, "first").content_vi == "Trước"


def test_a_piece_that_a_drill_told_is_found_by_its_old_address(writer, small, phuong):
    services.end(services.start(small, actor=phuong), actor=phuong)
    found = piece(small, "first")
    writer.post(at("edit_inject", small, found.pk), form_of(found, content_vi="Mới"))

    page = writer.get(at("edit_inject", small, found.pk))

    assert piece(small, "first").pk != found.pk
    assert page.context["form"]["content_vi"].value() == "Mới"


def test_rows_are_moved_with_the_buttons_of_the_table(writer, small):
    page = writer.get(at("story", small))
    rows = {row["inject"].key: row for row in page.context["rows"]}
    assert rows["first"]["up"] is None and rows["last"]["down"] is None

    url = at("move_inject", small, rows["third"]["inject"].pk)
    writer.post(url, {"before": rows["third"]["up"]})
    assert [key for key, _m in told(small)] == ["first", "third", "second", "last"]

    again = {r["inject"].key: r for r in writer.get(at("story", small)).context["rows"]}
    writer.post(url, {"before": again["third"]["down"]})
    assert [key for key, _m in told(small)] == ["first", "second", "third", "last"]
    writer.post(at("move_inject", small, piece(small, "first").pk), {"before": ""})
    assert told(small)[-1] == ("first", 20)


def test_adding_after_duplicating_and_taking_out(writer, small):
    first = piece(small, "first")
    form = writer.get(at("add_inject", small) + f"?after={first.pk}").context["form"]
    assert form["minute"].value() == 5

    writer.post(at("repeat_inject", small, first.pk))
    assert [m for _key, m in told(small)] == [0, 0, 10, 10, 20]
    writer.post(at("remove_inject", small, first.pk))
    assert len(told(small)) == 4


def test_errors_stand_apart_from_what_is_worth_a_thought(writer, small, manager, minh):
    stories.add(small, actor=manager, row=inject("legal", 12, player="legal", persona={"vi": "Ai"}))
    stories.add(small, actor=manager, row=inject("scribe", 12, player="scribe"))
    CrewCard.objects.create(membership=minh.memberships.get(), roles=["scribe"])
    scenarios.change(small, actor=manager, minutes=15, kind="unknown")
    manager.language = "en"
    manager.save()

    found = writer.get(at("story", small)).context["found"]

    assert [remark.inject.key for remark in found.errors] == ["last"]
    said = [(remark.inject and remark.inject.key, remark.words) for remark in found.warnings]
    assert ("legal", "has no English, or not all of it") in said
    assert (None, "Nobody of the brand is down for these roles: Legal.") in said
    assert (None, "The brand has no playbook of the type that is rehearsed.") in said
    assert len(said) == 3


def test_a_branch_that_comes_too_early_or_never_is_pointed_out(writer, brand):
    told = {**BRANCHED, "slug": "b", "minutes": 90}
    told["branches"] = [
        {"key": "recall", "at": 25, "vi": "Thu hồi"}, {"key": "sue", "at": 5, "vi": "Kiện"},
    ]  # fmt: skip
    scenario = scenarios.plant(brand, schema.clean(told))

    with override("en"):
        found = check(scenario, list(scenario.story()))

    said = [remark.words for remark in found.warnings]
    assert found.errors == []
    assert said == [
        "Nothing happens from T+10 to T+90.",
        "Nothing happens from T+20 to T+90.",
        "comes before its branch is chosen",
        "The branch “Kiện” has no inject.",
    ]


def test_while_it_runs_the_table_has_no_buttons(writer, small, phuong):
    services.start(small, actor=phuong, players=[phuong])

    page = writer.get(at("story", small))

    assert page.context["running"] is not None
    assert "data-up" not in page.content.decode()
    found = piece(small, "first")
    assert writer.post(at("edit_inject", small, found.pk), form_of(found)).status_code == 409


def test_a_file_is_taken_in_and_given_out_again(writer, small, brand):
    text = writer.get(at("export_scenario", small)).content
    other = text.replace(b"small_story", b"other_story")

    writer.post(reverse("drills:import_scenario"), {"file": SimpleUploadedFile("a.yaml", other)})

    taken = Scenario.objects.get(slug="other_story")
    assert writer.get(at("export_scenario", taken)).content == other


@pytest.mark.parametrize("text", ["slug: [", "", "slug: small_story"])
def test_a_file_that_is_none_comes_back_with_its_places(writer, small, text):
    answer = writer.post(reverse("drills:import_scenario"), {"text": text})

    assert answer.status_code == 422
    assert answer.context["form"].errors


def test_a_copy_goes_to_another_brand_of_the_writer(writer, small, manager, other_brand):
    assert b"select" not in writer.get(at("copy_scenario", small)).content

    other_brand.memberships.create(user=manager, role=Role.MANAGER)
    answer = writer.post(at("copy_scenario", small), {"brand": other_brand.pk})

    made = Scenario.objects.get(brand=other_brand)
    assert answer["Location"] == made.get_absolute_url()


def test_retiring_hides_it_and_bringing_back_shows_it(writer, small):
    writer.post(at("retire_scenario", small))
    page = writer.get(reverse("drills:scenarios"))
    assert (page.context["cards"], list(page.context["retired"])) == ([], [small])
    assert small.title_vi not in writer.get(reverse("drills:list")).content.decode()

    writer.post(at("bring_back_scenario", small))
    assert len(writer.get(reverse("drills:scenarios")).context["cards"]) == 1


def test_the_list_knows_the_last_and_the_best_result(writer, small, phuong):
    for verdicts in (["met", "met"], ["met", "missed"]):
        drill = services.start(small, actor=phuong)
        for run, verdict in zip(drill.runs.all(), verdicts, strict=False):
            services.send_now(run, actor=phuong) if run.delivered_at is None else None
            services.observe(drill.runs.get(pk=run.pk), actor=phuong, observed=verdict)
        services.end(drill, actor=phuong)

    (card,) = writer.get(reverse("drills:scenarios")).context["cards"]

    assert (card.last, card.best) == (50, 100)


def test_the_preview_of_players_leaves_out_other_branches_and_expectations(writer, small):
    plain = writer.get(at("preview_scenario", small)).content.decode()
    chosen = writer.get(at("preview_scenario", small) + "?branch=recall").content.decode()
    steering = writer.get(at("preview_scenario", small) + "?as=control").content.decode()

    assert "Lời last" not in plain and "Lời last" in chosen
    assert "Lời last" in steering and "Thu hồi" in steering
    assert plain.count("Lời first") == 2 and steering.count("Lời first") == 3


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(("name", "queries"), [("scenarios", 9), ("story", 10)])
def test_more_rows_cost_no_more_queries(
    writer, brand, django_assert_num_queries, name, queries, count
):
    rows = [inject(f"i{number}", number) for number in range(count)]
    for number in range(count):
        told = {**STORY, "slug": f"s{number}", "injects": rows}
        scenario = scenarios.plant(brand, schema.clean(told))
    url = reverse("drills:scenarios") if name == "scenarios" else at("story", scenario)

    with django_assert_num_queries(queries):
        assert writer.get(url).status_code == 200
