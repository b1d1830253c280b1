"""The consent in force, what is stored, and the way to have it deleted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from domain.duty import Absence
from domain.groups import GroupChat
from domain.offices import Office, Seat
from domain.people import Role, Visitor
from domain.subscriptions import Subscription
from handlers.callbacks import Go, Way
from handlers.service import Service
from handlers.texts import Translator
from handlers.views.calls import watched
from handlers.views.duty import days_words
from handlers.views.inviting import holder_name, office_title
from handlers.views.mydata import consent_record
from handlers.views.onboarding import LANGUAGE_NAMES, consent_text
from handlers.views.screen import Screen, esc, lines, paragraphs, press

CHATS_NAMED = 5


def privacy(
    visitor: Visitor,
    subscriptions: Sequence[Subscription],
    tr: Translator,
    service: Service,
    chats: Sequence[GroupChat] = (),
    sent: int = 0,
    expected: int = 0,
    seat: tuple[Office, Seat] | None = None,
    away: Absence | None = None,
    consents: Sequence[Mapping[str, Any]] = (),
) -> Screen:
    """Return the consent in force, what is stored about the reader now, and the button to withdraw it or to give it.

    `chats` are the groups they set up, `sent` is how many announcements of theirs are kept, `expected` of
    how many calls that may open again they asked to be reminded; `seat` is the one they hold, with its office,
    `away` their absence from it; `consents` are those that they gave, oldest first.
    """
    announcements = tr("Announcements you sent: {number}", number=sent) if sent else None
    reminders = tr("Reminders of calls that may open again: {number}", number=expected) if expected else None
    held = None
    if seat is not None:
        where, name = office_title(seat[0], tr, service), holder_name(seat[1], tr)
        held = tr("Seat: {office}, {name}", office=where, name=name)
    if away is not None:
        days = days_words(away, tr, service.today(service.clock.now()))
        held = lines(held, tr("Absence: {days}", days=days))
    stored = lines(_stored(visitor, subscriptions, tr, service, chats), held, announcements, reminders)
    text = paragraphs(consent_text(tr, service.operator), stored, consent_record(consents, tr, service))
    copy = press(tr("Send me my data"), Go(to=Way.MY_DATA))
    withdraw = press(tr("Withdraw consent and delete my data"), Go(to=Way.ERASE_ASK))
    agree = press(tr("Give consent"), Go(to=Way.SIGN_UP))
    return Screen(text, ((copy,), (withdraw if visitor.consented else agree,)))


def _stored(
    visitor: Visitor,
    subscriptions: Sequence[Subscription],
    tr: Translator,
    service: Service,
    chats: Sequence[GroupChat],
) -> str:
    if not visitor.consented:
        return tr(
            "<b>Now:</b> there is no consent. Only your Telegram ID, language and the marks of consent and its"
            " withdrawal are kept."
        )
    who = None
    if visitor.ngo:
        number = visitor.ngo.bin
        name = esc(visitor.ngo.name)
        who = (
            tr("Organisation: {name}, BIN {bin}", name=name, bin=esc(number))
            if number
            else tr("Organisation: {name}", name=name)
        )
    elif visitor.role is Role.LOOKING:
        who = tr("Organisation: none")
    return lines(
        tr("<b>Stored now</b>"),
        tr("Telegram ID: {number}", number=visitor.person_id),
        tr("Language: {name}", name=LANGUAGE_NAMES[tr.language]),
        who,
        watched(subscriptions, tr, service) if subscriptions else None,
        tr("Groups and channels: {titles}", titles=_titles(chats)) if chats else None,
    )


def _titles(chats: Sequence[GroupChat]) -> str:
    named = ", ".join(f"«{esc(chat.title, 60)}»" for chat in chats[:CHATS_NAMED])
    return f"{named}…" if len(chats) > CHATS_NAMED else named


def erase_question(
    tr: Translator,
    chats: Sequence[GroupChat] = (),
    *,
    seated: bool = False,
    shared: bool = False,
    alone: bool = False,
    waiting: int = 0,
    coordinating: bool = False,
) -> Screen:
    """Return the question before everything is deleted, with what goes, what stays and what is out of our reach.

    Args:
        tr: the reader's language.
        chats: groups that they set up.
        seated: they sit in an office.
        shared: their organisation has other members.
        alone: they are the only member of an organisation.
        waiting: how many letters of that organisation wait for an answer.
        coordinating: they coordinate a territory.
    """
    text = paragraphs(
        tr("<b>Do you want to delete your data?</b>"),
        tr(
            "The name and BIN of your organisation, region, spheres, saved calls, searches, drafts and what you wrote"
            " will be deleted and I shall stop writing to you. This cannot be undone."
        ),
        tr("You are the only member of your organisation: it will be deleted with the words and files of its letters.")
        if alone
        else None,
        tr.n(
            "{n} letter still waits for an answer: the office keeps it without its words. If you want no answer,"
            " withdraw it first: /requests.",
            "{n} letters still wait for an answer: the offices keep them without their words. If you want no answer,"
            " withdraw them first: /requests.",
            waiting,
        )
        if waiting
        else None,
        tr("Your organisation goes on with its other members. Its letters stay with it, without your name.")
        if shared
        else None,
        tr("Groups and channels you set up go on getting calls, without your name.") if chats else None,
        tr("Your seat in the office ends. Its work and the answers you sent stay with the office, without your name.")
        if seated
        else None,
        tr(
            "You will coordinate your territory no more. If the operator's settings name you, ask the operator to take"
            " you out of them."
        )
        if coordinating
        else None,
        tr(
            "<b>What stays:</b> the times of requests and answers, without names and words: answers are counted by"
            " them. As proof, your Telegram ID stays with the times of consent and withdrawal."
        ),
        tr(
            "<b>What I cannot delete:</b> letters and files in the chats of officials and others who received them,"
            " what Telegram keeps, and backups, until the operator replaces them with newer ones."
        ),
    )
    return Screen(
        text,
        (
            (press(tr("Send me my data first"), Go(to=Way.MY_DATA)),),
            (press(tr("Delete my data"), Go(to=Way.ERASE)),),
            (press(tr("‹ Back"), Go(to=Way.PRIVACY)),),
        ),
    )


def erased(tr: Translator) -> Screen:
    """Return the farewell; the main menu goes away with it."""
    return Screen(
        tr("Your consent is withdrawn and your data are deleted. To begin again, press /start."), remove_menu=True
    )
