"""The two languages of the product."""

from __future__ import annotations

from enum import StrEnum


class Language(StrEnum):
    """Language of a person, a screen or a text (ISO 639-1)."""

    KK = "kk"
    RU = "ru"
