"""What is shown about the group of an office: in private to those who bind it, and the few words said in it."""

from __future__ import annotations

from datetime import datetime

from domain.groups import GroupChat, GroupState
from domain.language import Language
from domain.offices import Office
from handlers.office_callbacks import OfficeAct, OfficeGroupAct, OfficeGroupPress, OfficePress
from handlers.service import Service
from handlers.texts import Translator
from handlers.views.inviting import moment, office_title
from handlers.views.onboarding import LANGUAGE_NAMES
from handlers.views.screen import Button, Screen, esc, lines, one_line, paragraphs, press

TITLE_LIMIT = 60


def _title(chat: GroupChat | None) -> str:
    shown = one_line(chat.title) if chat is not None else ""
    return esc(shown, TITLE_LIMIT) or "–"


def _back(office: Office, tr: Translator) -> tuple[Button, ...]:
    return (press(tr("‹ Back to the office"), OfficePress(act=OfficeAct.OPEN, id=office.id)),)


def _act(label: str, what: OfficeGroupAct, office: Office) -> tuple[Button, ...]:
    return (press(label, OfficeGroupPress(act=what, id=office.id)),)


# --- in private -------------------------------------------------------------------------------------------------------


def group_screen(office: Office, chat: GroupChat | None, topics: bool, tr: Translator, service: Service) -> Screen:
    """Return how the office's group stands, and what can be done about it; the first time, what a group is for."""
    if chat is None:
        return Screen(
            paragraphs(
                tr("<b>Group of the office</b>"),
                office_title(office, tr, service),
                tr(
                    "The office can work in one Telegram group. Requests come there too; a reply to a card is an"
                    " answer, and only of officials who hold a seat here."
                ),
                _warning(tr),
            ),
            (_act(tr("Choose a group"), OfficeGroupAct.LINK, office), _back(office, tr)),
        )
    language = LANGUAGE_NAMES[chat.language] if chat.language else None
    text = paragraphs(
        tr("<b>Group of the office</b>"),
        office_title(office, tr, service),
        lines(
            tr("Group: {title}", title=_title(chat)),
            tr("Language: {language}", language=language) if language else None,
            _topics(chat, topics, tr),
        ),
        _trouble(chat, tr),
        _warning(tr),
    )
    acts = {Language.KK: OfficeGroupAct.KAZAKH, Language.RU: OfficeGroupAct.RUSSIAN}
    choice = tuple(
        press(LANGUAGE_NAMES[code], OfficeGroupPress(act=what, id=office.id))
        for code, what in acts.items()
        if code is not chat.language
    )
    return Screen(text, (choice, _act(tr("Unbind the group"), OfficeGroupAct.UNBIND_ASK, office), _back(office, tr)))


def _topics(chat: GroupChat, topics: bool, tr: Translator) -> str | None:
    if not chat.forum:
        return tr("Topics are off in the group: cards come one after the other.")
    if topics:
        return tr("Each request has its own topic.")
    return tr("To have a topic for each request, make me an administrator who may manage topics.")


def _trouble(chat: GroupChat, tr: Translator) -> str | None:
    if chat.state is GroupState.LEFT:
        return tr("I was removed from the group. Add me again, and cards of open requests will come.")
    if chat.state is GroupState.SILENCED:
        return tr("I may not write in the group. Let members write, or make me an administrator.")
    return None


def _warning(tr: Translator) -> str:
    return tr("Everybody in the group reads letters of NGOs. Keep only people of the office in it.")


def link_screen(office: Office, username: str, token: str, until: datetime, tr: Translator, service: Service) -> Screen:
    """Return the link that binds a group: it opens Telegram's own choice of groups."""
    base = f"https://t.me/{username}?startgroup=o{token}"
    text = paragraphs(
        tr("<b>Choose the group of the office</b>"),
        office_title(office, tr, service),
        tr(
            "Press a button and choose a group that you administer. With topics I become an administrator who may"
            " manage them; that needs topics switched on in the group's settings."
        ),
        tr("The link works once, until {when}.", when=moment(until, tr, service)),
    )
    return Screen(
        text,
        (
            (Button(tr("A group with topics"), url=f"{base}&admin=manage_topics"),),
            (Button(tr("An ordinary group"), url=base),),
            _back(office, tr),
        ),
    )


