"""Sentences of both languages: gettext catalogues, and dates, plurals and sums by the language's own rules."""

from __future__ import annotations

import datetime as dt
import gettext
from collections.abc import Mapping, Sequence
from decimal import Decimal
from io import BytesIO
from pathlib import Path

from domain.calls.model import LocalMoment
from domain.language import Language
from handlers import spoken

DOMAIN = "elshi"


class Translator:
    """Speaks one language. Call it with an English sentence: `tr("No such page: {page}", page=7)`."""

    def __init__(self, language: Language, catalogue: gettext.NullTranslations) -> None:
        self.language = language
        self._catalogue = catalogue

    def __call__(self, msgid: str, /, **values: object) -> str:
        """Return the sentence in the language with the values put in. Values go in as they are: views escape them."""
        text = self._catalogue.gettext(msgid)
        return text.format(**values) if values else text

    def n(self, one: str, many: str, n: int, /, **values: object) -> str:
        """Return the sentence whose form suits the number; `{n}` is the number with the language's separators."""
        text = self._catalogue.ngettext(one, many, n)
        return text.format(n=self.number(n), **values)

    def number(self, value: int | Decimal) -> str:
        """Return the number with the language's separators."""
        return spoken.number(value, self.language)

    def date(self, on: dt.date, today: dt.date | None = None) -> str:
        """Return the day in words; the year is left out when it is that of `today`."""
        return spoken.day(on, self.language, with_year=today is None or on.year != today.year)

    def days(self, on: Sequence[dt.date], today: dt.date) -> str:
        """Return several days in words, each month once; the year is left out when it is that of `today`."""
        return spoken.days(on, self.language, year=today.year)

    def month(self, on: dt.date) -> str:
        """Return the month of the day with its year, as it is called alone."""
        return spoken.month(on, self.language)

    def weekday(self, on: dt.date) -> str:
        """Return the name of the day of the week."""
        return spoken.weekday(on, self.language)

    def until(self, moment: LocalMoment, today: dt.date | None = None) -> str:
        """Return "until the moment" in words; the year is left out when it is that of `today`."""
        return spoken.until(moment, self.language, with_year=today is None or moment.day.year != today.year)

    def moved(self, before: dt.date, after: dt.date, today: dt.date) -> str:
        """Return "from one day to the other" in words; the year is left out where both are of that of `today`."""
        return spoken.moved(before, after, self.language, with_year=not before.year == after.year == today.year)

    def money(self, amount: int, currency: str | None, *, short: bool = False) -> str:
        """Return the sum in whole units of the currency (ISO 4217); `short` prefers "3.5 million"."""
        return spoken.money(amount, currency, self.language, short=short)

    def days_left(self, days: int) -> str:
        """Return how many days remain; 0 is the last day itself.

        Raises:
            ValueError: the days are negative: there is nothing left.
        """
        tr = self  # the name under which extraction finds sentences
        if days < 0:
            raise ValueError("a day that has passed")
        if days == 0:
            return tr("last day today")
        return tr.n("{n} day left", "{n} days left", days)


class Texts:
    """All languages."""

    def __init__(self, translators: Mapping[Language, Translator]) -> None:
        self._translators = dict(translators)

    @classmethod
    def load(cls, directory: Path) -> Texts:
        """Read the catalogues of `directory` (`kk/LC_MESSAGES/elshi.po` and so on).

        A compiled catalogue is used when it is there and not older than its text; else the text is compiled in memory,
        so that a fresh checkout speaks at once.

        Raises:
            FileNotFoundError: a language has no catalogue.
        """
        return cls({language: Translator(language, _catalogue(directory, language)) for language in Language})

    def all(self) -> tuple[Translator, ...]:
        """Return every speaker, Kazakh first: for those whose language is not known."""
        return tuple(self._translators[language] for language in Language)

    def in_language(self, language: Language) -> Translator:
        """Return the speaker of the language."""
        return self._translators[language]


def _catalogue(directory: Path, language: Language) -> gettext.GNUTranslations:
    source = directory / language.value / "LC_MESSAGES" / f"{DOMAIN}.po"
    compiled = source.with_suffix(".mo")
    if compiled.exists() and (not source.exists() or compiled.stat().st_mtime >= source.stat().st_mtime):
        with compiled.open("rb") as file:
            return gettext.GNUTranslations(file)
    # Needed in a checkout only; an installed bot never pays for these imports.
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    with source.open("rb") as text:
        catalogue = read_po(text, locale=language.value, domain=DOMAIN)
    buffer = BytesIO()
    write_mo(buffer, catalogue)
    buffer.seek(0)
    return gettext.GNUTranslations(buffer)
