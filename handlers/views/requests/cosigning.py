"""Requests that several NGOs stand behind: letting others join, finding such a request, joining it."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import quote

from domain.people import Ngo
from domain.ports import RequestPage
from domain.requests.cosigning import Joined
from domain.requests.model import Request
from handlers.requests.callbacks import NearbyPress, RequestAct
from handlers.requests.casefile import CaseFile
from handlers.service import Service
from handlers.texts import Translator
from handlers.views.alert import place_name
from handlers.views.groups import link
from handlers.views.requests.words import act, joined_words, topic_name
from handlers.views.screen import Button, Rows, Screen, esc, lines, paragraphs, press

PAGE = 5
NAMES_SHOWN = 10


def nearby_button(tr: Translator) -> Button:
    """Return the button that leads to the requests of others nearby: the list of one's own requests has it."""
    return press(tr("Requests of others nearby"), NearbyPress())


def share_question(case: CaseFile, username: str, tr: Translator) -> Screen:
    """Return what letting others join means, with the link once they may."""
    request, joined = case.request, case.joined
    names = [esc(case.ngos[one].name, 120) for one in joined.ngos if one in case.ngos]
    more = len(names) - NAMES_SHOWN
    address = link(username, f"j{request.id}")
    text = paragraphs(
        tr("<b>{number}. Let others join</b>", number=request.number),
        tr(
            "Other organisations of the territory will find the request and may join it. They see the topic, the text,"
            " the answers and the state. The office sees how many of you there are."
        ),
        _now(joined, tr),
        lines(tr("<b>Joined</b>"), *names[:NAMES_SHOWN], tr("… and {n} more", n=more) if more > 0 else None)
        if names
        else None,
        lines(tr("A link for them:"), address) if joined.open else None,
    )
    rows: list[tuple[Button, ...]] = []
    if request.open:
        if not joined.open or joined.files:
            rows.append((act(tr("Let join, without files"), RequestAct.SHARE, request),))
        if not joined.open or not joined.files:
            rows.append((act(tr("Let join, files too"), RequestAct.SHARE_FILES, request),))
    if joined.open:
        rows.append((Button(tr("Send the link"), url=f"https://t.me/share/url?url={quote(address, safe='')}"),))
        rows.append((act(tr("Let no more join"), RequestAct.UNSHARE, request),))
    return Screen(text, (*rows, (act(tr("‹ Back to the request"), RequestAct.OPEN, request),)))


def _now(joined: Joined, tr: Translator) -> str:
    if not joined.open:
        return tr("Now nobody can join.")
    if joined.files:
        return tr("Now others can join and open the files.")
    return tr("Now others can join. The files are for you only.")


def shared(joined: Joined, tr: Translator) -> str:
    """Return the toast of what was set."""
    return _now(joined, tr)


def not_open(tr: Translator) -> str:
    """Return why nobody can be let in."""
    return tr("Others can join only while an answer is awaited.")


def no_ngo(tr: Translator) -> Screen:
    """Say for whom joining is."""
    return Screen(tr("Organisations join requests. Choose yours first: /ngo"))


def nearby(
    page: RequestPage, number: int, names: Mapping[int, str], tr: Translator, service: Service, *, joined: bool
) -> Screen:
    """Return a page of the requests of others: those that may be joined, or were."""
    title = tr("<b>Requests that you joined</b>") if joined else tr("<b>Requests of others nearby</b>")
    none = tr("You have joined none.") if joined else tr("There is none now that you could join.")
    found = [_line(request, names, tr, service) for request in page.items]
    rows: list[tuple[Button, ...]] = []
    for request in page.items:
        what = RequestAct.OPEN if joined else RequestAct.JOIN_ASK
        rows.append((act(request.number, what, request),))
    pages = max((page.total + PAGE - 1) // PAGE, 1)
    turn = [
        press(label, NearbyPress(page=to, joined=joined))
        for label, to in (("‹", number - 1), ("›", number + 1))
        if 0 <= to < pages
    ]
    if turn:
        rows.append(tuple(turn))
    other = tr("Nearby, to join") if joined else tr("Those that you joined")
    rows.append((press(other, NearbyPress(joined=not joined)),))
    return Screen(paragraphs(title, *(found or [none])), tuple(rows))


def _line(request: Request, names: Mapping[int, str], tr: Translator, service: Service) -> str:
    return lines(
        f"<b>{request.number}</b> {topic_name(request, tr, service)}",
        esc(place_name(request.territory_id, service, tr), 120),
        esc(names.get(request.ngo_id or 0, ""), 120) or None,
        esc(request.gist, 160) or None,
    )


def offer(request: Request, author: str, joined: Joined, ngo: Ngo | None, tr: Translator, service: Service) -> Screen:
    """Ask whether the reader's NGO joins the request."""
    text = paragraphs(
        lines(f"<b>{request.number}</b> {topic_name(request, tr, service)}", esc(author, 200) or None),
        esc(place_name(request.territory_id, service, tr), 120),
        esc(request.gist, 200),
        joined_words(len(joined.ngos), tr),
        tr(
            "If you join, the office sees your organisation's name, and you will hear of the answer. You can leave at"
            " any time."
        ),
        tr("You join as: {name}", name=esc(ngo.name, 200)) if ngo is not None else None,
    )
    rows: Rows = ((act(tr("We join"), RequestAct.JOIN, request),),)
    return Screen(text, (*rows, (nearby_button(tr),)))


def joined_it(tr: Translator, *, done: bool) -> str:
    """Return the toast of joining."""
    return tr("Your organisation has joined.") if done else tr("Your organisation had joined already.")


def left_it(tr: Translator, *, done: bool) -> str:
    """Return the toast of leaving."""
    return tr("Your organisation has left the request.") if done else tr("Your organisation has not joined it.")
