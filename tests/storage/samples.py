"""Invented facts for the tests of storage: an oblast, its districts, a source, people and calls."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

from domain.calls.draft import Draft
from domain.calls.model import Call, CallEvent, CallKind, CallText, LocalMoment, Post
from domain.groups import GroupChat, GroupKind
from domain.language import Language
from domain.people import Role
from domain.ports import NewRequest, Repositories
from domain.requests.model import Attachment, AttachmentKind, MessageKind, RequestMessage, Route
from domain.sources import Source
from domain.submissions import State, Submission
from domain.subscriptions import Subscription

ZONE = timezone(timedelta(hours=5))
NOW = datetime(2026, 3, 2, 6, tzinfo=UTC)  # Monday, 11:00 local
ABAI = "100000000"  # an oblast
AQSUAT = "103400000"  # a district of it
AYAGOZ = "103600000"  # another one
SOURCE = Source("news", "feed", "https://example.kz/feed", "Жаңалықтар", "Новости", options={"charset": "utf-8"})
PERSON = 501
OTHER = 502
GROUP = -1001


def call(**changes: Any) -> Call:
    """A grant of the oblast on health, closing in 18 days."""
    sample = Call(
        id=0,
        revision=1,
        kind=CallKind.GRANT,
        event=CallEvent.OPENED,
        texts=(
            CallText("ru", "Конкурс грантов", "https://example.kz/ru/1", SOURCE.id),
            CallText("kk", "Гранттар конкурсы", "https://example.kz/kk/1", SOURCE.id),
        ),
        territories=(ABAI,),
        spheres=("health",),
        opens=LocalMoment(date(2026, 3, 1)),
        deadline=LocalMoment(date(2026, 3, 20)),
        closes_at=datetime(2026, 3, 20, 19, tzinfo=UTC),
        amount_max=5_000_000,
        amount_total=20_000_000,
        currency="KZT",
        organiser="Ішкі саясат басқармасы",
        published_at=NOW - timedelta(hours=1),
        first_seen_at=NOW,
        likeness="f1",
        words=frozenset({"гра", "конкурс"}),
    )
    return replace(sample, **changes)


def subscription(**changes: Any) -> Subscription:
    """A person's wish to hear of health in one district."""
    sample = Subscription(0, PERSON, PERSON, Language.KK, territories=(AQSUAT,), spheres=("health",))
    return replace(sample, **changes)


def group_chat(**changes: Any) -> GroupChat:
    """A group that was set up by the sample person."""
    sample = GroupChat(GROUP, GroupKind.GROUP, "ҮЕҰ тобы", since=NOW, state_since=NOW, set_up_by=PERSON)
    return replace(sample, **changes)


def submission(**changes: Any) -> Submission:
    """A forwarded announcement of an oblast that waits for a coordinator."""
    draft = Draft(CallKind.GRANT, title="Гранттар конкурсы", territories=(ABAI,), words={"kind": "Гранттар"})
    sample = Submission(0, State.WAITING, PERSON, None, ABAI, draft, "Гранттар конкурсы")
    return replace(sample, **changes)


def post(external_id: str = "p1", **changes: Any) -> Post:
    """A post as a feed gives it."""
    sample = Post(external_id, f"https://example.kz/{external_id}", "Конкурс", "Мәтін / текст", NOW)
    return replace(sample, **changes)


async def add_people(repositories: Repositories, *people: int) -> None:
    """Make people known."""
    for person in people:
        await repositories.people.set_language(person, Language.KK, NOW)


async def add_call(repositories: Repositories, **changes: Any) -> int:
    """Store a call with a post of the sample source; returns its id."""
    await repositories.sources.sync([SOURCE], NOW)
    name = str(changes.get("likeness", "f1"))
    post_id = await repositories.sources.put_post(SOURCE.id, post(name), name, None, NOW)
    return await repositories.calls.add(call(**changes), post_id, NOW)


def new_request(**changes: Any) -> NewRequest:
    fields: dict[str, Any] = {
        "ngo_id": 1,
        "author_id": PERSON,
        "territory_id": AQSUAT,
        "topic_id": "other",
        "call_id": None,
        "language": Language.KK,
        "gist": "Орын керек",
        "filed_at": NOW,
        "route": Route.NOBODY,
        "office_id": None,
        "due": date(2026, 3, 24),
    }
    return NewRequest(**(fields | changes))


async def add_request(repositories: Repositories, **changes: Any) -> int:
    """Store a request of the person's NGO, which is made when there is none; returns its number."""
    if "ngo_id" not in changes:
        await repositories.people.onboard(PERSON, Role.NGO, "Жас қанат", None, NOW)
        found = (await repositories.people.visitor(PERSON, PERSON)).ngo
        assert found is not None
        changes["ngo_id"] = found.id
    return await repositories.requests.add(new_request(**changes))


def request_message(**changes: Any) -> RequestMessage:
    fields: dict[str, Any] = {
        "id": 0,
        "request_id": 1,
        "kind": MessageKind.LETTER,
        "person_id": PERSON,
        "seat_id": None,
        "office_id": None,
        "chat_id": PERSON,
        "message_id": 7,
        "text": "Орын керек",
        "sent_at": NOW,
        "files": (
            Attachment(AttachmentKind.PHOTO, "f1", "u1"),
            Attachment(AttachmentKind.DOCUMENT, "f2", "u2", "a", 9),
        ),
    }
    return RequestMessage(**(fields | changes))
