"""Two calls that may be one, side by side, and what a decision about them came to."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from domain.calls.duplicates import AttachedText, Doubt, Obstacle, Verdict, stamp
from domain.calls.model import Call
from domain.ports import DoubtPage
from handlers.callbacks import CallAct, CallPress, PairAct, PairPress, ReviewAct, ReviewPress, TextsAct, TextsPress
from handlers.service import Service
from handlers.texts import Translator
from handlers.uniting import Joined, Together
from handlers.views.alert import FROM_DIGEST, closed, coordinator_of, kind_name, places
from handlers.views.sameness import brief, compared
from handlers.views.screen import Button, Rows, Screen, esc, lines, paragraphs, press

PAGE = 5
SCREEN_BYTES = 4_000
TITLE_LIMITS = (200, 120, 70, 40)
"""Letters of a title, the first that makes the screen short enough: «<» takes four bytes, Kazakh letters two."""

SIDE_TEXTS = 3


def entry(count: int, tr: Translator) -> Rows:
    """Return the row that leads from /review to the pairs in doubt; nothing when there are none."""
    if not count:
        return ()
    label = tr.n("Possible duplicates: {n} pair", "Possible duplicates: {n} pairs", count)
    return ((press(label, PairPress(act=PairAct.LIST)),),)


def queue(page: DoubtPage, number: int, calls: dict[int, Call], tr: Translator) -> Screen:
    """Return a page (counted from 0) of the pairs in doubt; `calls` are those of the pairs."""
    back = (press(tr("‹ Back to the list"), ReviewPress(act=ReviewAct.WAITING)),)
    if not page.items:
        return Screen(tr("No calls look like duplicates now."), (back,))
    head = tr.n("{n} pair of calls may be one call", "{n} pairs of calls may be one call each", page.total)
    items, opened = [], []
    for place, pair in enumerate(page.items, start=number * PAGE):
        titles = (esc(calls[one].text_in(tr.language.value).title, 70) for one in (pair.one, pair.two) if one in calls)
        items.append(f"{place + 1}. " + "\n↔ ".join(f"<b>{title}</b>" for title in titles))
        data = PairPress(act=PairAct.OPEN, one=pair.one, two=pair.two, page=place)
        opened.append(press(str(place + 1), data))
    turn = []
    if number > 0:
        turn.append(press(tr("‹ Previous"), PairPress(act=PairAct.LIST, page=number - 1)))
    if (number + 1) * PAGE < page.total:
        turn.append(press(tr("Next ›"), PairPress(act=PairAct.LIST, page=number + 1)))
    rows: Rows = (tuple(opened), *((tuple(turn),) if turn else ()), back)
    return Screen(paragraphs(f"<b>{head}</b>", *items), rows)


def pair_screen(
    pair: Together,
    doubt: Doubt | None,
    place: int,
    texts: tuple[Sequence[AttachedText], Sequence[AttachedText]],
    tr: Translator,
    service: Service,
    now: datetime,
) -> Screen:
    """Return two calls side by side, at most 4 kB: what each says, what agrees, what differs, and the question.

    Args:
        pair: the calls, and what was decided about them.
        doubt: why they are asked about, when they are in the queue.
        place: the pair's place in the queue.
        texts: the texts of either.
        tr: the coordinator's language.
        service: names of places and sources, the zone.
        now: the current instant.
    """

    def shown(limit: int) -> str:
        return paragraphs(
            tr("<b>Is this one call?</b>"),
            _side(1, pair.one, texts[0], limit, tr, service, now),
            _side(2, pair.two, texts[1], limit, tr, service, now),
            compared(pair, doubt, tr),
            _said(pair.verdict, tr, service),
            tr("Nobody who was told of either of them is told again, whatever you choose. It can be taken back."),
        )

    text = next((text for limit in TITLE_LIMITS if len((text := shown(limit)).encode()) <= SCREEN_BYTES), shown(20))
    again = pair.verdict is not None and not pair.verdict.same
    mark = stamp(pair.one, pair.two)

    def decide(act: PairAct) -> PairPress:
        return PairPress(act=act, one=pair.one.id, two=pair.two.id, page=place, mark=mark, again=again)

    first: tuple[Button, ...] = (press(tr("One call"), decide(PairAct.ONE)),)
    if not again:
        first += (press(tr("Two calls"), decide(PairAct.TWO)),)
    later = press(tr("Later"), PairPress(act=PairAct.NEXT, page=min(place + 1, 9999)))
    opened = tuple(
        press(tr("Open No. {number}", number=number), CallPress(act=CallAct.OPEN, id=call.id, back=FROM_DIGEST))
        for number, call in enumerate((pair.one, pair.two), start=1)
    )
    return Screen(text, (first, opened, (later, _to_queue(place, tr))))


def _to_queue(place: int, tr: Translator) -> Button:
    return press(tr("‹ Back to the list"), PairPress(act=PairAct.LIST, page=place // PAGE))


def _side(
    number: int,
    call: Call,
    texts: Sequence[AttachedText],
    limit: int,
    tr: Translator,
    service: Service,
    now: datetime,
) -> str:
    text = call.text_in(tr.language.value)
    money = [
        tr("Amount: up to {most}", most=tr.money(call.amount_max, _currency(call)))
        if call.amount_max is not None
        else None,
        tr("Amount: {total} in all", total=tr.money(call.amount_total, _currency(call)))
        if call.amount_total is not None
        else None,
    ]
    return lines(
        f"{number}. {kind_name(call.kind, tr)}: <b>{esc(text.title, limit)}</b>",
        tr("Closed") if closed(call, now) else None,
        tr("Organiser: {name}", name=esc(call.organiser, limit)) if call.organiser else None,
        tr("Opening: {day}", day=tr.date(call.opens.day)) if call.opens else None,
        tr("Deadline: {until}", until=tr.until(call.deadline))
        if call.deadline
        else tr("Deadline: check at the source"),
        *money,
        tr("Where: {places}", places=esc(places(call.territories, service, tr), limit)) if call.territories else None,
        *(f"· {brief(one, min(limit, 60), tr, service)}" for one in texts[:SIDE_TEXTS]),
        tr.n("And {n} more text.", "And {n} more texts.", len(texts) - SIDE_TEXTS) if len(texts) > SIDE_TEXTS else None,
    )


def _currency(call: Call) -> str | None:
    known = (
        call.currency is not None and len(call.currency) == 3 and call.currency.isascii() and call.currency.isupper()
    )
    return call.currency if known else None


def _said(verdict: Verdict | None, tr: Translator, service: Service) -> str | None:
    """Return what was decided before, as whose coordinator and when: no names."""
    if verdict is None:
        return None
    who, local = esc(coordinator_of(verdict.decided_as, service, tr)), verdict.at.astimezone(service.zone)
    when = {"who": who, "day": tr.date(local.date()), "time": f"{local:%H:%M}"}
    if verdict.same:
        return tr("Decided before: one call ({who}, {day} {time}).", **when)
    return tr("Decided before: two calls ({who}, {day} {time}).", **when)


def refusal(obstacle: Obstacle, tr: Translator) -> str:
    """Return why it cannot be decided now, short enough to stand over the chat."""
    return {
        Obstacle.GONE: tr("There are no such two calls any more."),
        Obstacle.ONE_ALREADY: tr("Another coordinator was first: this is one call already."),
        Obstacle.TWO_ALREADY: tr("It was decided already: these are two calls."),
        Obstacle.FOREIGN: tr("Part of this is outside your territory: its coordinators decide."),
        Obstacle.CHANGED: tr("Something has changed meanwhile. Look once more and then decide."),
        Obstacle.OVER: tr("One of the calls is cancelled or its results are out: there is nothing to join."),
        Obstacle.ALONE: tr("The call has no other text: there is nothing to take apart."),
        Obstacle.MOVED: tr("This text is not part of the call any more."),
    }[obstacle]


def one_already(call: Call, verdict: Verdict | None, tr: Translator, service: Service) -> Screen:
    """Return what stands in the place of a pair that is one call already."""
    title = f"<b>{esc(call.text_in(tr.language.value).title, 200)}</b>"
    texts = press(tr("Texts of this call"), TextsPress(act=TextsAct.LIST, call=call.id))
    rows: Rows = ((open_button(call, tr), texts), (_to_queue(0, tr),))
    return Screen(paragraphs(tr("This is one call."), title, _said(verdict, tr, service)), rows)


def open_button(call: Call, tr: Translator) -> Button:
    """Return the button that opens a call's card as a new message."""
    return press(tr("Open the call"), CallPress(act=CallAct.OPEN, id=call.id, back=FROM_DIGEST))


