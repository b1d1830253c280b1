"""Every screen about the groups of offices, in private and in them, with hostile words and the largest numbers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

from domain.groups import GroupChat, GroupKind, GroupState
from domain.language import Language
from domain.office_groups import Over
from domain.offices import Office
from domain.people import Ngo
from domain.requests.clocks import Outcome
from domain.requests.model import Request, Route
from handlers.service import Service
from handlers.texts import Translator
from handlers.views import office_groups as views
from handlers.views.requests import in_groups
from handlers.views.screen import TEXT_LIMIT, Screen, esc
from tests.person import START

HUGE = 10**15
USERNAME = "elshi_test_bot"


def every_office_group_screen(tr: Translator, service: Service, word: str) -> Iterator[Screen]:
    office = Office(HUGE, "x-maqanshy-audany", word[:120], word[:120], ())
    for state in GroupState:
        for forum in (False, True):
            chat = GroupChat(-HUGE, GroupKind.SUPERGROUP, word, START, START, state, forum=forum, language=tr.language)
            yield from (views.group_screen(office, chat, topics, tr, service) for topics in (False, True))
            yield from (views.bound(office, chat, topics, tr, service) for topics in (False, True))
            yield from (views.lost(office, chat, tr, service), views.told_bound(office, chat, tr, service))
            yield views.unbind_question(office, chat, tr, service)
    yield from (views.group_screen(office, None, False, tr, service), views.told_bound(office, None, tr, service))
    yield from (views.unbind_question(office, None, tr, service), views.told_unbound(office, tr, service))
    yield views.link_screen(office, USERNAME, "A" * 24, START + timedelta(days=1), tr, service)
    yield from (views.bound_already(tr), views.group_taken(tr), views.office_taken(tr), views.link_over(tr))
    yield from (views.no_right(tr), views.farewell(tr), in_groups.only_seated(tr), in_groups.anonymous(tr))
    request = Request(
        id=HUGE, ngo_id=1, author_id=1, territory_id="KZ", topic_id="other", call_id=None, language=Language.KK,
        gist=word, filed_at=START, route=Route.TOPIC, office_id=HUGE, seat_id=None, outcome=Outcome.OPEN,
        due=date(2026, 3, 24), office_due=None, answered_at=None, ended_at=None,
    )  # fmt: skip
    for one in (request, replace(request, seat_id=1), replace(request, office_id=1)):
        yield in_groups.card(Screen(f"№ 1 {esc(word)}"), one, HUGE, tr, USERNAME)
        yield in_groups.card(Screen("я" * TEXT_LIMIT), one, HUGE, tr, USERNAME)
    yield from (in_groups.last_line(request, why, tr) for why in (None, *Over))
    yield from (in_groups.not_here(request, tr), in_groups.ended(request, tr))
    for ngo in (None, Ngo(1, word)):
        name = in_groups.topic_name(request, ngo)
        assert 1 <= len(name.encode("utf-16-le")) // 2 <= 128
        yield Screen(esc(name, 128))
