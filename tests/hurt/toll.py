"""What a series of kills hit, and what the policy lets be told twice after them."""

from __future__ import annotations

import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from tests.hurt.preloaded import Running
from tests.hurt.town import Town

REPEATED = "бұрын келген болуы мүмкін"
"""What a message says whose earlier sending ended unknown."""


@dataclass
class Toll:
    """Counts kills.

    Attributes:
        steps: how often each step was the last one.
        boundaries: the sides of commits that were cut.
        doubtful: how often each message of the outbox was on its way at a kill.
    """

    seed: int
    steps: Counter[str] = field(default_factory=Counter)
    boundaries: set[tuple[str, str]] = field(default_factory=set)
    doubtful: Counter[int] = field(default_factory=Counter)
    kills: int = 0

    def count(self, town: Town, bot: Running) -> None:
        """Note a kill; the bot is dead."""
        assert bot.killed, f"the bot ended by itself ({bot.code}):\n{town.log[-4000:]}"
        self.kills += 1
        step = town.clock.step
        self.steps[step] += 1
        side, _, place = step.partition(" commit · ")
        if place:
            self.boundaries.add((place, side))
        with town.rows() as database:
            self.doubtful.update(row[0] for row in database.execute("SELECT id FROM outbox WHERE state = 'sending'"))

    def histogram(self) -> str:
        """Return the steps that were cut, the most frequent first."""
        longest = max(self.steps.values(), default=1)
        lines = [f"{count:5} {'█' * max(1, count * 40 // longest)} {step}" for step, count in self.steps.most_common()]
        return "\n".join([f"{self.kills} kills, seed {self.seed}", *lines])


def told(town: Town, number: int, word: str) -> list[str]:
    """Return what the bot wrote to somebody that has the word in it."""
    return [one.text for one in town.from_bot(number) if word in one.text]


def sent_texts(town: Town) -> dict[int, list[str]]:
    """Return what was sent to each chat in the words in which it arrived: a card is edited later."""
    texts: dict[int, list[str]] = defaultdict(list)
    for call in town.world.log:
        if call.method == "sendMessage" and (call.status == 200 or call.description == "lose_reply"):
            texts[int(call.params["chat_id"])].append(call.params["text"])
    return texts


def alerts_miscounted(town: Town, toll: Toll, database: sqlite3.Connection) -> Iterator[str]:
    """Tell who did not hear of a call, or heard of it more often than the policy says.

    Everybody whom a call concerns hears of it once; once more for each kill that hit a message on its way, and then
    not by another alert: as a line of a digest or, of a call that closes soon, by a card that says that it may be
    known.
    """
    doubts: Counter[tuple[int, int]] = Counter()
    for number, chat, call in database.execute("SELECT id, chat_id, call_id FROM outbox WHERE call_id IS NOT NULL"):
        doubts[chat, call] += toll.doubtful[number]
    seen = {chat: [one.text for one in town.from_bot(chat)] for chat in {chat for chat, _ in doubts}}
    for call, title, _source in database.execute(
        "SELECT call_id, title, source_id FROM post WHERE call_id IS NOT NULL GROUP BY call_id HAVING id = MIN(id)"
    ).fetchall():
        word = title.partition("»")[0].lstrip("«")
        chats = [chat for chat, about in doubts if about == call]
        if not chats:
            yield f"nobody was told of {word}"
        for chat in chats:
            heard = [text for text in seen[chat] if word in text]
            plain = [text for text in heard if "Ұйымдастырушы" in text and REPEATED not in text]
            if not 1 <= len(heard) <= 1 + doubts[chat, call] or len(plain) > 1:
                yield f"{chat} heard {len(heard)} times ({len(plain)} alerts) of {word}; in doubt {doubts[chat, call]}"


def letters_miscounted(town: Town, toll: Toll, database: sqlite3.Connection, officers: Iterable[int]) -> Iterator[str]:
    """Tell which message about a request somebody did not get, or got more often than the policy says.

    Counted by what the outbox was to tell: a message that was never in doubt arrives once; each doubt allows one more,
    and every copy but one says that it may be known.
    """
    sent = sent_texts(town)
    for chat in officers:
        rows = database.execute(
            """SELECT o.id, o.dedupe_key, m.text FROM outbox o
               JOIN request_message m ON m.request_id = CAST(json_extract(o.ids, '$.request') AS INTEGER)
               WHERE o.chat_id = ? AND o.dedupe_key LIKE 'card:%' AND m.kind = 'letter'""",
            (chat,),
        ).fetchall()
        for number, key, letter in rows:
            copies = [text for text in sent[chat] if letter in text]
            plain = [text for text in copies if REPEATED not in text]
            if not 1 <= len(copies) <= 1 + toll.doubtful[number] or len(plain) > 1:
                yield f"{chat} got {key} {len(copies)} times ({len(plain)} plain); in doubt {toll.doubtful[number]}"


def answers_miscounted(town: Town, toll: Toll, database: sqlite3.Connection) -> Iterator[str]:
    """Tell the same of what the NGOs got for an answer."""
    rows = database.execute(
        """SELECT o.id, o.chat_id, m.text FROM outbox o JOIN request_message m ON m.entry IS NOT NULL
             AND m.entry = CAST(json_extract(o.ids, '$.entry') AS INTEGER) AND m.kind = 'answer'
           WHERE o.dedupe_key LIKE 'step:%'"""
    ).fetchall()
    if not rows:
        yield "no answer was told to anybody"
    sent = sent_texts(town)
    for number, chat, answer in rows:
        copies = [text for text in sent[chat] if answer in text]
        plain = [text for text in copies if REPEATED not in text]
        if not 1 <= len(copies) <= 1 + toll.doubtful[number] or len(plain) > 1:
            yield f"{chat} got «{answer}» {len(copies)} times ({len(plain)} plain); in doubt {toll.doubtful[number]}"