def unbind_question(office: Office, chat: GroupChat | None, tr: Translator, service: Service) -> Screen:
    """Ask before the office lets its group go."""
    text = paragraphs(
        tr("<b>Unbind the group?</b>"),
        office_title(office, tr, service),
        tr("Group: {title}", title=_title(chat)),
        tr("Requests will no longer come there, and replies to the cards in it will not go out."),
    )
    return Screen(text, (_act(tr("Unbind the group"), OfficeGroupAct.UNBIND, office), _back(office, tr)))


def unbound(tr: Translator) -> str:
    """Return the toast after unbinding."""
    return tr("The group is unbound.")


def nothing_bound(tr: Translator) -> str:
    """Return the toast of a button about a group that is bound no more."""
    return tr("The office has no group now.")


def told_bound(office: Office, chat: GroupChat | None, tr: Translator, service: Service) -> Screen:
    """Return the word to a head that a group was bound."""
    return Screen(
        paragraphs(
            tr("<b>The office works in a group now</b>"),
            office_title(office, tr, service),
            tr("Group: {title}", title=_title(chat)),
            _warning(tr),
        ),
        (_act(tr("Group of the office"), OfficeGroupAct.OPEN, office),),
    )


def told_unbound(office: Office, tr: Translator, service: Service) -> Screen:
    """Return the word to a head that the group was unbound."""
    return Screen(
        paragraphs(
            tr("<b>The office has no group any more</b>"),
            office_title(office, tr, service),
            tr("Requests come to the officials' own chats, as before."),
        )
    )


def lost(office: Office, chat: GroupChat, tr: Translator, service: Service) -> Screen:
    """Return the word to heads and coordinators that the bot cannot write to the group."""
    return Screen(
        paragraphs(
            tr("<b>Requests no longer come to the group of the office</b>"),
            office_title(office, tr, service),
            tr("Group: {title}", title=_title(chat)),
            _trouble(chat, tr),
            tr("Meanwhile they come to the officials' own chats."),
        ),
        (_act(tr("Group of the office"), OfficeGroupAct.OPEN, office),),
    )


# --- in the group -----------------------------------------------------------------------------------------------------


def bound(office: Office, chat: GroupChat, topics: bool, tr: Translator, service: Service) -> Screen:
    """Return the first word in the group of an office."""
    return Screen(
        paragraphs(
            tr("<b>This is now the group of the office</b>"),
            office_title(office, tr, service),
            tr("Requests of NGOs come here. To answer one, reply to its card; all else stays among you."),
            tr("Only officials who hold a seat in the office answer, each from their own account."),
            _topics(chat, topics, tr) if chat.forum else None,
            _warning(tr),
        )
    )


def bound_already(tr: Translator) -> Screen:
    """Say that this group is the office's already."""
    return Screen(tr("This is the group of that office already."))


def group_taken(tr: Translator) -> Screen:
    """Say that the group belongs to another office."""
    return Screen(tr("Another office works in this group. It has to be unbound first, in the private chat: /office"))


def office_taken(tr: Translator) -> Screen:
    """Say that the office has another group."""
    return Screen(tr("The office works in another group. Unbind that one first, in the private chat: /office"))


def link_over(tr: Translator) -> Screen:
    """Say that the link cannot be used."""
    return Screen(tr("This link does not work any more: it works once and for one day. Make a new one: /office"))


def no_right(tr: Translator) -> Screen:
    """Say who binds a group."""
    return Screen(tr("Only the head of the office or a coordinator of its territory binds a group."))


def farewell(tr: Translator) -> Screen:
    """Return the last word in a group that an office has let go."""
    return Screen(tr("Requests no longer come to this group, and replies to the cards above do not go out."))
