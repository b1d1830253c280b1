"""All that is kept about one person, for their own eyes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

Kept = Mapping[str, Sequence[Mapping[str, Any]]]
"""Rows by section, in a fixed order; instants are ISO texts in UTC, JSON columns are what they hold."""


class PersonalData(Protocol):
    """Right of access (Law 94-V, art. 24): everything that is kept about the person, and nothing about others."""

    async def of(self, person_id: int) -> Kept:
        """Return what is kept about the person, every section, empty ones too. One trip for each section."""
        ...

    async def consents(self, person_id: int) -> Sequence[Mapping[str, Any]]:
        """Return the person's consents, oldest first, as `of` does. One trip."""
        ...
