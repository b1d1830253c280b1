"""Drawing as SVG text, for phones: one column of 360 units, from the top down. Foreign words are made safe here.

Nothing outside is referred to: the same text stands in a page, and becomes a picture with the fonts that we bring.
"""

from __future__ import annotations

import html
from hashlib import blake2s

from handlers.views.screen import one_line

WIDTH = 360
MARGIN = 12
LINE = 1.35
"""Height of a line of words, in sizes of its letters."""

# Okabe and Ito's colours, which the colour-blind tell apart; shapes and patterns say the same without any colour.
INK, FAINT, GRID, PAPER = "#1A1A1A", "#595959", "#CCCCCC", "#FFFFFF"
BLUE, ORANGE, GREEN, VERMILION = "#0072B2", "#E69F00", "#009E73", "#D55E00"

_FONTS = "'Open Sans', 'Noto Sans', Arial, sans-serif"
_NARROW = frozenset("іІiIjJlftr.,:;'’|!()[]/-  \u00a0·")
_WIDE = frozenset("шщюжмыфШЩЮМЖЫФmwMW№—%@")
_BOLD = 1.09


def width_of(words: str, size: float, *, bold: bool = False) -> float:
    """Return about how wide the words are, rather too wide than too narrow: fonts differ."""
    taken = 0.0
    for letter in words:
        if letter in _NARROW:
            taken += 0.36
        elif letter in _WIDE:
            taken += 1.05
        else:
            taken += 0.78 if letter.isupper() else 0.61
    return taken * size * (_BOLD if bold else 1)


def wrapped(words: str, size: float, room: float, *, bold: bool = False, most: int = 3) -> list[str]:
    """Return the words in lines that fit; a word longer than a line is cut, and what does not fit `most` lines too."""
    rows: list[str] = []
    waiting = one_line(words).split(" ")[::-1]
    line = ""
    while waiting:
        word = waiting.pop()
        longer = f"{line} {word}" if line else word
        if width_of(longer, size, bold=bold) <= room:
            line = longer
            continue
        if line:
            rows.append(line)
            line = ""
            waiting.append(word)
        else:
            fits = _fitting(word, size, room, bold=bold)
            rows.append(word[:fits])
            waiting.append(word[fits:])
        if len(rows) > most:
            break
    rows += [line] if line else []
    if len(rows) > most:
        last = rows[most - 1]
        room -= width_of("…", size, bold=bold)
        rows = [*rows[: most - 1], last[: _fitting(last, size, room, bold=bold)].rstrip(" ,.;:–—-") + "…"]
    return rows


def _fitting(word: str, size: float, room: float, *, bold: bool) -> int:
    """Return how many letters fit, at least one."""
    taken = 0.0
    for place, letter in enumerate(word):
        taken += width_of(letter, size, bold=bold)
        if taken > room:
            return max(place, 1)
    return len(word)


def safe(words: str) -> str:
    """Return foreign words for an SVG text: one line, escaped; the narrow space is one that every font has."""
    return html.escape(one_line(words.replace("\u202f", "\u00a0")))


