"""Every screen about duplicates and the texts of a call, with hostile words and the largest numbers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import product

from domain.calls.duplicates import AttachedText, Attachment, Basis, Doubt, Obstacle, Verdict
from domain.calls.facts import Fact
from domain.calls.model import Call, Post
from domain.ports import DoubtPage
from domain.sources import Source
from handlers.service import Service
from handlers.texts import Translator
from handlers.uniting import Joined, Parted, Together
from handlers.views import call_texts, duplicates
from handlers.views.screen import Screen
from tests.person import START

WHY = (*Fact, "a code of tomorrow")
MOST = 10**15


def every_duplicate_screen(tr: Translator, service: Service, word: str, call: Call) -> Iterator[Screen]:
    one = replace(call, id=MOST - 1, organiser=word, currency="KZT", amount_max=MOST, amount_total=MOST)
    two = replace(one, id=MOST, territories=tuple(unit.id for unit in service.tree.units), amount_max=1)
    source = Source("s", "feed", "https://example.kz", word, word)
    reasons = (
        None,
        Attachment(Basis.FIRST),
        Attachment(Basis.DECIDED),
        Attachment(Basis.READ),
        Attachment(Basis.READ, 0.61, WHY),
        Attachment(Basis.READ, 0.61, ("name",)),
        Attachment(Basis.READ, 0.61, ("other words",)),
    )
    texts = [
        AttachedText(MOST - number, source, Post("p", url, word, word), "f", START, START, why, MOST)
        for number, (why, url) in enumerate(product(reasons, ("https://example.kz/a", "javascript:x")))
    ]
    pairs = tuple(Doubt(MOST - 1, MOST, 0.5, WHY) for _ in range(duplicates.PAGE))
    yield duplicates.queue(DoubtPage((), 0), 0, {}, tr)
    yield duplicates.queue(DoubtPage(pairs, 9999 * 5), 1, {one.id: one, two.id: two}, tr)
    yield Screen("x", duplicates.entry(10_000, tr))
    verdicts = (None, Verdict(True, "334800000", START), Verdict(False, "KZ", START))
    doubts = (None, Doubt(1, 2, 0.0, ("amount",)), Doubt(1, 2, 0.55, WHY))
    for verdict, doubt in product(verdicts, doubts):
        yield duplicates.pair_screen(Together(one, two, verdict), doubt, 9999, (texts, texts[:1]), tr, service, START)
        yield duplicates.one_already(one, verdict, tr, service)
    bare = replace(one, organiser=None, amount_max=None, amount_total=None, deadline=None, closes_at=None, opens=None)
    yield duplicates.pair_screen(Together(bare, bare, None), None, 0, ([], []), tr, service, START)
    yield from (duplicates.joined(Joined(one, post, queued), 9999, tr) for post, queued in ((None, 0), (MOST, 21)))
    yield duplicates.kept_apart(Together(one, two, None), 9999, tr)
    yield from (Screen(duplicates.refusal(obstacle, tr)) for obstacle in Obstacle)
    yield call_texts.texts_screen(one, texts, "f999999999999999.9999", tr, service)
    yield call_texts.texts_screen(one, texts[:1], "", tr, service)
    yield call_texts.ask_part(one, texts, texts, texts[1].post_id, tr)
    yield call_texts.ask_part(one, texts, texts[:1], texts[0].post_id, tr)
    yield from (
        call_texts.parted(Parted(one, apart, queued), tr) for apart, queued in ((None, 0), (two, 5), (two, None))
    )
    yield Screen("x", call_texts.texts_row(one, 99, "f999999999999999.9999", tr))
