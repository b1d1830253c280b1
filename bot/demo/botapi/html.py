"""Telegram's HTML parse mode: markup in, plain text and entities out.

The grammar is the one of Telegram's own parser (TDLib, ``parse_html``), which is not an HTML parser: tags must be
closed in order, four named character references exist, and everything else is either literal text or a refusal with a
byte offset. Tests compare the result with that parser, case by case.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from bot.demo.botapi.entities import Entity, in_order, units
from bot.demo.botapi.links import checked_link, mentioned_user

_SPACE = b" \t\r\n\0\x0b"
_TOKEN = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-"
_LETTERS = _TOKEN[:52]
_MARKUP = re.compile(rb"[&<]")
_NAMED = {b"lt": "<", b"gt": ">", b"amp": "&", b"quot": '"'}
_STYLES = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
}
_TAGS = {*_STYLES, "a", "pre", "code", "blockquote", "tg-emoji"}
# Which attribute of which tag carries the argument, and the prefix its value must have.
_ARGUMENTS = {
    ("a", "href"): "",
    ("code", "class"): "language-",
    ("span", "class"): "tg-",
    ("tg-emoji", "emoji-id"): "",
}


class MarkupError(ValueError):
    """Telegram would refuse this markup; the message is what Telegram says after "can't parse entities"."""


@dataclass(slots=True)
class _Open:
    """A start tag waiting for its end."""

    tag: str
    argument: str
    offset: int  # UTF-16 units
    text_start: int  # bytes of text produced before it


def parse_html(markup: str) -> tuple[str, list[Entity]]:
    """Parse markup as Telegram does.

    Returns:
        The text and its entities as marked, offsets and lengths in UTF-16 code units, sorted as Telegram sorts;
        :func:`bot.demo.botapi.entities.normalise` then cleans and trims both.

    Raises:
        MarkupError: with Telegram's explanation (byte offsets count UTF-8 bytes of the markup).
    """
    return _Parser(markup).parse()


class _Parser:
    def __init__(self, markup: str) -> None:
        # The closing NUL stands for the end, as in the original; it counts as a space there.
        self.data = markup.encode("utf-8", "surrogatepass") + b"\0"
        self.at = 0
        self.out = bytearray()
        self.units = 0  # UTF-16 units written so far
        self.open: list[_Open] = []
        self.entities: list[Entity] = []

    def parse(self) -> tuple[str, list[Entity]]:
        end = len(self.data) - 1
        while self.at < end:
            byte = self.data[self.at]
            if byte == 0x26 and self._reference(self.out):  # &
                continue
            if byte != 0x3C:  # <
                self._copy()
            elif self.data[self.at + 1] == 0x2F:  # </
                self._end_tag()
            else:
                self._start_tag()
        if self.open:
            raise MarkupError(f'Can\'t find end tag corresponding to start tag "{self.open[-1].tag}"')
        try:
            text = self.out.decode("utf-8")
        except UnicodeDecodeError:
            raise MarkupError(
                "Text contains invalid Unicode characters after decoding HTML entities, "
                "check for unmatched surrogate code units"
            ) from None
        # The language of a <code> that did not become part of a <pre> is forgotten.
        return text, in_order(replace(e, language="") if e.kind == "code" else e for e in self.entities)

    def _copy(self) -> None:
        """Copy literal text: the byte at the cursor, whatever it is, and all up to the next markup."""
        found = _MARKUP.search(self.data, self.at + 1)
        end = min(found.start() if found else len(self.data), len(self.data) - 1)
        piece = self.data[self.at : end]
        self.units += units(piece.decode("utf-8", "surrogatepass"))
        self.out += piece
        self.at = end

    def _reference(self, out: bytearray) -> bool:
        """Decode a character reference at the cursor into ``out``; False (and no move) when it is literal text."""
        data, end = self.data, self.at + 1
        if data[end] == 0x23:  # #
            end += 1
            base, digits = (16, b"0123456789abcdefABCDEF") if data[end] == 0x78 else (10, b"0123456789")
            end += base == 16
            start = end
            while data[end] in digits:
                end += 1
            code = int(data[start:end] or b"0", base) & 0xFFFFFFFF
            if code == 0 or code >= 0x10FFFF or end - self.at >= 10:
                return False
            char = chr(code)
        else:
            while data[end] in _LETTERS:
                end += 1
            named = _NAMED.get(data[self.at + 1 : end])
            if named is None:
                return False
            char = named
        out += char.encode("utf-8", "surrogatepass")
        if out is self.out:
            self.units += 2 if ord(char) > 0xFFFF else 1
        self.at = end + (data[end] == 0x3B)  # an optional ;
        return True

    def _skip_spaces(self) -> None:
        while self.data[self.at] in _SPACE and self.data[self.at] != 0:
            self.at += 1

    def _until(self, stop: bytes) -> bytes:
        start = self.at
        while self.data[self.at] not in stop:
            self.at += 1
        return self.data[start : self.at]

    def _start_tag(self) -> None:
        begin = self.at
        self.at += 1
        tag = _lower(self._until(_SPACE + b">"))
        if self.data[self.at] == 0:
            raise MarkupError(f"Unclosed start tag at byte offset {begin}")
        if tag not in _TAGS:
            raise MarkupError(f'Unsupported start tag "{tag}" at byte offset {begin}')
        argument = ""
        while self.data[self.at] != 0x3E:  # >
            self._skip_spaces()
            if self.data[self.at] == 0x3E:
                break
            name, value = self._attribute(tag, begin)
            prefix = _ARGUMENTS.get((tag, name))
            if tag == "blockquote" and name == "expandable":
                argument = "expandable"
            elif prefix is not None and value.startswith(prefix):
                argument = value[len(prefix) :]
        if tag == "span" and argument != "spoiler":
            raise MarkupError(f'Tag "span" must have class "tg-spoiler" at byte offset {begin}')
        self.at += 1
        self.open.append(_Open(tag, argument, self.units, len(self.out)))

    def _attribute(self, tag: str, begin: int) -> tuple[str, str]:
        name = self._until(_SPACE + b"=>/\"'").decode("utf-8", "replace")
        if not name:
            raise MarkupError(f'Empty attribute name in the tag "{tag}" at byte offset {begin}')
        self._skip_spaces()
        if self.data[self.at] == 0:
            raise MarkupError(f'Unclosed start tag "{tag}" at byte offset {begin}')
        if self.data[self.at] != 0x3D:  # =
            return name, ""  # an attribute without a value, such as "expandable"
        self.at += 1
        self._skip_spaces()
        if self.data[self.at] == 0:
            raise MarkupError(f'Unclosed start tag "{tag}" at byte offset {begin}')
        if self.data[self.at] in b"'\"":
            value = self._quoted()
        else:
            start = self.at
            while self.data[self.at] in _TOKEN:
                self.at += 1
            value = self.data[start : self.at].lower()
            if self.data[self.at] not in _SPACE + b">":
                raise MarkupError(f"Unexpected end of name token at byte offset {start}")
        if self.data[self.at] == 0:
            raise MarkupError(f"Unclosed start tag at byte offset {begin}")
        return name, value.decode("utf-8", "replace")

    def _quoted(self) -> bytes:
        quote = self.data[self.at]
        self.at += 1
        value = bytearray()
        while self.data[self.at] not in (quote, 0):
            if self.data[self.at] == 0x26 and self._reference(value):
                continue
            value.append(self.data[self.at])
            self.at += 1
        if self.data[self.at] == quote:
            self.at += 1
        return bytes(value)

    def _end_tag(self) -> None:
        begin = self.at
        if not self.open:
            raise MarkupError(f"Unexpected end tag at byte offset {begin}")
        self.at += 2
        tag = _lower(self._until(_SPACE + b">"))
        self._skip_spaces()
        if self.data[self.at] != 0x3E:
            raise MarkupError(f"Unclosed end tag at byte offset {begin}")
        self.at += 1
        opened = self.open.pop()
        if tag and tag != opened.tag:
            raise MarkupError(f'Unmatched end tag at byte offset {begin}, expected "</{opened.tag}>", found "</{tag}>"')
        length = self.units - opened.offset
        if length > 0:
            self._entity(opened, length)

    def _entity(self, tag: _Open, length: int) -> None:
        if tag.tag in ("pre", "code"):
            self._preformatted(tag, length)
            return
        entity = Entity(_STYLES.get(tag.tag, ""), tag.offset, length)
        if tag.tag == "blockquote":
            entity = replace(entity, kind="expandable_blockquote" if tag.argument else "blockquote")
        elif tag.tag == "tg-emoji":
            if not tag.argument.removeprefix("-").isdecimal() or int(tag.argument) == 0:
                raise MarkupError("Invalid custom emoji identifier specified")
            entity = replace(entity, kind="custom_emoji", custom_emoji_id=tag.argument)
        elif tag.tag == "a":
            url = tag.argument or self.out[tag.text_start :].decode("utf-8", "replace")
            if user_id := mentioned_user(url):
                entity = replace(entity, kind="text_mention", user_id=user_id)
            elif link := checked_link(url):
                entity = replace(entity, kind="text_link", url=link)
            else:
                return  # Telegram drops a link it does not like and keeps the words
        self.entities.append(entity)

    def _preformatted(self, tag: _Open, length: int) -> None:
        """``<pre>`` and ``<code class="language-…">`` around the same text make one entity with a language."""
        language = tag.argument if tag.tag == "code" else ""
        if self.entities:
            last = self.entities[-1]
            other = "code" if tag.tag == "pre" else "pre"
            # Exactly one of the two must have named the language: the <code>.
            if (last.kind, last.offset, last.length) == (other, tag.offset, length) and (
                bool(language) != bool(last.language) and (tag.tag == "code") == bool(language)
            ):
                self.entities[-1] = Entity("pre", tag.offset, length, language=language or last.language)
                return
        self.entities.append(Entity(tag.tag, tag.offset, length, language=language))


def _lower(name: bytes) -> str:
    return name.lower().decode("utf-8", "replace")
