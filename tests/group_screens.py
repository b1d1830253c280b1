"""Every screen about groups and channels, for the test of all screens."""

from __future__ import annotations

import html
from collections.abc import Iterator, Sequence
from dataclasses import replace

from domain.calls.matching import Reason
from domain.calls.model import Call
from domain.errors import NoSuchGroup, NotAdministrator, OutOfGroup, Unconfirmed
from domain.groups import GroupChat, GroupKind, GroupState
from domain.people import CONSENT_VERSION, Role, Visitor
from domain.subscriptions import Subscription
from handlers.service import Service
from handlers.texts import Translator
from handlers.views import alert, failures, group_alerts, groups, privacy
from handlers.views.screen import Screen
from tests.person import START

USERNAME = "elshi_test_bot"


def every_group_screen(
    tr: Translator, service: Service, word: str, found: Sequence[Call], watching: list[Subscription]
) -> Iterator[Screen]:
    for kind in GroupKind:
        for state in GroupState:
            chat = GroupChat(-(10**14), kind, word, START, START, state, language=tr.language)
            yield from _about(chat, tr, service, watching)
        for call in found:
            card = alert.alert_card(call, tr, service, now=START, repeated=True)
            yield group_alerts.group_card(card, call.id, tr, kind, USERNAME)
    yield from (groups.list_screen([], tr, USERNAME), groups.added(chat, tr), groups.back(tr))
    visitor = Visitor(1, 1, tr.language, CONSENT_VERSION, Role.LOOKING, None, True)
    yield privacy.privacy(visitor, watching, tr, service, [chat] * 7)
    yield privacy.erase_question(tr, [chat])
    yield from (groups.admins_only(tr), groups.anonymous(tr), groups.unasked(tr))
    for size in (1, 2, 15, 30):
        digest = alert.digest_card(found[:size], tr, service, now=START, together=True)
        yield group_alerts.group_digest(digest, USERNAME)
    for reasons in ([], [Reason(1, ("KZ",), ())]):
        yield Screen(html.escape(group_alerts.group_why(reasons, found[4], tr, service), quote=False))
    for error in (NoSuchGroup(-1), OutOfGroup(-1), NotAdministrator(-1), Unconfirmed(-1)):
        yield Screen(failures.refusal(error, tr))


def _about(chat: GroupChat, tr: Translator, service: Service, watching: list[Subscription]) -> Iterator[Screen]:
    forum = replace(chat, forum=True, topic_id=7)
    yield from (groups.lost(chat, tr), groups.topic_lost(chat, tr), groups.language_screen(chat, tr))
    yield from (groups.here(chat, tr), groups.here(forum, tr), groups.here(replace(forum, topic_id=None), tr))
    for wishes in ([], watching, [replace(watching[0], paused=True)] * 10):
        yield groups.chat_screen(chat, wishes, tr, service)
        yield groups.chat_screen(forum, wishes, tr, service)
    yield groups.list_screen([chat] * 50, tr, USERNAME)
    yield groups.hello(chat, service.texts.all(), USERNAME)
