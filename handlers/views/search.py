"""What a search found, or why it found nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from domain.ports import FoundPage
from domain.search import How, Meant, Query
from handlers.callbacks import SearchPress, WatchPress
from handlers.service import Service
from handlers.texts import Translator
from handlers.views.alert import FROM_SEARCH, call_line, number_row
from handlers.views.calls import PAGE, pages
from handlers.views.screen import Button, Rows, Screen, esc, lines, paragraphs, press

MOST_COUNTED = 2000
"""Of a word that more calls have, only so many are looked at."""

LABEL_LIMIT = 40
WORDS_SHOWN = 6


@dataclass(frozen=True, slots=True)
class Results:
    """A page (counted from 0) of the search `number`, of its open or of its closed calls."""

    number: int
    page: int
    query: Query
    meant: Sequence[Meant]
    found: FoundPage
    closed: bool = False
    switched: bool = False


def question(tr: Translator) -> Screen:
    """Return the question what to look for."""
    return Screen(
        paragraphs(
            tr("<b>What shall I look for?</b>"),
            tr("Write a few words: a subject, a district or an organiser. For example: <i>youth Sarqan</i>."),
        )
    )


def no_words(query: Query, tr: Translator) -> Screen:
    """Return the answer to what has no word to look for."""
    if query.skipped:
        said = tr("These words are in every announcement. Please add what the call is about.")
    else:
        said = tr("I see no words here. Please write what to look for, at least two letters.")
    return Screen(paragraphs(said, tr("For example: <i>youth Sarqan</i>.")))


def forgotten(tr: Translator) -> str:
    """Return the toast of a button of a search that is not kept any more."""
    return tr("This search is no longer kept. Please write the words again.")


def watched(tr: Translator) -> str:
    """Return the toast after a search became a subscription."""
    return tr("Done. When such a call appears, I shall write to you.")


def watched_already(tr: Translator) -> str:
    """Return the toast when the search is a subscription already."""
    return tr("You already have this subscription.")


def results(shown: Results, tr: Translator, service: Service, now: datetime) -> Screen:
    """Return a page of what was found."""
    total = shown.found.closed_total if shown.closed else shown.found.open_total
    first, last = shown.page * PAGE + 1, pages(total)
    head = (
        tr.n("{n} closed call", "{n} closed calls", total)
        if shown.closed
        else tr.n("{n} open call", "{n} open calls", total)
    )
    many = tr("There are even more: add a word.") if total >= MOST_COUNTED else None
    where = tr("page {page} of {pages}", page=shown.page + 1, pages=last) if last > 1 else None
    items = [call_line(first + index, call, tr, service, now) for index, call in enumerate(shown.found.calls)]
    back = f"{FROM_SEARCH[int(shown.closed)]}{shown.number}.{shown.page}"
    rows: Rows = (number_row(shown.found.calls, first, back), *_pager(shown, last, tr), *_others(shown, tr))
    title = f"<b>{head}</b> · {where}" if where else f"<b>{head}</b>"
    text = paragraphs(
        lines(_asked(shown.query, tr), title),
        _understood(shown, tr),
        many,
        *items,
        tr("Press a number to open a call."),
    )
    return Screen(text, rows)


def nothing(shown: Results, other_words: str | None, other: int, tr: Translator) -> Screen:
    """Return why nothing was found on this side, and what can be done about it.

    Args:
        shown: the search.
        other_words: what may have been meant instead, or None.
        other: the number of the search for those words.
        tr: the reader's language.
    """
    lost = [esc(f"«{term.term.typed}»", 60) for term in shown.meant if term.how is How.NOWHERE]
    others = shown.found.open_total if shown.closed else shown.found.closed_total
    if lost:
        why = tr("No announcement has: {words}.", words=", ".join(lost[:WORDS_SHOWN]))
    elif others:
        why = tr("There is no closed call with these words.") if shown.closed else tr("All such calls are closed now.")
    else:
        why = tr("Each word is known, but no call has all of them. Try fewer words.")
    suggestion: Rows = ()
    if other_words:
        label = tr("Search for “{words}”", words=other_words[:LABEL_LIMIT])
        suggestion = ((press(label, SearchPress(id=other)),),)
    perhaps = tr("Perhaps you meant “{words}”?", words=esc(other_words, 100)) if other_words else None
    rows: Rows = suggestion + _others(shown, tr) + ((press(tr("Watch for these words"), WatchPress(id=shown.number)),),)
    return Screen(
        paragraphs(
            lines(_asked(shown.query, tr), tr("<b>Nothing open was found</b>") if not shown.closed else None),
            _understood(shown, tr),
            why,
            perhaps,
            tr("I can watch for such a call and write to you when it appears."),
        ),
        rows,
    )


def guess(meant: Sequence[Meant]) -> str | None:
    """Return the words of the query with those that are met nowhere replaced by near ones, or None."""
    if not any(term.how is How.NOWHERE and term.shown for term in meant):
        return None
    if any(term.how is How.NOWHERE and not term.shown for term in meant):
        return None
    return " ".join(term.term.typed if term.how is How.EXACT else term.shown[0] for term in meant)


def _asked(query: Query, tr: Translator) -> str:
    return tr("Search: {words}", words=f"«{esc(query.text, 100)}»")


def _understood(shown: Results, tr: Translator) -> str | None:
    notes = [
        tr("Searched instead: {words}.", words=esc(f"«{term.term.typed}» → {_quoted(term.shown)}", 150))
        for term in shown.meant
        if term.how is How.NEAR
    ]
    if shown.switched:
        notes.append(tr("The words seem to have been typed on another keyboard layout."))
    if shown.query.cut:
        notes.append(tr("Your text is long: I looked for its first words only."))
    return lines(*notes) or None


def _quoted(words: Sequence[str]) -> str:
    return ", ".join(f"«{word}»" for word in words)


def _pager(shown: Results, last: int, tr: Translator) -> Rows:
    def page(label: str, number: int) -> Button:
        return press(label, SearchPress(id=shown.number, page=number, closed=shown.closed))

    row = []
    if shown.page > 0:
        row.append(page(tr("‹ Previous"), shown.page - 1))
    if shown.page + 1 < last:
        row.append(page(tr("Next ›"), shown.page + 1))
    return (tuple(row),) if row else ()


def _others(shown: Results, tr: Translator) -> Rows:
    """Return the button to the other side: from open calls to closed ones and back."""
    count = shown.found.open_total if shown.closed else shown.found.closed_total
    if not count:
        return ()
    label = tr("Open calls: {n}", n=count) if shown.closed else tr("Closed calls: {n}", n=count)
    return ((press(label, SearchPress(id=shown.number, closed=not shown.closed)),),)
