"""What is shown about requests in the group of an office. Whoever is in the group reads it."""

from __future__ import annotations

from domain.office_groups import Over
from domain.people import Ngo
from domain.requests.model import Request
from handlers.requests.group_callbacks import TakeInGroup
from handlers.texts import Translator
from handlers.views.screen import TEXT_LIMIT, Button, Screen, clip, one_line, paragraphs, press, visible

TOPIC_NAME = 128
"""Characters of a topic's name at most (Bot API, createForumTopic), counted so that one outside the BMP is two."""

NGO_NAME = 40


def topic_name(request: Request, ngo: Ngo | None) -> str:
    """Return how the topic of a request is called: its number, the NGO, a few words; plain text."""
    parts = [request.number, clip(ngo.name, NGO_NAME) if ngo else "", one_line(request.gist)]
    name = clip(" · ".join(part for part in parts if part), TOPIC_NAME)
    return name if len(name.encode("utf-16-le")) <= TOPIC_NAME * 2 else clip(name, TOPIC_NAME // 2)


def card(screen: Screen, request: Request, office_id: int, tr: Translator, username: str) -> Screen:
    """Return an office's card as it stands in its group: it is answered by a reply, and the rest is done in private."""
    rows: list[tuple[Button, ...]] = []
    here = request.office_id == office_id and request.open
    if here and request.seat_id is None:
        rows.append((press(tr("I take it"), TakeInGroup(id=request.id)),))
    rows.append((Button(tr("Open in the private chat"), url=f"https://t.me/{username}?start=r{request.id}"),))
    how = (
        tr("Only a reply to this message goes to the NGO. What else is written here stays among you.") if here else None
    )
    text = paragraphs(screen.text, how)
    return Screen(text if len(visible(text)) <= TEXT_LIMIT else screen.text, tuple(rows))


def last_line(request: Request, why: Over | None, tr: Translator) -> Screen:
    """Return the last line of the topic of a request that is over; that it is open again when it is not over."""
    number = request.number
    match why:
        case None:
            return Screen(tr("{number}: an answer is awaited again.", number=number))
        case Over.RATED:
            return Screen(tr("{number}: the NGO has accepted the answer. The topic is closed.", number=number))
        case Over.WITHDRAWN:
            return Screen(tr("{number}: the NGO has withdrawn the request. The topic is closed.", number=number))
        case Over.GONE:
            return Screen(
                tr("{number}: the request went on and is not with this office any more. The topic is closed.",
                   number=number)
            )  # fmt: skip
    return Screen(tr("{number}: the request is closed, and so is the topic.", number=number))


def only_seated(tr: Translator) -> Screen:
    """Say who answers in the group."""
    return Screen(tr("Only officials who hold a seat in this office answer here. This message did not go to the NGO."))


def anonymous(tr: Translator) -> Screen:
    """Say why an answer in the name of a group or channel is none."""
    return Screen(
        tr(
            "This did not go to the NGO: it was written in the name of a group or channel, and an answer is an"
            " official's own. Switch anonymity off and reply to the card again."
        )
    )


def not_here(request: Request, tr: Translator) -> Screen:
    """Say that the request has left the office whose card was answered."""
    return Screen(
        tr(
            "{number} is not with this office any more: this message did not go to the NGO. It stays here, in the"
            " group.",
            number=request.number,
        )
    )


def ended(request: Request, tr: Translator) -> Screen:
    """Say that the request whose card was answered is over."""
    return Screen(
        tr("{number} is over: this message did not go to the NGO. It stays here, in the group.", number=request.number)
    )


def taken(request: Request, tr: Translator) -> str:
    """Return the toast to whoever took a request."""
    return tr("You have taken {number}. Its answer is awaited from you.", number=request.number)


def press_only_seated(tr: Translator) -> str:
    """Return the toast to somebody who presses a button that is for the office's officials."""
    return tr("These buttons are for officials who hold a seat in this office.")
