"""The look that printable documents share: A4, headings, a table of facts, other people's words as they were written.

Whatever somebody typed goes in as text: no address becomes a link, nothing is a field or a macro, and what XML cannot
hold is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime
from io import BytesIO
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

from domain.language import Language

FONT = "Times New Roman"
"""Has all Kazakh letters; where it is missing, a program takes Liberation Serif for it, which has them too."""

MOST_PARAGRAPHS = 400
"""Of a text; what comes after them keeps its lines within one paragraph, so that no text takes long."""

LONGEST = 200_000
"""Characters of one text: more than anybody can send."""

_LABELS = Cm(5.5)
_VALUES = Cm(11.5)
_LANGUAGES = {Language.KK: "kk-KZ", Language.RU: "ru-RU"}

# Not allowed in XML 1.0: controls, lone surrogates, the two last places of the first plane.
_ILLEGAL = re.compile("[^\t\n\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# Turn the direction of what stands around them.
_TURNING = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_BREAKS = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")


def clean(text: str) -> str:
    """Return the text as a document can hold it; lines stay."""
    return _TURNING.sub("", _ILLEGAL.sub("", _BREAKS.sub("\n", text[:LONGEST])))


class Paper:
    """A document in the making.

    Args:
        language: what it is written in.
        title: what it is called in its own properties and at the foot of each page.
        made: when it is made (aware).
    """

    def __init__(self, language: Language, title: str, made: datetime) -> None:
        self._document: Any = Document()
        self._language = _LANGUAGES[language]
        section = self._document.sections[0]
        section.page_width, section.page_height = Cm(21), Cm(29.7)
        section.left_margin, section.right_margin = Cm(2.5), Cm(1.5)
        section.top_margin = section.bottom_margin = Cm(2)
        self._styles()
        properties = self._document.core_properties
        properties.author, properties.title, properties.comments = "Elshi", clean(title)[:200], ""
        properties.created = properties.modified = made.replace(tzinfo=None)
        properties.language = self._language
        self._foot(section, title)

    def title(self, words: str) -> None:
        """Begin with a title."""
        self._document.add_paragraph(clean(words), style="Title")

    def heading(self, words: str) -> None:
        """Begin a part."""
        self._document.add_paragraph(clean(words), style="Heading 1")

    def line(self, words: str, *, bold: bool = False, small: bool = False) -> None:
        """Add a paragraph of ours."""
        run = self._document.add_paragraph().add_run(clean(words))
        run.bold = bold or None
        if small:
            run.font.size = Pt(10)

    def items(self, words: Iterable[str]) -> None:
        """Add a list."""
        for one in words:
            self._document.add_paragraph(clean(one), style="List Bullet")

    def facts(self, rows: Iterable[tuple[str, str]]) -> None:
        """Add a table of names and values; those without a value are left out."""
        known = [(name, value) for name, value in rows if value]
        if not known:
            return
        table = self._document.add_table(rows=len(known), cols=2, style="Table Grid")
        table.autofit = False
        for row, (name, value) in zip(table.rows, known, strict=True):
            label, said = row.cells
            label.width, said.width = _LABELS, _VALUES
            label.paragraphs[0].add_run(clean(name)).bold = True
            said.paragraphs[0].add_run(clean(value))
        self._document.add_paragraph()

    def words(self, text: str) -> None:
        """Add what somebody wrote, line by line."""
        found = clean(text).strip("\n").split("\n", MOST_PARAGRAPHS)
        for one in found[:MOST_PARAGRAPHS]:
            self._document.add_paragraph(one)
        for rest in found[MOST_PARAGRAPHS:]:
            self._document.add_paragraph(rest)

    def done(self) -> bytes:
        """Return the document as a .docx file."""
        buffer = BytesIO()
        self._document.save(buffer)
        return buffer.getvalue()

    def _styles(self) -> None:
        styles = self._document.styles
        for name, size in (("Normal", 12), ("Title", 16), ("Heading 1", 13), ("List Bullet", 12)):
            style = styles[name]
            style.font.name, style.font.size = FONT, Pt(size)
            fonts = style.element.rPr.rFonts
            for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
                fonts.attrib.pop(qn(f"w:{theme}"), None)
            for script in ("eastAsia", "cs"):
                fonts.set(qn(f"w:{script}"), FONT)
            if name in ("Title", "Heading 1"):
                style.font.bold = True
                style.font.color.rgb = None
        spoken = OxmlElement("w:lang")
        spoken.set(qn("w:val"), self._language)
        styles["Normal"].element.rPr.append(spoken)
        styles["Normal"].paragraph_format.space_after = Pt(4)

    def _foot(self, section: Any, title: str) -> None:
        paragraph = section.footer.paragraphs[0]
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        paragraph.add_run(clean(f"{title} · ")).font.size = Pt(9)
        field = OxmlElement("w:fldSimple")
        field.set(qn("w:instr"), "PAGE")
        run = OxmlElement("w:r")
        number = OxmlElement("w:t")
        number.text = "1"
        run.append(number)
        field.append(run)
        paragraph._p.append(field)
