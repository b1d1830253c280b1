"""The texts of a call, for coordinators: why each belongs to it, and what comes of taking one out."""

from __future__ import annotations

from collections.abc import Sequence

from domain.calls.duplicates import AttachedText, stamp
from domain.calls.model import Call
from handlers.callbacks import CallAct, CallPress, PairAct, PairPress, TextsAct, TextsPress
from handlers.service import Service
from handlers.texts import Translator
from handlers.uniting import Parted
from handlers.views.alert import FROM_DIGEST, is_web
from handlers.views.duplicates import SCREEN_BYTES, SIDE_TEXTS, TITLE_LIMITS, alerts_line, open_button, title_of
from handlers.views.sameness import brief, source_of, why_here
from handlers.views.screen import Button, Rows, Screen, esc, lines, paragraphs, press

TEXTS_SHOWN = 8


def texts_row(call: Call, count: int, back: str, tr: Translator) -> Rows:
    """Return the row under a coordinator's card that leads to the texts of the call; nothing for a single text."""
    if count < 2:
        return ()
    data = TextsPress(act=TextsAct.LIST, call=call.id, back=back)
    return ((press(tr("Texts of this call: {n}", n=tr.number(count)), data),),)


def texts_screen(call: Call, texts: Sequence[AttachedText], back: str, tr: Translator, service: Service) -> Screen:
    """Return the texts of a call with why each belongs to it, at most 4 kB; each can be taken out of several."""
    shown = texts[:TEXTS_SHOWN]

    def listed(limit: int) -> str:
        items = [
            lines(
                f"{number}. {_linked(one, limit)}",
                brief(one, min(limit, 60), tr, service),
                why_here(one, tr),
            )
            for number, one in enumerate(shown, start=1)
        ]
        more = len(texts) - len(shown)
        return paragraphs(
            tr("<b>Texts of this call: {n}</b>", n=tr.number(len(texts))),
            *items,
            tr.n("And {n} more text.", "And {n} more texts.", more) if more > 0 else None,
            tr("Is one of them about another call? Press its number.") if len(texts) > 1 else None,
        )

    text = next((text for limit in TITLE_LIMITS if len((text := listed(limit)).encode()) <= SCREEN_BYTES), listed(20))
    numbers = [
        press(tr("No. {number} is another call", number=number), _ask(call, one))
        for number, one in enumerate(shown, start=1)
        if len(texts) > 1
    ]
    opened = CallPress(act=CallAct.OPEN, id=call.id, back=back)
    return Screen(text, (*((button,) for button in numbers), (press(tr("‹ Back to the call"), opened),)))


def _ask(call: Call, text: AttachedText) -> TextsPress:
    return TextsPress(act=TextsAct.ASK, call=call.id, post=text.post_id)


def _linked(text: AttachedText, limit: int) -> str:
    title = esc(text.post.title or text.post.text or "…", limit)
    return f"<b>{title}</b>"


def ask_part(
    call: Call, texts: Sequence[AttachedText], going: Sequence[AttachedText], post_id: int, tr: Translator
) -> Screen:
    """Return the question before a text becomes a call of its own: what leaves with it, and what comes of it."""
    chosen = next(text for text in going if text.post_id == post_id)
    others = [text for text in going if text.post_id != post_id]
    text = paragraphs(
        tr("<b>Is this text about another call?</b>"),
        lines(_linked(chosen, 160), source_of(chosen, 60, tr)),
        lines(
            tr.n("Together with it goes {n} more text:", "Together with it go {n} more texts:", len(others)),
            *(f"· {esc(one.post.title, 70)} ({source_of(one, 40, tr)})" for one in others[:SIDE_TEXTS]),
        )
        if others
        else None,
        tr("The call that it is taken out of: {title}", title=esc(title_of(call, tr), 120)),
        tr(
            "It becomes a call of its own. Whoever was told in these words is not told again; others whom it concerns"
            " are told once. What was saved stays with the old call."
        ),
    )
    data = TextsPress(act=TextsAct.PART, call=call.id, post=post_id, mark=stamp(call, texts=texts))
    links = (Button(tr("Open the source"), url=chosen.post.url),) if is_web(chosen.post.url) else ()
    back = press(tr("‹ Back"), TextsPress(act=TextsAct.LIST, call=call.id))
    return Screen(text, ((press(tr("Yes, another call"), data),), *((links,) if links else ()), (back,)))


def parted(done: Parted, tr: Translator) -> Screen:
    """Return what parting came to, with the way back."""
    rest = tr("The old call: {title}", title=f"<b>{esc(title_of(done.rest, tr), 160)}</b>")
    texts = press(tr("Texts of the old call"), TextsPress(act=TextsAct.LIST, call=done.rest.id))
    if done.apart is None:
        text = paragraphs(
            tr("<b>Taken out.</b> The text tells of no call of its own, so no new one was made."),
            rest,
            tr("Those who were told of the old call are not told of this."),
        )
        return Screen(text, ((open_button(done.rest, tr), texts),))
    again = PairPress(
        act=PairAct.ONE, one=done.rest.id, two=done.apart.id, mark=stamp(*_ordered(done.rest, done.apart)), again=True
    )
    text = paragraphs(
        tr("<b>Two calls now.</b>"),
        lines(rest, tr("The new call: {title}", title=f"<b>{esc(title_of(done.apart, tr), 160)}</b>")),
        lines(
            None if done.queued is None else alerts_line(done.queued, tr),
            tr("What was saved stayed with the old call."),
        ),
    )
    opened = press(tr("Open the new call"), CallPress(act=CallAct.OPEN, id=done.apart.id, back=FROM_DIGEST))
    return Screen(text, ((opened, texts), (press(tr("Undo: one call"), again),)))


def _ordered(one: Call, two: Call) -> tuple[Call, Call]:
    return (one, two) if one.id < two.id else (two, one)
