"""The spheres of Article 5 of Law 36-III: one list serves state social orders, grants and awards."""

from __future__ import annotations

from dataclasses import dataclass

from domain.language import Language

ANY_SPHERE = "*"
"""What a subscription to every sphere is keyed by."""


@dataclass(frozen=True, slots=True)
class Sphere:
    """One sphere; its texts live in an editable file because the law is being rewritten."""

    id: str
    name_kk: str
    name_ru: str
    short_kk: str
    short_ru: str

    def name(self, lang: Language) -> str:
        """Return the full wording in the language."""
        return self.name_kk if lang is Language.KK else self.name_ru

    def short(self, lang: Language) -> str:
        """Return the short wording in the language, for buttons."""
        return self.short_kk if lang is Language.KK else self.short_ru