def alerts_line(queued: int, tr: Translator) -> str:
    """Return how many chats are told."""
    if not queued:
        return tr("No alert goes out.")
    return tr.n("{n} chat that has not heard of it is told.", "{n} chats that have not heard of it are told.", queued)


def joined(done: Joined, place: int, tr: Translator) -> Screen:
    """Return what joining came to, with the way back and the next pair."""
    title = f"<b>{esc(done.call.text_in(tr.language.value).title, 200)}</b>"
    text = paragraphs(
        tr("<b>Joined: this is one call now.</b>"),
        title,
        lines(
            alerts_line(done.queued, tr),
            tr("Old buttons and links of both open it. What was saved stays saved."),
        ),
    )
    rows: Rows = ((open_button(done.call, tr), _next(place, tr)),)
    if done.post_id is not None:
        undo = TextsPress(act=TextsAct.ASK, call=done.call.id, post=done.post_id)
        rows += ((press(tr("Undo: two calls"), undo),),)
    return Screen(text, (*rows, (_to_queue(place, tr),)))


def _next(place: int, tr: Translator) -> Button:
    return press(tr("Next pair"), PairPress(act=PairAct.NEXT, page=place))


def kept_apart(pair: Together, place: int, tr: Translator) -> Screen:
    """Return that a pair is two calls from now on."""
    titles = [f"{n}. <b>{esc(title_of(call, tr), 160)}</b>" for n, call in enumerate((pair.one, pair.two), start=1)]
    text = paragraphs(
        tr("<b>Noted: these are two calls.</b>"), lines(*titles), tr("I shall not ask about this pair again.")
    )
    opened = PairPress(act=PairAct.OPEN, one=pair.one.id, two=pair.two.id, page=place)
    rows: Rows = ((press(tr("Change my mind"), opened), _next(place, tr)), (_to_queue(place, tr),))
    return Screen(text, rows)


def title_of(call: Call, tr: Translator) -> str:
    """Return the call's title in the reader's language."""
    return call.text_in(tr.language.value).title
