"""A call as a group or channel sees it: the same words, and only buttons that no passer-by can do harm with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from domain.calls.matching import Reason
from domain.calls.model import Call
from domain.groups import GroupKind
from handlers.callbacks import CallAct, CallPress
from handlers.service import Service
from handlers.texts import Translator
from handlers.views.alert import alert_card, call_line, is_web, why
from handlers.views.groups import link
from handlers.views.screen import Button, Rows, Screen, paragraphs, press

IN_A_ROW = 5
SHOWN = 15
"""Calls in one message at most: a group has no list of its own in which the rest is found."""


def group_card(
    call: Call,
    tr: Translator,
    service: Service,
    kind: GroupKind,
    username: str,
    *,
    now: datetime,
    repeated: bool = False,
) -> Screen:
    """Return a call's card for a group or channel.

    What is saved or dismissed is a person's own: that is done in private, where a link leads. "Why" answers only
    whoever presses; in a channel there are links alone, for its readers are not ours to answer.
    """
    card = alert_card(call, tr, service, now=now, repeated=repeated)
    url = call.text_in(tr.language.value).url
    source = (Button(tr("Open the source"), url=url),) if is_web(url) else ()
    private = Button(tr("Open in private"), url=link(username, f"c{call.id}"))
    rows: Rows = ((*source, private),)
    if kind is not GroupKind.CHANNEL:
        rows += ((press(tr("Why is it here?"), CallPress(act=CallAct.WHY, id=call.id)),),)
    return replace(card, rows=rows)


def group_digest(calls: Sequence[Call], tr: Translator, service: Service, username: str, *, now: datetime) -> Screen:
    """Return several calls as one message; a number opens its call in private."""
    shown = calls[:SHOWN]
    items = [call_line(index, call, tr, service, now) for index, call in enumerate(shown, start=1)]
    more = len(calls) - len(shown)
    head = tr.n("{n} new call", "{n} new calls", len(calls))
    rest = tr.n("And {n} more.", "And {n} more.", more)
    buttons = [Button(str(place), url=link(username, f"c{call.id}")) for place, call in enumerate(shown, start=1)]
    rows = tuple(tuple(buttons[start : start + IN_A_ROW]) for start in range(0, len(buttons), IN_A_ROW))
    return Screen(paragraphs(f"<b>{head}</b>", *items, rest if more > 0 else None), rows)


def group_why(reasons: Sequence[Reason], call: Call, tr: Translator, service: Service) -> str:
    """Return in plain words why the call came to the group."""
    if not reasons:
        return tr("The group's region and spheres have changed since this call came.")
    return why(reasons, call, tr, service, head=tr("This call suits what the group chose."))
