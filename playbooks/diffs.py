"""What changed between two versions, section by section, in words a person can follow."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from crisisdesk.kernel.vocabulary import IncidentRole, Severity, StatementKind
from playbooks import diff_words
from playbooks.enums import Cluster

if TYPE_CHECKING:
    from collections.abc import Iterable

Segment = tuple[str, str]
_WORD = re.compile(r"\s+|\S+")
#: More than half the letters are the same.
ALIKE = 0.6
#: Before the number of a row that is called like another; no text holds the sign.
AGAIN = "\x1f"

SECTIONS = {
    "general": _("General"),
    "signals": _("Early signals"),
    "questions": _("Verification questions"),
    "sections": _("Sections"),
    "steps": _("Steps"),
    "people": _("People to involve"),
    "escalation": _("Escalate if"),
    "cross_over": _("Switch to another playbook if"),
    "legal_clocks": _("Legal deadlines"),
    "templates": _("Prepared statements"),
}
FIELDS = {
    "code": _("Code"),
    "name": _("Name"),
    "summary": _("Summary"),
    "advice": _("Strategy"),
    "cluster": _("Responsibility in the public's eyes"),
    "is_rumour": _("Starts as a rumour"),
    "is_challenge": _("Challenges our values"),
    "key": _("Identifier"),
    "role": _("Role"),
    "minutes": _("Within minutes"),
    "critical": _("Critical"),
    "severity": _("At least"),
    "to": _("Switch to"),
    "kind": _("Kind"),
    "requires_fact": _("Needs a confirmed fact"),
    **diff_words.LABELS,
}
WORDS: dict[str, dict[Any, Any]] = {
    "role": dict(IncidentRole.choices),
    "severity": dict(Severity.choices),
    "kind": dict(StatementKind.choices),
    "cluster": dict(Cluster.choices),
}


@dataclass(frozen=True)
class Change:
    """One row that was added, removed, changed or moved."""

    kind: str
    label: str
    vi: list[Segment] = field(default_factory=list)
    en: list[Segment] = field(default_factory=list)
    facts: list[tuple[Any, Any, Any]] = field(default_factory=list)


@dataclass(frozen=True)
class SectionChanges:
    key: str
    title: Any
    changes: list[Change]


def compare(before: dict[str, Any], after: dict[str, Any]) -> list[SectionChanges]:
    """Sections that differ; `before` may be empty, then everything is new."""
    found = []
    for key, title in SECTIONS.items():
        old, new = rows_of(key, before), rows_of(key, after)
        if changes := _section(old, new):
            found.append(SectionChanges(key, title, changes))
    return found


def of_row(before: dict[str, Any] | None, after: dict[str, Any] | None) -> Change | None:
    """What happens to one row; None stands for a row that is not there."""
    told = [row and diff_words.told(row, {}) for row in (before, after)]
    return change_of("", *told)


def words(before: str, after: str) -> list[Segment]:
    """Segments (equal, delete, insert) word by word; a blank between two changes joins them."""
    found: list[Segment] = []
    for same, old, new in _runs(_WORD.findall(before), _WORD.findall(after)):
        if same:
            found.append(("equal", old))
            continue
        found += [("delete", old)] if old else []
        found += [("insert", new)] if new else []
    return found


def _runs(old: list[str], new: list[str]) -> list[tuple[bool, str, str]]:
    # Blanks are no landmarks: between texts that share little else they cost minutes.
    codes = SequenceMatcher(str.isspace, old, new, autojunk=False).get_opcodes()
    found: list[tuple[bool, str, str]] = []
    for index, (op, a, b, c, d) in enumerate(codes):
        left, right = "".join(old[a:b]), "".join(new[c:d])
        inside = 0 < index < len(codes) - 1
        same = op == "equal" and not (inside and left.isspace())
        if found and not same and not found[-1][0]:
            _same, before, after = found.pop()
            left, right = before + left, after + right
        found.append((same, left, right))
    return found


def rows_of(section: str, content: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Rows of a section by what identifies them: their key, else their words."""
    if section == "general":
        return _general(content)
    rows = content.get(section, [])
    if section == "legal_clocks":
        return {key: {"vi": key, "en": key} for key in rows}
    return {
        name: diff_words.told(row, content)
        for name, row in zip(_apart(map(_identity, rows)), rows, strict=True)
    }


def _apart(names: Iterable[str]) -> list[str]:
    """Rows that are called alike, the second of them and on with a number: none hides another."""
    met: Counter[str] = Counter()
    found = []
    for name in names:
        met[name] += 1
        found.append(name if met[name] == 1 else f"{name}{AGAIN}{met[name]}")
    return found


def _identity(row: dict[str, Any]) -> str:
    return str(row.get("key") or row.get("to") or row["vi"])


