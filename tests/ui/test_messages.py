"""Catalogues: what is marked is found, kept, compiled and checked."""

from __future__ import annotations

import gettext
import io
from pathlib import Path

import pytest
from django.conf import settings

from tools import messages

ROOT = Path(settings.BASE_DIR)
CODE = """
from django.utils.translation import gettext as _, ngettext, pgettext_lazy
_("Save the text")
pgettext_lazy("verb", "Open")
ngettext("%(count)s line", "%(count)s lines", 2)
"""
PAGE = """
{% load i18n %}<p>{% translate "Open" context "state" %}</p>
  {% card title=_("Time's up") %}'unbalanced {{ x|default:_("none yet") }}{% endcard %}
      {% blocktranslate with name=who trimmed %}
   {{ name }} has
   approved
{% endblocktranslate %}
{% blocktranslate count n=n %}{{ n }} person{% plural %}{{ n }} people{% endblocktranslate %}
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project of one room with one template."""
    (tmp_path / "teams").mkdir()
    (tmp_path / "teams" / "views.py").write_text(CODE, encoding="utf-8")
    (tmp_path / "templates" / "teams").mkdir(parents=True)
    (tmp_path / "templates" / "teams" / "list.html").write_text(PAGE, encoding="utf-8")
    return tmp_path


def run(project: Path, verb: str) -> int:
    return messages.main([verb, "teams", "--root", str(project)])


def fill(project: Path, **changes: str) -> None:
    """Translate everything with a mark before the words, except for `changes`."""
    catalogue = messages.read(project, "teams")
    for message in catalogue:
        if message.id:
            words = message.id if isinstance(message.id, str) else message.id[-1]
            words = changes.get(words, f"vi {words}")
            message.string = (words,) if message.pluralizable else words
    messages.save(project, "teams", catalogue)


def test_code_and_templates_are_both_read(project):
    run(project, "update")

    assert {messages.key_of(m) for m in messages.read(project, "teams") if m.id} == {
        ("", "Save the text"),
        ("verb", "Open"),
        ("", "%(count)s line"),
        ("state", "Open"),
        ("", "Time's up"),
        ("", "none yet"),
        ("", "%(name)s has approved"),
        ("", "%(n)s person"),
    }


def test_a_second_update_changes_no_byte(project):
    run(project, "update")
    fill(project)
    run(project, "update")
    first = messages.po(project, "teams").read_bytes()

    run(project, "update")

    assert messages.po(project, "teams").read_bytes() == first


def test_moving_a_sentence_down_changes_no_byte(project):
    run(project, "update")
    before = messages.po(project, "teams").read_bytes()
    page = project / "templates" / "teams" / "list.html"
    page.write_text("\n\n\n" + PAGE, encoding="utf-8")

    run(project, "update")

    assert messages.po(project, "teams").read_bytes() == before


def test_translations_survive_and_dead_sentences_leave(project):
    run(project, "update")
    fill(project)
    (project / "teams" / "views.py").write_text('_("Save the text")', encoding="utf-8")

    run(project, "update")

    catalogue = messages.read(project, "teams")
    assert catalogue.get("Save the text").string == "vi Save the text"
    assert catalogue.get("Open", "verb") is None


def test_the_compiled_file_speaks(project):
    run(project, "update")
    fill(project)
    run(project, "compile")

    spoken = gettext.GNUTranslations(io.BytesIO(messages.mo(project, "teams").read_bytes()))
    assert spoken.gettext("Save the text") == "vi Save the text"
    assert spoken.pgettext("verb", "Open") == "vi Open"
    assert spoken.ngettext("%(count)s line", "%(count)s lines", 1) == "vi %(count)s lines"
    assert run(project, "check") == 0


def test_an_untranslated_sentence_is_a_fault(project, capsys):
    run(project, "update")

    assert run(project, "check") == 1
    assert "teams: not translated: 'Save the text'" in capsys.readouterr().out


def test_a_sentence_outside_the_catalogue_is_a_fault(project, capsys):
    run(project, "update")
    fill(project)
    run(project, "compile")
    (project / "teams" / "more.py").write_text('_("Brand new")', encoding="utf-8")

    assert run(project, "check") == 1
    assert "teams: not in the catalogue: 'Brand new'" in capsys.readouterr().out


def test_a_stale_binary_is_a_fault(project, capsys):
    run(project, "update")
    fill(project)
    run(project, "compile")
    fill(project, **{"Save the text": "Lưu"})

    assert run(project, "check") == 1
    assert ".mo is stale" in capsys.readouterr().out


def test_a_lost_placeholder_is_a_fault(project, capsys):
    run(project, "update")
    fill(project, **{"%(name)s has approved": "đã phê duyệt"})
    run(project, "compile")

    assert run(project, "check") == 1
    assert "placeholders differ: '%(name)s has approved'" in capsys.readouterr().out


def test_two_rooms_may_not_say_one_thing_in_two_ways(project, capsys):
    (project / "desk").mkdir()
    (project / "desk" / "views.py").write_text('_("Save the text")', encoding="utf-8")
    run(project, "update")
    fill(project)
    run(project, "compile")
    messages.main(["update", "desk", "--root", str(project)])
    catalogue = messages.read(project, "desk")
    catalogue.get("Save the text").string = "khác"
    messages.save(project, "desk", catalogue)

    assert run(project, "check") == 1
    assert "teams and desk translate 'Save the text' differently" in capsys.readouterr().out


def test_a_word_of_another_room_is_taken_over(project):
    run(project, "update")
    fill(project)
    (project / "desk").mkdir()
    (project / "desk" / "views.py").write_text('_("Save the text")', encoding="utf-8")

    messages.main(["update", "desk", "--root", str(project)])

    assert messages.read(project, "desk").get("Save the text").string == "vi Save the text"


@pytest.mark.parametrize("app", [app for app in messages.APPS if messages.po(ROOT, app).exists()])
def test_every_sentence_has_its_vietnamese(app):
    assert [*messages.app_faults(ROOT, app), *messages.disagreements(ROOT, {app})] == []
