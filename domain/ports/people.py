"""People, their organisations, and the forms they are in the middle of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from domain.language import Language
from domain.people import Dialogue, Role, Visitor


class People(Protocol):
    """People, their consents and organisations."""

    async def visitor(self, chat_id: int, person_id: int) -> Visitor:
        """Return all that a screen needs about the person, in one trip; a blank visitor for a stranger."""
        ...

    async def set_language(self, person_id: int, language: Language, now: datetime) -> None:
        """Remember the language; creates the person if new; their subscriptions' alerts follow it."""
        ...

    async def give_consent(self, person_id: int, version: int, text_hash: str, now: datetime) -> None:
        """Record the consent with the SHA-256 of the text that was shown (Law 94-V art. 8: it must be provable)."""
        ...

    async def keep_text(self, text_hash: str, language: Language, text: str, now: datetime) -> None:
        """Keep a text that people agree to, once, under its SHA-256: so that it can be shown and proved later."""
        ...

    async def onboard(
        self, person_id: int, role: Role, ngo_name: str | None, ngo_bin: str | None, now: datetime
    ) -> None:
        """Finish onboarding: role, and for an NGO the organisation with the person as its member.

        Repeating it renames the person's organisation instead of making a second one.
        """
        ...

    async def set_reachable(self, chat_id: int, reachable: bool, now: datetime) -> None:
        """Note that the chat blocked us or came back; pending messages of an unreachable chat become gone."""
        ...

    async def languages(self, chat_ids: Sequence[int]) -> Mapping[int, Language]:
        """Return the language of each known chat, in one trip."""
        ...

    async def erase(self, person_id: int, now: datetime) -> None:
        """Withdraw consent and erase the person: subscriptions, dialogue, saved calls of their own, membership.

        An organisation without members left is erased too; consent and withdrawal moments stay, as the proof.
        """
        ...


class Dialogues(Protocol):
    """Forms in progress, one per chat and person."""

    async def put(self, chat_id: int, person_id: int, dialogue: Dialogue, now: datetime) -> None:
        """Keep the dialogue (state None clears it)."""
        ...

    async def forget(self, before: datetime) -> int:
        """Drop forms that nobody has touched since the instant; returns how many."""
        ...
