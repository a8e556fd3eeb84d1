#!/usr/bin/env python
"""Catalogues without system gettext: `messages.py update|compile|check [app …]`.

`update`   writes `<app>/locale/vi/LC_MESSAGES/django.po` from the sources, keeping translations.
`compile`  writes the `.mo` beside it, the same bytes for the same words.
`check`    fails when a sentence lacks its Vietnamese, a `.mo` is stale, placeholders differ, or
           two rooms translate one sentence differently.
"""

from __future__ import annotations

import argparse
import io
import re
import struct
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

ROOT = Path(__file__).resolve().parent.parent
APPS = [
    "crisisdesk",
    "outbox",
    "teams",
    "playbooks",
    "incidents",
    "statements",
    "monitoring",
    "newsroom",
    "drills",
    "desk",
]
# Folders of templates that carry the name of a library but belong to a room.
ADOPTED = {"account": "teams", "allauth": "teams", "mfa": "teams", "usersessions": "teams"}
LANGUAGE = "vi"
KEYWORDS = {
    "_": None,
    "__": None,
    "N_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w*\}")
HEADER = f"""msgid ""
msgstr ""
"Language: {LANGUAGE}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=1; plural=0;\\n"

"""


class Key(NamedTuple):
    """What makes a sentence one sentence: its context and its English."""

    context: str
    text: str


