"""Plans as YAML files that are worth keeping in git: exporting again gives the same bytes.

Reading builds the data from the parsed nodes by hand. So there are no tags, aliases, dates or
"no means false"; and every error can name its line.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import yaml
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from crisisdesk.kernel.rights import require
from crisisdesk.kernel.text import nfc
from playbooks import schema
from playbooks.models import Playbook, PlaybookVersion
from playbooks.services.drafts import check_references, new_draft

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from teams.models import Brand, User

LARGEST = 200_000
DEEPEST = 8
WIDTH = 100
LONG = 80
_PREFIX = "tag:yaml.org,2002:"
_IDENTIFIER = re.compile(r"[a-zA-Z][a-zA-Z0-9_]*")
_NUMBER = re.compile(r"^-?[0-9]{1,9}$")
_WORDS_OF_YAML = {"true", "false", "null", "yes", "no", "on", "off", "y", "n"}


@transaction.atomic
def import_yaml(brand: Brand, text: str, *, actor: User) -> PlaybookVersion:
    """Read a plan into a draft, of a known playbook or a new one; never straight into force."""
    require(actor, "playbooks.edit", brand)
    content = read(text)
    check_references(brand, content)
    playbook, _created = Playbook.objects.get_or_create(
        brand=brand,
        slug=content["slug"],
        defaults={
            "code": content["code"],
            "name_vi": content["name"]["vi"],
            "name_en": content["name"]["en"],
        },
    )
    return new_draft(playbook, actor=actor, content=content, note=_("Imported from a file."))


def export_yaml(version: PlaybookVersion) -> str:
    """The plan as a file."""
    return dump(schema.arranged(version.content))


def dump(content: dict[str, Any]) -> str:
    """A document as the desk writes it; a room above has files of its own."""
    return str(
        yaml.dump(
            content,
            Dumper=_Dumper,
            allow_unicode=True,
            sort_keys=False,
            width=WIDTH,
            default_flow_style=False,
        )
    )


def read(text: str) -> dict[str, Any]:
    """Complete content from a file, or a ValidationError that names places and lines."""
    return checked(text, schema.clean)


def checked(text: str, clean: Callable[[Any], dict[str, Any]]) -> dict[str, Any]:
    """What `clean` makes of the document in a file; its errors are given their lines."""
    if len(text) > LARGEST:
        sentence = _("The file is larger than %(limit)d characters.") % {"limit": LARGEST}
        raise ValidationError({schema.FILE: sentence})
    data, lines = _parse(nfc(text))
    try:
        return clean(data)
    except ValidationError as error:
        raise ValidationError(_with_lines(error, lines)) from error


def _with_lines(error: ValidationError, lines: dict[str, int]) -> dict[str, list[str]]:
    return {
        place: [
            _("%(problem)s (line %(line)d)") % {"problem": message, "line": _line(place, lines)}
            for message in messages
        ]
        for place, messages in error.message_dict.items()
    }


def _line(place: str, lines: dict[str, int]) -> int:
    """The line of a place, or of the nearest thing around it that is in the file."""
    while place and place not in lines:
        place = place[: max(place.rfind("."), place.rfind("["), 0)]
    return lines.get(place, 1)


class _Loader(yaml.SafeLoader):
    """Knows words, whole numbers, true, false and null; nothing else."""

    yaml_implicit_resolvers: dict[str, list[Any]] = {}


_Loader.add_implicit_resolver(f"{_PREFIX}bool", re.compile(r"^(?:true|false)$"), list("tf"))
_Loader.add_implicit_resolver(f"{_PREFIX}null", re.compile(r"^(?:null|~|)$"), ["n", "~", ""])
_Loader.add_implicit_resolver(f"{_PREFIX}int", _NUMBER, list("-0123456789"))
_SCALARS = {
    f"{_PREFIX}str": str,
    f"{_PREFIX}bool": lambda value: value == "true",
    f"{_PREFIX}null": lambda _value: None,
    f"{_PREFIX}int": int,
}


def _parse(text: str) -> tuple[Any, dict[str, int]]:
    """The data, and the line of every place in it."""
    try:
        _refuse_tricks(text)
        node = yaml.compose(text, Loader=_Loader)
    except yaml.YAMLError as error:
        raise _unreadable(error, text) from error
    lines: dict[str, int] = {}
    return (_build(node, "", lines) if node else None), lines


def _refuse_tricks(text: str) -> None:
    """Aliases and depth can make a small file huge; stop before anything is built."""
    depth = 0
    for event in _events(text):
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise _at(event, _("anchors and aliases are not allowed"))
        if depth > DEEPEST:
            raise _at(event, _("is nested too deeply"))


def _events(text: str) -> Iterator[yaml.Event]:
    """What the library reads; it trips over numbers that no sign and no version has."""
    loader = _Loader(text)
    try:
        while loader.check_event():
            yield loader.get_event()
    except (OverflowError, ValueError) as error:
        raise _error(loader.line + 1, _("a character is not allowed")) from error
    finally:
        loader.dispose()


def _build(node: yaml.Node, place: str, lines: dict[str, int]) -> Any:
    lines[place] = node.start_mark.line + 1
    if isinstance(node, yaml.MappingNode):
        return _mapping(node, place, lines)
    if isinstance(node, yaml.SequenceNode):
        return [_build(child, f"{place}[{index}]", lines) for index, child in enumerate(node.value)]
    convert = _SCALARS.get(node.tag)
    if convert is None or (convert is int and not _NUMBER.fullmatch(node.value)):
        raise _at(node, _("tags are not allowed"))
    return convert(node.value)


def _mapping(node: yaml.MappingNode, place: str, lines: dict[str, int]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, child in node.value:
        if not isinstance(name, yaml.ScalarNode):
            raise _at(name, _("a name must be a word"))
        if name.value in found:
            raise _at(name, _("“%(name)s” is written twice") % {"name": nfc(name.value)[:60]})
        inner = f"{place}.{name.value}" if place else name.value
        found[name.value] = _build(child, inner, lines)
    return found


def _at(thing: Any, problem: str) -> ValidationError:
    return _error(thing.start_mark.line + 1, problem)


def _error(line: int, problem: str) -> ValidationError:
    sentence = _("Line %(line)d: %(problem)s.") % {"line": line, "problem": problem}
    return ValidationError({schema.FILE: sentence})


def _unreadable(error: yaml.YAMLError, text: str) -> ValidationError:
    mark = getattr(error, "problem_mark", None)
    if mark is None:
        position = getattr(error, "position", 0)
        return _error(text[:position].count("\n") + 1, _("a character is not allowed"))
    return _error(mark.line + 1, _("this is not valid YAML (%(why)s)") % {"why": error.problem})


class _Dumper(yaml.SafeDumper):
    """Indents lists under their name, as people write them."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, indentless=False)

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _words(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    """Identifiers bare, short texts quoted, long ones folded, verses kept line by line."""
    style: str | None = '"'
    if _IDENTIFIER.fullmatch(text) and text.lower() not in _WORDS_OF_YAML:
        style = None
    elif "\n" in text:
        style = "|"
    elif len(text) > LONG:
        style = ">"
    return dumper.represent_scalar(f"{_PREFIX}str", text, style=style)


_Dumper.add_representer(str, _words)