def _general(content: dict[str, Any]) -> dict[str, dict[str, Any]]:
    if not content:
        return {}
    scct = content.get("scct", {})
    pairs = {part: content[part] for part in ("name", "summary")}
    pairs |= {"advice": scct["advice"]} if scct else {}
    marks = {"code": content["code"], **{k: v for k, v in scct.items() if k != "advice"}}
    rows = {str(FIELDS[part]): pair for part, pair in pairs.items()}
    return {**rows, str(SECTIONS["general"]): {"vi": "", "en": "", **marks}}


def _section(old: dict[str, dict], new: dict[str, dict]) -> list[Change]:
    pairs, gone = pair_up(old, new)
    changes = [change_of(key, old.get(pairs.get(key, "")), new[key]) for key in new]
    removed = [change_of(key, old[key], None) for key in gone]
    return [change for change in (*changes, *removed, *_moved(pairs, old, new)) if change]


def pair_up(old: dict[str, dict], new: dict[str, dict]) -> tuple[dict[str, str], list[str]]:
    """Keys of new rows with those of the old ones they were, and the old ones that are gone.

    Rows that stand on one side only are paired when their words are close.
    """
    gone = [key for key in old if key not in new]
    came = [key for key in new if key not in old]
    pairs = {key: key for key in new if key in old}
    for key in came:
        if twin := next((k for k in gone if _close(old[k], new[key])), None):
            gone.remove(twin)
            pairs[key] = twin
    return pairs, gone


def _close(old: dict[str, Any], new: dict[str, Any]) -> bool:
    if "key" in old and old["key"] != new["key"] and old.get("vi") != new.get("vi"):
        return False
    return any(_alike(old[code], new[code]) for code in ("vi", "en"))


def _alike(old: str, new: str) -> bool:
    if not (old and new):
        return False
    found = SequenceMatcher(None, old, new, autojunk=False)
    # The quick ones tell mostly that it is not worth the long one.
    ratios = (found.real_quick_ratio, found.quick_ratio, found.ratio)
    return all(ratio() >= ALIKE for ratio in ratios)


def _moved(pairs: dict[str, str], old: dict[str, dict], new: dict[str, dict]) -> list[Change]:
    """Rows of both sides that do not keep their order among the others."""
    return [
        Change(
            "moved",
            label_of(new[key]) or key.partition(AGAIN)[0],
            facts=[(pgettext_lazy("order", "Place"), was, now)],
        )
        for key, (was, now) in moves(pairs, old, new).items()
    ]


def moves(
    pairs: dict[str, str], old: dict[str, dict], new: dict[str, dict]
) -> dict[str, tuple[int, int]]:
    """New rows that moved, with their place among the paired ones then and now."""
    here = [(key, pairs[key]) for key in new if key in pairs]
    there = [key for key in old if key in set(pairs.values())]
    blocks = SequenceMatcher(None, there, [twin for _key, twin in here]).get_matching_blocks()
    steady = {index for block in blocks for index in range(block.b, block.b + block.size)}
    return {
        key: (there.index(twin) + 1, at + 1)
        for at, (key, twin) in enumerate(here)
        if at not in steady
    }


def change_of(
    label: str, before: dict[str, Any] | None, after: dict[str, Any] | None
) -> Change | None:
    if before == after:
        return None
    row = after or before or {}
    old, new = flat(before or {}), flat(after or {})
    label = label.partition(AGAIN)[0]
    kind = "added" if before is None else "removed" if after is None else "changed"
    facts = [
        (FIELDS[name], _shown(name, old.get(name)), _shown(name, new.get(name)))
        for name in FIELDS
        if old.get(name) != new.get(name) and (name != "key" or kind == "changed")
    ]
    return Change(
        kind=kind,
        label=label_of(row) or ("" if label == row["vi"] else label),
        vi=_words(old, new, "vi"),
        en=_words(old, new, "en"),
        facts=facts,
    )


def flat(row: dict[str, Any]) -> dict[str, Any]:
    """A template's names stand before its texts, so that one comparison covers both."""
    name = row.get("name")
    if not isinstance(name, dict):
        return row
    joined = {code: f"{name[code]}\n\n{row[code]}" for code in ("vi", "en")}
    return {**{key: value for key, value in row.items() if key != "name"}, **joined}


def _words(old: dict[str, Any], new: dict[str, Any], code: str) -> list[Segment]:
    before, after = old.get(code, ""), new.get(code, "")
    return words(before, after) if before != after else []


def label_of(row: dict[str, Any]) -> str:
    return str(row.get("key") or row.get("to") or "")


def _shown(name: str, value: Any) -> Any:
    """A stored value in the reader's words; None where the row was not there."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, diff_words.Said):
        return str(value)
    return WORDS.get(name, {}).get(value, value)