class Drawing:
    """A drawing that grows downwards; `y` is where the next thing goes."""

    def __init__(self) -> None:
        self.y: float = MARGIN
        self._behind: list[str] = []
        self._parts: list[str] = []
        self._patterns: set[str] = set()

    def words(
        self, x: float, y: float, said: str, size: float = 12, *, bold: bool = False, end: bool = False, ink: str = INK
    ) -> None:
        """Write on one line; `y` is its base line, `end` lets it end at `x`."""
        weight = ' font-weight="700"' if bold else ""
        anchor = ' text-anchor="end"' if end else ""
        self._parts.append(
            f'<text x="{_n(x)}" y="{_n(y)}" font-size="{_n(size)}" fill="{ink}"{weight}{anchor}>{safe(said)}</text>'
        )

    def paragraph(
        self, said: str, size: float = 12, *, bold: bool = False, ink: str = INK, x: float = MARGIN, most: int = 3
    ) -> None:
        """Write what is to be read, in as many lines as it takes up to `most`; what follows comes below."""
        for line in wrapped(said, size, WIDTH - MARGIN - x, bold=bold, most=most):
            self.y += size * LINE
            self.words(x, self.y - size * (LINE - 1), line, size, bold=bold, ink=ink)

    def line(self, x: float, y: float, to_x: float, to_y: float, *, ink: str = INK, wide: float = 1) -> None:
        """Draw a straight line."""
        self._parts.append(_line(x, y, to_x, to_y, ink, wide))

    def grid(self, x: float, y: float, to_x: float, to_y: float) -> None:
        """Draw a faint line behind everything."""
        self._behind.append(_line(x, y, to_x, to_y, GRID, 1))

    def bar(self, x: float, y: float, wide: float, high: float, fill: str, *, striped: bool = False) -> None:
        """Draw a bar with an outline; a striped one is told from a plain one without colours."""
        paint = fill
        if striped:
            self._patterns.add(fill)
            paint = f"url(#@-{fill.lstrip('#')})"
        self._parts.append(
            f'<rect x="{_n(x)}" y="{_n(y)}" width="{_n(wide)}" height="{_n(high)}" fill="{paint}" stroke="{INK}"'
            ' stroke-width="1"/>'
        )

    def dot(self, x: float, y: float, fill: str = BLUE) -> None:
        """Draw a round mark."""
        self._parts.append(
            f'<circle cx="{_n(x)}" cy="{_n(y)}" r="5.5" fill="{fill}" stroke="{PAPER}" stroke-width="1"/>'
        )

    def diamond(self, x: float, y: float, fill: str) -> None:
        """Draw a mark that stands on a corner."""
        points = f"{_n(x - 6.5)},{_n(y)} {_n(x)},{_n(y - 6.5)} {_n(x + 6.5)},{_n(y)} {_n(x)},{_n(y + 6.5)}"
        self._parts.append(f'<polygon points="{points}" fill="{fill}" stroke="{INK}" stroke-width="1"/>')

    def arrow(self, x: float, y: float) -> None:
        """Draw the head of an arrow that points to the right and ends at `x`."""
        points = f"{_n(x - 8)},{_n(y - 5)} {_n(x)},{_n(y)} {_n(x - 8)},{_n(y + 5)}"
        self._parts.append(f'<polygon points="{points}" fill="{INK}"/>')

    def svg(self, title: str, told: str, language: str) -> str:
        """Return the drawing.

        Args:
            title: what it is called, for those who hear it.
            told: all that it shows, in words.
            language: of both.
        """
        body, title, told = "".join((*self._behind, *self._parts)), safe(title), safe(told)
        mark = f"e{blake2s((title + told + body).encode(), digest_size=5).hexdigest()}"
        high = _n(self.y + MARGIN)
        stripes = "".join(_stripes(f"{mark}-{fill.lstrip('#')}", fill) for fill in sorted(self._patterns))
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" xml:lang="{language}" role="img"'
            f' aria-labelledby="{mark}-t {mark}-d" width="{WIDTH}" height="{high}" viewBox="0 0 {WIDTH} {high}"'
            f' font-family="{_FONTS}">'
            f'<title id="{mark}-t">{title}</title><desc id="{mark}-d">{told}</desc>'
            f"{f'<defs>{stripes}</defs>' if stripes else ''}"
            f'<rect width="{WIDTH}" height="{high}" fill="{PAPER}"/>{body.replace("url(#@-", f"url(#{mark}-")}</svg>'
        )


def _line(x: float, y: float, to_x: float, to_y: float, ink: str, wide: float) -> str:
    ends = f'x1="{_n(x)}" y1="{_n(y)}" x2="{_n(to_x)}" y2="{_n(to_y)}"'
    return f'<line {ends} stroke="{ink}" stroke-width="{_n(wide)}"/>'


def _stripes(name: str, fill: str) -> str:
    return (
        f'<pattern id="{name}" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
        f'<rect width="5" height="5" fill="{fill}"/><rect width="2" height="5" fill="{INK}"/></pattern>'
    )


def _n(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")
