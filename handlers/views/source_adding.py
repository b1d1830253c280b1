"""The screens of adding a source: the address, what would be read, the territory, the names."""

from __future__ import annotations

from collections.abc import Sequence

from domain.calls.model import CallEvent
from domain.source_address import shown
from domain.source_trial import Glimpse
from domain.territory import Territory
from handlers.callbacks import AddAct, AddPress
from handlers.service import Service
from handlers.source_draft import NAME_LIMIT, Draft
from handlers.texts import Translator
from handlers.views.alert import kind_name as call_kind
from handlers.views.alert import place_name, places
from handlers.views.screen import Button, Rows, Screen, clip, esc, lines, paragraphs, press
from handlers.views.source_words import what_broke
from handlers.views.sources import ADDRESS_LIMIT
from handlers.views.sources import kind_name as source_kind

TITLE_LIMIT = 140
LABEL_LIMIT = 60
MOST_ADDED = 50
"""Sources of the list that one coordinator may have added."""


def _act(draft: Draft, label: str, act: AddAct, value: str = "") -> Button:
    return press(clip(label, LABEL_LIMIT), AddPress(act=act, run=draft.run, value=value))


def _cancel(draft: Draft, tr: Translator) -> tuple[Button, ...]:
    return (_act(draft, tr("Cancel"), AddAct.CANCEL),)


def ask_address(draft: Draft, tr: Translator, trouble: str | None = None) -> Screen:
    """Ask for the address; `trouble` (HTML) tells why the last one was not taken."""
    text = paragraphs(
        trouble,
        tr("<b>Send the address of the source.</b>"),
        tr("A news feed (RSS), a page that has one, or an open Telegram channel: https://site.kz/feed or @channel"),
    )
    return Screen(text, (_cancel(draft, tr),))


def trouble(code: str, detail: str, url: str, tr: Translator) -> str:
    """Return why an address cannot be a source; HTML."""
    address = shown(url)
    head = tr("<b>This address does not work:</b> {address}", address=esc(address, ADDRESS_LIMIT)) if address else None
    return lines(head, what_broke(code, detail, tr))


def trying(tr: Translator) -> Screen:
    """Return what stands there while an address is being tried."""
    return Screen(tr("Reading the address … It may take up to a minute."))


def send_text(tr: Translator) -> str:
    """Return what is said when something else than words came."""
    return tr("Please write the address in words: pictures and files cannot be read here.")


def preview(draft: Draft, tr: Translator, service: Service) -> Screen:
    """Return what would be read from the source, and how it would be stored."""
    posts = [_glimpse(one, tr, service) for one in draft.glimpses]
    found = tr.n("{n} item there now, the latest:", "{n} items there now, the latest:", draft.posts)
    text = paragraphs(
        tr("<b>Add this source?</b>"),
        lines(
            tr("Kind: {kind}", kind=source_kind(draft.kind, tr)),
            tr("Address: {address}", address=esc(shown(draft.url), ADDRESS_LIMIT)),
            tr("Name in Kazakh: {name}", name=esc(draft.name_kk, NAME_LIMIT)),
            tr("Name in Russian: {name}", name=esc(draft.name_ru, NAME_LIMIT)),
            tr("Territory: {place}", place=esc(place_name(draft.territory, service, tr))),
        ),
        found if posts else tr("There is nothing in it yet."),
        *posts,
        tr("Old announcements go to the lists; nobody is alerted of them."),
    )
    rows: Rows = (
        (_act(draft, tr("✓ Add"), AddAct.CONFIRM),),
        (_act(draft, tr("Territory"), AddAct.PLACE),),
        (
            _act(draft, tr("Name in Kazakh"), AddAct.NAME_KK),
            _act(draft, tr("Name in Russian"), AddAct.NAME_RU),
        ),
        _cancel(draft, tr),
    )
    return Screen(text, rows)


def _glimpse(one: Glimpse, tr: Translator, service: Service) -> str:
    title = esc(one.title, TITLE_LIMIT) or "…"
    day = tr.date(one.published) if one.published else None
    head = lines(f"<b>{title}</b>", day)
    if one.kind is None:
        read = {
            CallEvent.RESULT: tr("Results: no alert."),
            CallEvent.CANCELLED: tr("A cancellation: only those concerned are told."),
        }.get(one.event) or tr("Not a call: no alert.")
        return lines(head, read)
    facts = [
        call_kind(one.kind, tr),
        tr("Deadline: {until}", until=tr.until(one.deadline)) if one.deadline else tr("Deadline: check at the source"),
        tr.money(one.amount, one.currency, short=True) if one.amount is not None else None,
        esc(places(one.regions, service, tr), 120) if one.regions else None,
    ]
    return lines(head, " · ".join(fact for fact in facts if fact))


def place_screen(draft: Draft, units: Sequence[Territory], tr: Translator, service: Service, said: str = "") -> Screen:
    """Ask which territory the source writes about; `units` are offered as buttons, `said` stands first."""
    buttons = [_act(draft, place_name(unit.id, service, tr), AddAct.PICK, unit.id) for unit in units]
    text = paragraphs(
        said,
        tr("<b>Which territory does the source write about?</b>"),
        tr("Press a button or write the first letters of the district or city."),
    )
    back = (_act(draft, tr("‹ Back"), AddAct.SHOW), *_cancel(draft, tr))
    return Screen(text, (*((button,) for button in buttons), back))


def no_such_place(tr: Translator) -> str:
    """Return what is said when nothing of the coordinator's own has that name."""
    return tr("There is no such place in the territory that you coordinate.")


def name_screen(draft: Draft, language: str, tr: Translator, *, again: bool = False) -> Screen:
    """Ask for the source's name in a language."""
    ask = tr("Write the name in Kazakh.") if language == "kk" else tr("Write the name in Russian.")
    said = tr("A name needs at least two letters.") if again else None
    back = (_act(draft, tr("‹ Back"), AddAct.SHOW), *_cancel(draft, tr))
    return Screen(paragraphs(said, f"<b>{ask}</b>", tr("People will see it on cards.")), (back,))


def already(tr: Translator) -> str:
    """Return what is said when somebody has the source on the list; HTML."""
    return tr("<b>This source is on the list already.</b>")


def already_elsewhere(place: str, tr: Translator) -> str:
    """Return the same for somebody who may not see it."""
    return lines(already(tr), tr("Territory: {place}", place=esc(place)))


def too_many(tr: Translator) -> Screen:
    """Say that somebody has added as many as one may."""
    return Screen(
        tr.n(
            "One coordinator may add {n} source at most. Remove one that is of no use.",
            "One coordinator may add {n} sources at most. Remove those that are of no use.",
            MOST_ADDED,
        )
    )


def added(draft: Draft, tr: Translator) -> Screen:
    """Return what stands there while the new source is read for the first time."""
    name = esc(draft.name_kk if tr.language == "kk" else draft.name_ru, NAME_LIMIT)
    return Screen(tr("«{name}» was added. Reading it for the first time … It is in the list: /sources", name=name))


def cancelled(tr: Translator) -> Screen:
    """Return what stays after the adding was given up."""
    return Screen(tr("Cancelled: no source was added. The list: /sources"))
