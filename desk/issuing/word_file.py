"""The document as DOCX, with real headings, so that an office can work on it."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING, Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Pt, RGBColor

if TYPE_CHECKING:
    from datetime import datetime

    from docx.document import Document as File
    from docx.text.paragraph import Paragraph

#: XML 1.0 has no place for them.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
GREY = RGBColor(0x55, 0x55, 0x55)
LOCALES = {"vi": "vi-VN", "en": "en-GB"}


def written(document: dict[str, Any], at: datetime) -> bytes:
    """The bytes of the file; `at` is when the review was published."""
    file = Document()
    _properties(file, document, at)
    head = file.sections[0].header.paragraphs[0]
    above = (document["reference"], document["brand"], document["confidential"], document["drill"])
    _run(head, " · ".join(filter(None, above)), size=8)
    if document["drill"]:
        _run(file.add_paragraph(), document["drill"], bold=True)
    _run(file.add_paragraph(), document["heading"], grey=True)
    file.add_heading(_clean(document["title"]), level=1)
    table = file.add_table(rows=0, cols=2)
    for label, value in document["facts"]:
        cells = table.add_row().cells
        _run(cells[0].paragraphs[0], label, bold=True)
        _run(cells[1].paragraphs[0], value)
    for section in document["sections"]:
        file.add_heading(_clean(section["title"]), level=2)
        for row in section["entries"]:
            _entry(file, row)
        if not section["entries"]:
            _run(file.add_paragraph(), document["none"], grey=True)
    out = io.BytesIO()
    file.save(out)
    return out.getvalue()


def _properties(file: File, document: dict[str, Any], at: datetime) -> None:
    """Who made the file is nobody's business; the library would write its own name."""
    about = file.core_properties
    about.title = _clean(f"{document['reference']} {document['title']}")[:255]
    about.author, about.comments, about.last_modified_by = "", "", ""
    about.language = LOCALES[document["language"]]
    about.created = about.modified = at.replace(tzinfo=None)
    style = file.styles["Normal"]
    style.font.name, style.font.size = "Calibri", Pt(10.5)
    language = style.element.get_or_add_rPr().makeelement(qn("w:lang"), {})
    language.set(qn("w:val"), LOCALES[document["language"]])
    style.element.get_or_add_rPr().append(language)


def _entry(file: File, row: dict[str, str]) -> None:
    paragraph = file.add_paragraph()
    paragraph.alignment = WD_ALIGN_PARAGRAPH.LEFT
    if row["head"]:
        _run(paragraph, f"{row['head']}: ", bold=True)
    _run(paragraph, row["text"])
    if row["note"]:
        paragraph.add_run().add_break()
        _run(paragraph, row["note"], grey=True)


def _run(
    paragraph: Paragraph, text: str, *, bold: bool = False, grey: bool = False, size: float = 0
) -> None:
    run = paragraph.add_run(_clean(text))
    run.bold = bold or None
    if grey:
        run.font.color.rgb = GREY
    if size:
        run.font.size = Pt(size)


def _clean(text: str) -> str:
    return _CONTROL.sub("", text)
