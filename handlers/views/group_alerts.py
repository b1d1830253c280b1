"""Calls as a group or channel sees them: the same words, and only buttons that no passer-by can do harm with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from domain.calls.matching import Reason
from domain.calls.model import Call
from domain.groups import GroupKind
from handlers.callbacks import CallAct, CallPress
from handlers.service import Service
from handlers.texts import Translator
from handlers.views.groups import link
from handlers.views.screen import Button, Rows, Screen, press
from handlers.views.why import why

IN_A_ROW = 2


def group_card(card: Screen, call_id: int, tr: Translator, kind: GroupKind, username: str) -> Screen:
    """Return a call's card for a group or channel.

    What is saved or dismissed is a person's own: that is done in private, where a link leads. "Why" answers only
    whoever presses; in a channel there are links alone, for its readers are not ours to answer.
    """
    links = [item for row in card.rows for item in row if item.url]
    links.append(Button(tr("Open in private"), url=link(username, f"c{call_id}")))
    links.append(Button(tr("Ask the akimat"), url=link(username, f"a{call_id}")))
    whence = Button(tr("Where from?"), url=link(username, f"w{call_id}"))
    if kind is GroupKind.CHANNEL:
        buttons = [*links, whence]
    else:
        buttons = [*links, press(tr("Why is it here?"), CallPress(act=CallAct.WHY, id=call_id)), whence]
    rows: Rows = tuple(tuple(buttons[start : start + IN_A_ROW]) for start in range(0, len(buttons), IN_A_ROW))
    return replace(card, rows=rows)


def group_digest(digest: Screen, username: str) -> Screen:
    """Return a digest for a group or channel: a number opens its call in private."""
    rows = (tuple(opened for item in row if (opened := _link(item, username))) for row in digest.rows)
    return replace(digest, rows=tuple(row for row in rows if row))


def _link(button: Button, username: str) -> Button | None:
    """Return the button as a link that does the same in private; None for one that has no such link."""
    if button.url:
        return button
    try:
        data = CallPress.unpack(button.data or "")
    except (TypeError, ValueError):
        return None
    return Button(button.label, url=link(username, f"c{data.id}")) if data.act is CallAct.OPEN else None


def group_why(reasons: Sequence[Reason], call: Call, tr: Translator, service: Service) -> str:
    """Return in plain words why the call came to the group."""
    if not reasons:
        return tr("The group's region and spheres have changed since this call came.")
    return why(reasons, call, tr, service, head=tr("This call suits what the group chose."))
