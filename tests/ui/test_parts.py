"""Cards, words, lists and charts."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django import forms
from django.utils import timezone, translation

from crisisdesk.kernel.vocabulary import Severity
from crisisdesk.ui.icons import icon_names
from crisisdesk.ui.lists import SIGNOFF_ICONS, TIMELINE_ICONS
from crisisdesk.ui.page import ADMIN_ROOMS, ROOMS
from crisisdesk.ui.words import SHAPES, STATUSES
from tests.ui.markup import Page

NOON = datetime(2026, 11, 22, 5, 0, tzinfo=UTC)
CONTRACT_STATES = [
    "detected",
    "verifying",
    "responding",
    "contained",
    "resolved",
    "post_mortem",
    "closed",
    "false_alarm",
    "merged",
    "draft",
    "in_review",
    "changes_requested",
    "approved",
    "published",
    "superseded",
    "corrected",
    "retracted",
    "rejected",
    "expired",
    "discarded",
    "new",
    "linked",
    "watched",
    "dismissed",
]


@pytest.mark.parametrize("level", Severity)
def test_severity_is_shape_word_and_colour(render, level):
    with translation.override("vi"):
        page = Page(render("{% badge_severity level %}", level=level.value))
        badge = page.all("span")[0]

        assert badge.words() == f"{SHAPES[level]} {level.label}"
        assert f"badge-{level.value}" in badge.attributes["class"]


def test_shapes_differ_without_colour():
    assert len(set(SHAPES.values())) == len(Severity)


def test_short_severity_keeps_its_word_for_screen_readers(render):
    page = Page(render('{% badge_severity "high" short=True %}'))

    assert page.one("span", class_="visually-hidden").words() in {"High", "Cao"}


def test_an_unscored_incident_says_so(render):
    with translation.override("vi"):
        assert "Chưa chấm mức độ" in render("{% badge_severity None %}")


@pytest.mark.parametrize("status", CONTRACT_STATES)
def test_every_state_of_the_contract_has_a_vietnamese_word(status):
    with translation.override("vi"):
        vietnamese = str(STATUSES[status].label)
    with translation.override("en"):
        assert vietnamese != str(STATUSES[status].label)


def test_every_icon_that_parts_use_is_in_the_sprite():
    used = {
        *TIMELINE_ICONS.values(),
        *SIGNOFF_ICONS.values(),
        *(room.icon for room in [*ROOMS, *ADMIN_ROOMS]),
    }

    assert used - set(icon_names()) == set()


def test_a_card_escapes_its_title_but_not_its_body(render):
    page = Page(render("{% card title %}<p>{{ title }}</p>{% endcard %}", title="<i>x"))

    assert page.one("h2").words() == "<i>x"
    assert page.one("p").words() == "<i>x"


def test_captured_markup_stands_in_the_head(render):
    page = Page(
        render(
            '{% capture as head %}{% badge "Draft" %}{% endcapture %}'
            '{% card "Text" head=head count=3 %}…{% endcard %}'
        )
    )

    assert page.one("header").words() == "Text 3Draft"


def test_a_fragment_replaces_itself_only_when_asked(render):
    plain = Page(render('{% fragment "tasks" %}x{% endfragment %}')).one("div")
    swapped = Page(render('{% fragment "tasks" oob=True %}x{% endfragment %}')).one("div")
    added = Page(render('{% fragment "n" oob="afterbegin:#list" %}x{% endfragment %}')).one("div")

    assert plain.attributes == {"id": "tasks"}
    assert swapped.attributes["hx-swap-oob"] == "true"
    assert added.attributes["hx-swap-oob"] == "afterbegin:#list"


def test_additions_and_removals_are_told_in_words(render):
    segments = [("equal", "Chúng tôi "), ("delete", "xem xét"), ("insert", "dừng bán <b>")]
    with translation.override("vi"):
        page = Page(render("{% diff segments %}", segments=segments))

    assert page.one("del").words() == "[bỏ: xem xét]"
    assert page.one("ins").words() == "[thêm: dừng bán <b>]"


@pytest.mark.parametrize(
    ("status", "states"),
    [
        ("detected", ["now", "todo", "todo", "todo", "todo", "todo"]),
        ("responding", ["done", "done", "now", "todo", "todo", "todo"]),
        ("closed", ["done"] * 6),
        ("false_alarm", ["todo"] * 6),
    ],
)
def test_the_six_steps_follow_the_state(render, status, states):
    page = Page(render("{% incident_steps status %}", status=status))

    assert [item.attributes["class"].split("step-")[1] for item in page.all("li")] == states


def test_a_timeline_line_has_time_sentence_and_permalink(render, lan):
    page = Page(
        render(
            "{% timeline_item at=at who=lan seq=7 %}Đã duyệt{% endtimeline_item %}",
            at=NOON,
            lan=lan,
        )
    )

    line = page.one("li")
    assert line.attributes["id"] == "line-7"
    assert page.one("time").words() == "12:00"
    assert "Đã duyệt" in line.words()
    assert "Nguyễn Thị Lan" in line.words()


def test_a_done_task_shows_when_and_an_open_one_how_long(render):
    done = render('{% task_row "Call" state="done" done_at=at due=at %}', at=NOON)
    pending = render('{% task_row "Call" due=at %}', at=NOON)

    assert "data-clock" not in done
    assert 'data-clock="down"' in pending


def test_the_chart_and_its_table_tell_the_same_numbers(render):
    buckets = [
        {"at": NOON + timedelta(minutes=5 * n), "total": n, "negative": 1} for n in (1, 2, 4)
    ]

    page = Page(render('{% volume_chart buckets label="Mentions" %}', buckets=buckets))

    cells = [cell.words() for cell in page.all("td", class_="num")]
    heights = [float(bar.attributes["height"]) for bar in page.all("rect", class_="chart-bar")]
    assert cells == ["1", "1", "2", "1", "4", "1"]
    assert heights == [30.0, 60.0, 120.0]


@pytest.mark.parametrize("chart", ["volume_chart", "share_chart"])
def test_a_chart_that_begins_in_another_year_says_which(render, chart):
    now = timezone.now()
    last = {"at": now, "total": 1, "negative": 1, "neutral": 0, "positive": 0}
    first = {**last, "at": now - timedelta(days=800)}

    page = render(f"{{% {chart} rows %}}", rows=[first, last])

    assert f"{timezone.localtime(first['at']):%d/%m/%Y}" in page
    assert f"{timezone.localtime(now):%d/%m %H:%M}" in page


@pytest.mark.parametrize("chart", ["volume_chart", "share_chart"])
def test_a_chart_in_english_names_its_months(render, chart):
    rows = [
        {"at": at, "total": 1, "negative": 1, "neutral": 0, "positive": 0}
        for at in (datetime(2024, 3, 1, 5, tzinfo=UTC), datetime(2026, 12, 1, 5, tzinfo=UTC))
    ]

    with time_machine.travel(rows[1]["at"]), translation.override("en"):
        page = render(f"{{% {chart} rows %}}", rows=rows)

    assert "1 Mar 2024" in page
    assert "1 Dec 12:00" in page


def test_shares_fill_the_column_and_their_table_tells_the_counts(render):
    moods = [
        {"at": NOON, "negative": 1, "neutral": 1, "positive": 2},
        {"at": NOON + timedelta(minutes=5), "negative": 0, "neutral": 0, "positive": 0,
         "missing": True},
    ]  # fmt: skip

    page = Page(render('{% share_chart moods label="Mood" %}', moods=moods))

    parts = {
        name: [float(e.attributes["height"]) for e in page.all("rect", class_=f"share-{name}")]
        for name in ("negative", "neutral", "positive")
    }
    assert parts == {"negative": [18.0], "neutral": [18.0], "positive": [36.0]}
    assert len(page.all("rect", class_="chart-missing")) == 1
    cells = [cell.words() for cell in page.all("td", class_="num")]
    assert cells == ["1", "1", "2", "0", "0", "0"]


def test_an_empty_chart_says_so(render):
    with translation.override("vi"):
        page = Page(render("{% volume_chart buckets %}", buckets=[]))

    assert page.all("rect") == []
    assert "Không có lượt đề cập nào" in page.one("figure").words()


def test_coordinates_do_not_follow_the_readers_language(render):
    buckets = [{"at": NOON, "total": 3, "negative": 1}] * 7
    with translation.override("vi"):
        page = Page(render("{% volume_chart buckets baseline=2 %}", buckets=buckets))

    drawn = [e.attributes for e in page.elements if e.tag in {"rect", "line"}]
    assert [value for names in drawn for value in names.values() if "," in value] == []


@pytest.mark.parametrize(("language", "written"), [("vi", "1.284"), ("en", "1,284")])
def test_figures_are_grouped_as_people_write_them(render, language, written):
    with translation.override(language):
        assert render("{{ n|number }}", n=1284) == written


def test_plain_text_never_becomes_markup(render):
    words = render("{{ text|paragraphs }}", text="<script>x</script>\n\nhttps://a.example/?q=<")

    page = Page(words)
    assert page.all("script") == []
    assert page.one("a").attributes["rel"] == "nofollow"


def test_a_missing_person_is_said_and_oneself_is_marked(render, lan):
    with translation.override("vi"):
        assert "Chưa có ai" in render("{% person None %}")
        assert "(bạn)" in render("{% person lan me=lan %}", lan=lan)


def test_a_telephone_number_can_be_dialled(render, lan):
    page = Page(render('{% person lan tel="+84 (90) 123.45.67" %}', lan=lan))

    assert page.one("a").attributes["href"] == "tel:+84901234567"


class Note(forms.Form):
    text = forms.CharField(label="Nội dung", widget=forms.Textarea, help_text="Ngắn thôi")
    channel = forms.ChoiceField(label="Kênh", choices=[("a", "A")], widget=forms.RadioSelect)


def test_the_error_summary_links_to_each_field(render):
    page = Page(render("{% form_errors form %}{% form_fields form %}", form=Note(data={})))

    targets = [link.attributes["href"].lstrip("#") for link in page.all("a")]
    assert targets == ["id_text", "id_channel_0"]
    assert set(targets) <= set(page.ids())


def test_a_valid_form_has_no_summary(render):
    assert render("{% form_errors form %}", form=Note()) == ""


def test_help_and_error_are_tied_to_the_widget(render):
    page = Page(render('{% field form.text data_draft="n" %}', form=Note(data={})))

    area = page.one("textarea")
    assert area.attributes["aria-describedby"] == "id_text_hint id_text_error"
    assert area.attributes["aria-invalid"] == "true"
    assert area.attributes["data-draft"] == "n"


def test_filters_work_without_scripts(render):
    page = Page(render('{% filters target="#list" %}x{% endfilters %}'))

    form = page.one("form")
    assert form.attributes["method"] == "get"
    assert form.attributes["hx-target"] == "#list"


def test_pages_of_a_list_keep_the_other_arguments(visit):
    from django.core.paginator import Paginator
    from django.template import engines

    page = Paginator(range(100), 10).page(2)
    source = engines["django"].from_string("{% pager page %}")
    html = source.render({"page": page}, visit("/x/?q=sữa&page=2"))

    links = {link.attributes["href"] for link in Page(html).all("a")}
    assert "?q=s%E1%BB%AFa&page=3" in links
