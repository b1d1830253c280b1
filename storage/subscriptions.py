"""Who wants to hear of what, and the keys that matching walks."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime, time, timedelta
from typing import Any

from domain.calls.model import CallKind
from domain.clock import EPOCH, MICROSECOND, micros
from domain.errors import NoSuchSubscription
from domain.language import Language
from domain.spheres import ANY_SPHERE
from domain.subscriptions import Cadence, Subscription
from storage.call_words import longest_first, patterns
from storage.engine import Row, Session
from storage.statement import json_list, sql

_OF_CHAT = sql("""
    SELECT s.id, s.chat_id, s.person_id, s.language, s.territories, s.spheres, s.kinds, s.min_amount, s.include,
           s.exclude, w.cadence, w.digest_at, w.quiet_from, w.quiet_until, s.paused
    FROM subscription s JOIN schedule w ON w.id = s.schedule_id WHERE s.chat_id = :chat ORDER BY s.id
""")
_SCHEDULE = sql("""
    INSERT INTO schedule (cadence, digest_at, quiet_from, quiet_until)
    VALUES (:cadence, :digest_at, :quiet_from, :quiet_until)
    ON CONFLICT (cadence, digest_at, quiet_from, quiet_until) DO UPDATE SET cadence = excluded.cadence
    RETURNING id
""")
_ADD = sql("""
    INSERT INTO subscription (chat_id, person_id, language, territories, spheres, kinds, min_amount, include, exclude,
                              schedule_id, paused, created_at, changed_at)
    VALUES (:chat, :person, :language, :territories, :spheres, :kinds, :min_amount, :include, :exclude, :schedule,
            :paused, :now, :now)
    RETURNING id
""")
_REPLACE = sql("""
    UPDATE subscription
    SET person_id = :person, language = :language, territories = :territories, spheres = :spheres, kinds = :kinds,
        min_amount = :min_amount, include = :include, exclude = :exclude,
        schedule_id = :schedule, paused = :paused, changed_at = :now
    WHERE id = :id AND chat_id = :chat
    RETURNING id
""")
_DROP_KEYS = sql("DELETE FROM subscription_key WHERE subscription_id = :id")
_DROP_WORDS = sql("DELETE FROM subscription_word WHERE subscription_id = :id")
_ADD_KEYS = sql("""
    INSERT INTO subscription_key (territory_id, sphere_id, subscription_id, chat_id, schedule_id, min_amount, kinds,
                                  worded)
    SELECT DISTINCT t.value, p.value, s.id, s.chat_id, CASE WHEN s.paused = 0 THEN s.schedule_id END, s.min_amount,
           s.kinds, CAST(:worded AS SMALLINT)
    FROM subscription s CROSS JOIN {texts:territories} t CROSS JOIN {texts:spheres} p WHERE s.id = :id
""")
_ADD_WORDS = sql("""
    INSERT INTO subscription_word (subscription_id, wanted, pattern, stem, second, more)
    SELECT CAST(:id AS BIGINT), wanted, pattern, stem, second, more
    FROM {rows:rows(wanted INTEGER, pattern TEXT, stem TEXT, second TEXT, more INTEGER)} r
""")
_QUIET_HOURS = sql("""
    SELECT s.chat_id, w.quiet_from, w.quiet_until
    FROM (SELECT MIN(id) AS id FROM subscription WHERE chat_id IN {ints:chats} AND paused = 0 GROUP BY chat_id) earliest
    JOIN subscription s ON s.id = earliest.id JOIN schedule w ON w.id = s.schedule_id
