"""Words of forms are chosen when somebody reads them, not when the desk starts."""

from __future__ import annotations

import importlib
from pathlib import Path

from django import forms
from django.conf import settings
from django.utils.functional import Promise

ROOMS = (
    "desk",
    "drills",
    "incidents",
    "monitoring",
    "newsroom",
    "playbooks",
    "statements",
    "teams",
)


def all_forms() -> set[type[forms.Form]]:
    for room in ROOMS:
        for path in Path(settings.BASE_DIR, room).rglob("*form*/*.py"):
            load(path)
        for path in Path(settings.BASE_DIR, room).glob("*form*.py"):
            load(path)
    return set(below(forms.Form))


def load(path: Path) -> None:
    importlib.import_module(".".join(path.relative_to(settings.BASE_DIR).with_suffix("").parts))


def below(kind: type) -> list[type]:
    return [one for sub in kind.__subclasses__() for one in (sub, *below(sub))]


def test_no_label_or_hint_is_frozen_in_one_language():
    ours = {form for form in all_forms() if form.__module__.split(".")[0] in ROOMS}
    frozen = {
        (form.__qualname__, name, words)
        for form in ours
        for name, field in form.base_fields.items()
        for words in (field.label, field.help_text)
        if words and not isinstance(words, Promise)
    }

    assert len(ours) > 30
    assert frozen == set()