def main(arguments: list[str] | None = None) -> int:
    """Run one verb over the named rooms, or all of them."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("verb", choices=["update", "compile", "check"])
    parser.add_argument("apps", nargs="*", metavar="app")
    parser.add_argument("--root", type=Path, default=ROOT, help="the project (default: this one)")
    options = parser.parse_args(arguments)
    apps = options.apps or [app for app in APPS if (options.root / app).is_dir()]
    if unknown := [app for app in apps if not (options.root / app).is_dir()]:
        parser.error(f"no such app: {', '.join(unknown)}")
    verbs = {"update": update, "compile": compile_all, "check": check}
    return verbs[options.verb](options.root, apps)


def update(root: Path, apps: Iterable[str]) -> int:
    """Bring the catalogues up to date; a word another room has translated is taken over."""
    known = {key: message for _, key, message in translations(root)}
    for app in apps:
        catalogue, old = Catalog(LANGUAGE), read(root, app)
        for key, message in sorted_messages(root, app):
            kept = old.get(key.text, key.context or None) or known.get(key)
            message.string = translation_for(message, kept)
            catalogue[message.id] = message
        save(root, app, catalogue)
        left = sum(1 for message in catalogue if message.id and not translated(message))
        print(f"{app}: {len(catalogue)} sentences, {left} without Vietnamese")
    return 0


def translation_for(message: Message, kept: Message | None) -> str | tuple[str, ...]:
    """The old translation, in the shape that the sentence has now."""
    words = "" if kept is None or kept.fuzzy else first(kept)
    return (words,) if message.pluralizable else words


def first(message: Message) -> str:
    """The one Vietnamese form; the language has no plurals."""
    return message.string if isinstance(message.string, str) else (message.string or ("",))[0]


def compile_all(root: Path, apps: Iterable[str]) -> int:
    """Write the binary catalogues that the running desk reads."""
    for app in apps:
        if po(root, app).exists():
            mo(root, app).write_bytes(binary(read(root, app)))
    return 0


def check(root: Path, apps: Iterable[str]) -> int:
    """Print everything that is wrong; 1 if there is anything."""
    faults = [fault for app in apps for fault in app_faults(root, app)]
    faults += list(disagreements(root, set(apps)))
    for fault in faults:
        print(fault)
    print(f"{len(faults)} faults" if faults else "every sentence has its Vietnamese")
    return 1 if faults else 0


def app_faults(root: Path, app: str) -> Iterator[str]:
    """What is wrong inside one room."""
    catalogue = read(root, app)
    wanted = dict(sorted_messages(root, app))
    present = {key_of(message): message for message in catalogue if message.id}
    for key in wanted:
        if key not in present:
            yield f"{app}: not in the catalogue: {shown(key)}"
    for key, message in present.items():
        yield from (f"{app}: {fault}: {shown(key)}" for fault in faults_of(key, message, wanted))
    if wanted and not (mo(root, app).exists() and mo(root, app).read_bytes() == binary(catalogue)):
        yield f"{app}: the .mo is stale; run `tools/messages.py compile {app}`"


def faults_of(key: Key, message: Message, wanted: dict[Key, Message]) -> Iterator[str]:
    if key not in wanted:
        yield "no longer in the sources"
    elif not translated(message):
        yield "not translated"
    elif message.fuzzy:
        yield "fuzzy"
    elif placeholders(message.id) != placeholders(message.string):
        yield "placeholders differ"


def disagreements(root: Path, apps: set[str]) -> Iterator[str]:
    """One sentence, two translations: the reader would meet two words for one thing."""
    seen: dict[Key, tuple[str, str]] = {}
    for app, key, message in translations(root):
        other, words = seen.setdefault(key, (app, first(message)))
        if words != first(message) and apps & {app, other}:
            yield f"{other} and {app} translate {shown(key)} differently: {words!r}, {first(message)!r}"


def translations(root: Path) -> Iterator[tuple[str, Key, Message]]:
    """Every translated sentence of every room."""
    for app in APPS:
        for message in read(root, app):
            if message.id and translated(message):
                yield app, key_of(message), message


def translated(message: Message) -> bool:
    return bool(first(message).strip())


def placeholders(text: str | Iterable[str] | None) -> set[str]:
    texts = [text] if isinstance(text, str) else list(text or [""])
    return set(PLACEHOLDER.findall(texts[-1]))


def key_of(message: Message) -> Key:
    text = message.id if isinstance(message.id, str) else message.id[0]
    return Key(message.context or "", text)


def shown(key: Key) -> str:
    return f"{key.text!r}" + (f" ({key.context})" if key.context else "")


def po(root: Path, app: str) -> Path:
    return root / app / "locale" / LANGUAGE / "LC_MESSAGES" / "django.po"


def mo(root: Path, app: str) -> Path:
    return po(root, app).with_suffix(".mo")


def read(root: Path, app: str) -> Catalog:
    if not po(root, app).exists():
        return Catalog(LANGUAGE)
    with po(root, app).open("rb") as source:
        return read_po(source, locale=LANGUAGE)


def save(root: Path, app: str, catalogue: Catalog) -> None:
    """Sorted by file, without dates and line numbers: a diff shows words only."""
    body = io.BytesIO()
    write_po(body, catalogue, omit_header=True, include_lineno=False, width=100)
    po(root, app).parent.mkdir(parents=True, exist_ok=True)
    po(root, app).write_bytes(HEADER.encode() + body.getvalue().strip() + b"\n")


def binary(catalogue: Catalog) -> bytes:
    """A `.mo` file: header, two tables of (length, offset), ids, strings."""
    header = "\n".join(re.findall(r'^"(.*)\\n"$', HEADER, re.MULTILINE)) + "\n"
    pairs = [("", header)] + [
        (compiled_id(message), first(message))
        for message in catalogue
        if message.id and translated(message) and not message.fuzzy
    ]
    rows = sorted((left.encode(), right.encode()) for left, right in pairs)
    return packed(rows)


def compiled_id(message: Message) -> str:
    text = message.id if isinstance(message.id, str) else "\0".join(message.id)
    return f"{message.context}\4{text}" if message.context else text


def packed(rows: list[tuple[bytes, bytes]]) -> bytes:
    count, start = len(rows), 28
    offset = start + 16 * count
    tables: list[bytes] = []
    data = b""
    for column in (0, 1):
        for row in rows:
            tables.append(struct.pack("<II", len(row[column]), offset + len(data)))
            data += row[column] + b"\0"
    head = struct.pack("<7I", 0x950412DE, 0, count, start, start + 8 * count, 0, offset)
    return head + b"".join(tables) + data


def sorted_messages(root: Path, app: str) -> list[tuple[Key, Message]]:
    """The sentences of a room by the first file that says them."""
    found: dict[Key, Message] = {}
    for path in sources(root, app):
        name = path.relative_to(root).as_posix()
        for text, context in sentences(path):
            message = Message(text, context=context)
            message = found.setdefault(key_of(message), message)
            if (name, 0) not in message.locations:
                message.locations.append((name, 0))
            if message.id != text and not isinstance(text, str):
                message.id = text
    return list(found.items())


def sources(root: Path, app: str) -> list[Path]:
    code = [path for path in (root / app).rglob("*.py") if "migrations" not in path.parts]
    pages = [path for path in (root / "templates").rglob("*") if path.suffix in {".html", ".txt"}]
    return sorted(code) + sorted(path for path in pages if owner(root, path) == app)


def owner(root: Path, path: Path) -> str:
    """The room whose words a template holds; what belongs to nobody is the project's."""
    folder = path.relative_to(root / "templates").parts[0]
    folder = ADOPTED.get(folder, folder)
    return folder if folder in APPS else "crisisdesk"


def sentences(path: Path) -> Iterator[tuple[str | tuple[str, ...], str | None]]:
    """Every marked sentence of a file with its context."""
    text = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        # What templatize leaves between the calls is filler; its indentation means nothing.
        lines = templatize(text, origin=str(path)).splitlines()
        text = "\n".join(line.strip() for line in lines)
    stream = io.BytesIO(text.encode())
    for _, message, _, context in extract("python", stream, keywords=KEYWORDS):
        yield message, context


if __name__ == "__main__":
    sys.exit(main())