""")
_REMOVE = sql("DELETE FROM subscription WHERE id = :id AND chat_id = :chat")


class SubscriptionsRepository:
    """Implements `domain.ports.Subscriptions`."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def of_chat(self, chat_id: int) -> Sequence[Subscription]:
        """Return the chat's subscriptions, oldest first. One trip."""
        return [_subscription(row) for row in await self._session.all(_OF_CHAT, chat=chat_id)]

    async def put(self, subscription: Subscription, now: datetime) -> int:
        """Store a new subscription (id 0) or replace one of the same chat; returns its id.

        Raises:
            NoSuchSubscription: there is none to replace.
            storage.engine.ConstraintBroken: a territory, a sphere or the person is unknown.
        """
        schedule = await self._session.one(_SCHEDULE, **_schedule(subscription))
        assert schedule is not None
        columns = _columns(subscription) | {"schedule": schedule[0], "now": micros(now)}
        if subscription.id:
            row = await self._session.one(_REPLACE, id=subscription.id, **columns)
            if row is None:
                raise NoSuchSubscription(subscription.id)
            await self._session.run(_DROP_KEYS, id=subscription.id)
            await self._session.run(_DROP_WORDS, id=subscription.id)
        else:
            row = await self._session.one(_ADD, **columns)
            assert row is not None
        stored = int(row[0])
        spheres = json_list(subscription.spheres or (ANY_SPHERE,))
        words = _words(subscription)
        await self._session.run(
            _ADD_KEYS, id=stored, territories=columns["territories"], spheres=spheres, worded=worded(words)
        )
        if words:
            await self._session.run(_ADD_WORDS, id=stored, rows=json_list(words))
        return stored

    async def remove(self, chat_id: int, subscription_id: int) -> None:
        """Remove a subscription of the chat; another chat's is left alone, repeating changes nothing."""
        await self._session.run(_REMOVE, id=subscription_id, chat=chat_id)

    async def quiet_hours(self, chat_ids: Sequence[int]) -> Mapping[int, tuple[time, time]]:
        """Return the quiet hours of each chat's first active subscription; chats without one are left out. One trip."""
        rows = await self._session.all(_QUIET_HOURS, chats=json_list(chat_ids))
        return {int(chat): (time_of_day(start), time_of_day(end)) for chat, start, end in rows}


def _columns(subscription: Subscription) -> dict[str, Any]:
    return {
        "chat": subscription.chat_id,
        "person": subscription.person_id,
        "language": subscription.language,
        "territories": json_list(subscription.territories),
        "spheres": json_list(subscription.spheres),
        "kinds": kind_list(subscription.kinds),
        "min_amount": subscription.min_amount,
        "include": json_list(subscription.include),
        "exclude": json_list(subscription.exclude),
        "paused": int(subscription.paused),
    }


def _words(subscription: Subscription) -> list[dict[str, Any]]:
    return word_rows(1, subscription.include) + word_rows(0, subscription.exclude)


def word_rows(wanted: int, phrases: Sequence[str]) -> list[dict[str, Any]]:
    """Return the rows of wanted (1) or unwanted (0) phrases: pattern, two longest stems, whether there are more."""
    rows = []
    for pattern in sorted(set(patterns(phrases))):
        words = longest_first(pattern)
        stem, second = (*words, "")[:2]
        rows.append({"wanted": wanted, "pattern": pattern, "stem": stem, "second": second, "more": int(len(words) > 2)})
    return rows


def worded(rows: Sequence[Mapping[str, Any]]) -> int:
    """Return what the keys tell about the words: 0 none, 1 unwanted ones, 2 wanted ones, 3 both."""
    return sum({1 + int(row["wanted"]) for row in rows})


def _schedule(subscription: Subscription) -> dict[str, Any]:
    return {
        "cadence": subscription.cadence,
        "digest_at": since_midnight(subscription.digest_at),
        "quiet_from": since_midnight(subscription.quiet_from),
        "quiet_until": since_midnight(subscription.quiet_until),
    }


def _subscription(row: Row) -> Subscription:
    number, chat, person, language, territories, spheres, kinds, least, include, exclude, *rest = row
    cadence, digest, quiet, until, paused = rest
    return Subscription(
        id=number,
        chat_id=chat,
        person_id=person,
        language=Language(language),
        territories=tuple(json.loads(territories)),
        spheres=tuple(json.loads(spheres)),
        kinds=tuple(CallKind(kind) for kind in kinds.split(",") if kind),
        min_amount=least,
        include=tuple(json.loads(include)),
        exclude=tuple(json.loads(exclude)),
        cadence=Cadence(cadence),
        digest_at=time_of_day(digest),
        quiet_from=time_of_day(quiet),
        quiet_until=time_of_day(until),
        paused=bool(paused),
    )


def kind_list(kinds: Sequence[CallKind]) -> str:
    """Return kinds as storage keeps them: `,grant,sso,`, or nothing for any."""
    return "".join(f",{kind}" for kind in kinds) + "," if kinds else ""


def since_midnight(moment: time) -> int:
    """Return a time of day as storage keeps it: microseconds since local midnight."""
    span = timedelta(hours=moment.hour, minutes=moment.minute, seconds=moment.second, microseconds=moment.microsecond)
    return span // MICROSECOND


def time_of_day(microseconds: int) -> time:
    """Return the time of day that storage keeps as microseconds since local midnight."""
    return (EPOCH + timedelta(microseconds=microseconds)).time()
