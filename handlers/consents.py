"""Consents as they are recorded: who agreed to which words, in which language, when (Law 94-V art. 8: provable)."""

from __future__ import annotations

from datetime import datetime

from domain.language import Language
from domain.people import CONSENT_VERSION
from domain.ports import Repositories
from handlers.views.onboarding import text_hash


async def give(repositories: Repositories, person_id: int, language: Language, text: str, now: datetime) -> None:
    """Record that the person agreed to a text, and keep the text; repeating the same consent changes nothing."""
    digest = text_hash(text)
    await repositories.people.keep_text(digest, language, text, now)
    await repositories.people.give_consent(person_id, CONSENT_VERSION, digest, now)
