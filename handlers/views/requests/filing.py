"""The screens on the way to an akimat: for whom it is, which akimat, which topic, the letter itself."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from domain.calls.model import Call
from domain.people import Ngo
from domain.requests.draft import MOST_FILES, MOST_LETTERS, MOST_PARTS, RequestDraft, Unfit
from domain.territory import REPUBLIC, Territory
from handlers.office_callbacks import NgoAct, NgoPress
from handlers.requests.filing_callbacks import LetterAct, LetterPress
from handlers.requests.incoming import Unsuitable
from handlers.service import Service
from handlers.texts import Translator
from handlers.views.alert import place_name
from handlers.views.forms import DISTRICTS_ON_PAGE, LABEL_LIMIT, in_pairs, page_of, with_parent
from handlers.views.menu import not_supported
from handlers.views.organisation import register_button
from handlers.views.requests.about_call import about_call
from handlers.views.screen import Button, Rows, Screen, clip, esc, lines, paragraphs, press

EXCERPT = 300


class PlaceProblem(StrEnum):
    """Why a typed place was not taken."""

    TOO_SHORT = "too_short"
    NOT_FOUND = "not_found"
    TOO_MANY = "too_many"
    COUNTRY = "country"
    MEDIA = "media"


def only_ngos(every: Sequence[Ngo], tr: Translator) -> Screen:
    """Tell somebody who acts for no organisation how to write to an akimat."""
    first = tr("<b>Requests to akimats are sent by NGOs.</b>")
    if every:
        rows = tuple(
            (press(clip(tr("Act for: {name}", name=ngo.name), LABEL_LIMIT), NgoPress(act=NgoAct.ACT, id=ngo.id)),)
            for ngo in every[:20]
        )
        return Screen(paragraphs(first, tr("Choose for which organisation you act, then press /ask again.")), rows)
    return Screen(
        paragraphs(
            first,
            tr("If your organisation is here already, ask a member of it for a link: they make it with /ngo."),
            tr("If it is not, register it: two minutes."),
        ),
        ((register_button(tr),),),
    )


def go_on_question(draft: RequestDraft, call: Call | None, tr: Translator, service: Service, other: int = 0) -> Screen:
    """Ask what to do with a letter that was begun before; `other` is the call that a new one would be about."""
    excerpt = esc(draft.words, EXCERPT)
    text = paragraphs(
        tr("<b>You have an unsent letter.</b>"),
        _heading(draft, call, tr, service),
        f"<i>{excerpt}</i>" if excerpt else None,
        tr("If you begin a new one, this one is deleted."),
    )
    rows: Rows = (
        (press(tr("Go on with it"), LetterPress(act=LetterAct.GO_ON, id=draft.id)),),
        (press(tr("Begin a new one"), LetterPress(act=LetterAct.ANEW, id=other)),),
    )
    return Screen(text, rows)


def _heading(draft: RequestDraft, call: Call | None, tr: Translator, service: Service) -> str:
    topic = next((topic for topic in service.topics if topic.id == draft.topic_id), None)
    place = place_name(draft.territory_id, service, tr) if draft.territory_id else None
    return lines(
        tr("Akimat: {place}", place=esc(place, 160)) if place else None,
        tr("Topic: {name}", name=esc(topic.name(tr.language), 120)) if topic else None,
        about_call(call, tr) if call else None,
        written(draft, tr) if draft.parts else None,
    )


def written(draft: RequestDraft, tr: Translator) -> str:
    """Return how much there is of the letter."""
    messages = tr.n("{n} message", "{n} messages", len(draft.parts))
    if not draft.files:
        return tr("Written: {messages}", messages=messages)
    files = tr.n("{n} file", "{n} files", draft.files)
    return tr("Written: {messages}, with {files}", messages=messages, files=files)


# --- which akimat -------------------------------------------------------------------------------------------------


def places(
    draft: RequestDraft, offered: Sequence[Territory], tr: Translator, service: Service, note: str | None = None
) -> Screen:
    """Ask to which akimat; `offered` are likely ones, the NGO's own first. Without any, all regions are shown."""
    if not offered:
        return regions(draft, tr, service, note)
    rows: Rows = tuple((_place(draft, with_parent(unit, tr, service), unit),) for unit in offered)
    another = press(tr("Another akimat"), LetterPress(act=LetterAct.REGIONS, id=draft.id))
    text = paragraphs(note, tr("<b>To which akimat do you write?</b>"), _type_a_name(tr))
    return Screen(text, (*rows, (another,), *_foot(draft, tr)))


def regions(draft: RequestDraft, tr: Translator, service: Service, note: str | None = None) -> Screen:
    """Offer the regions."""
    buttons = []
    for unit in service.tree.children(REPUBLIC):
        if unit.selectable:
            below = any(one.selectable for one in service.tree.children(unit.id))
            act = LetterAct.LOOK if below else LetterAct.PLACE
            buttons.append(_place(draft, unit.short(tr.language), unit, act))
    text = paragraphs(note, tr("<b>To which akimat do you write?</b>"), tr("Choose a region."), _type_a_name(tr))
    return Screen(text, (*in_pairs(buttons), *_foot(draft, tr)))


def districts(draft: RequestDraft, oblast: Territory, page: int, tr: Translator, service: Service) -> Screen:
    """Offer the akimat of a region and those of its districts and cities."""
    units = [unit for unit in service.tree.children(oblast.id) if unit.selectable]
    shown, number, last = page_of(units, page, DISTRICTS_ON_PAGE)
    whole = tr("Akimat of the city") if oblast.kind == "republican_city" else tr("Akimat of the oblast")
    pager = []
    if number > 0:
        pager.append(_look(draft, tr("‹ Previous"), oblast, number - 1))
    if number + 1 < last:
        pager.append(_look(draft, tr("Next ›"), oblast, number + 1))
    rows: Rows = (
        (_place(draft, whole, oblast),),
        *in_pairs([_place(draft, unit.short(tr.language), unit) for unit in shown]),
        *((tuple(pager),) if pager else ()),
        (press(tr("‹ Back"), LetterPress(act=LetterAct.REGIONS, id=draft.id)),),
    )
    text = paragraphs(f"<b>{esc(oblast.name(tr.language))}</b>", tr("<b>To which akimat do you write?</b>"))
    return Screen(text, rows)


def place_choice(draft: RequestDraft, units: Sequence[Territory], tr: Translator, service: Service) -> Screen:
    """Return places that fit what was typed, each with its oblast, so that namesakes are told apart."""
    rows: Rows = tuple((_place(draft, with_parent(unit, tr, service), unit),) for unit in units)
    several = tr("Several places fit. <b>Choose yours.</b>")
    text = several if len(units) > 1 else tr("<b>Did you mean this place?</b>")
    return Screen(text, (*rows, (press(tr("‹ Back"), LetterPress(act=LetterAct.REGIONS, id=draft.id)),)))


def place_problem(problem: PlaceProblem, tr: Translator) -> str:
    """Return why what was typed is no akimat."""
    match problem:
        case PlaceProblem.TOO_SHORT:
            return tr("Write at least two letters.")
        case PlaceProblem.NOT_FOUND:
            return tr(
                "I found no such district or city. Write the name of the district, not of the village, or choose from"
                " the list."
            )
        case PlaceProblem.TOO_MANY:
            return tr("Too many places begin like this. Write a few more letters.")
        case PlaceProblem.COUNTRY:
            return tr("The whole country has no akimat. Choose a region, a district or a city.")
        case PlaceProblem.MEDIA:
            return not_supported(tr)


def _type_a_name(tr: Translator) -> str:
    return tr("Or write the first letters of the district or city.")


def _place(draft: RequestDraft, label: str, unit: Territory, act: LetterAct = LetterAct.PLACE) -> Button:
    return press(clip(label, LABEL_LIMIT), LetterPress(act=act, id=draft.id, value=unit.id))


def _look(draft: RequestDraft, label: str, oblast: Territory, page: int) -> Button:
    return press(label, LetterPress(act=LetterAct.LOOK, id=draft.id, value=oblast.id, page=page))


def _foot(draft: RequestDraft, tr: Translator) -> Rows:
    if draft.territory_id is not None and draft.topic_id is not None:
        return ((press(tr("‹ Back to the letter"), LetterPress(act=LetterAct.WRITE, id=draft.id)),),)
    return (_delete(draft, tr),)


def _delete(draft: RequestDraft, tr: Translator) -> tuple[Button, ...]:
    if not draft.parts:
        return (press(tr("Cancel"), LetterPress(act=LetterAct.DELETE, id=draft.id)),)
    return (press(tr("Delete the letter"), LetterPress(act=LetterAct.DELETE_ASK, id=draft.id)),)


# --- topic and letter ---------------------------------------------------------------------------------------------


def topics(draft: RequestDraft, call: Call | None, tr: Translator, service: Service, note: str | None = None) -> Screen:
    """Ask what the letter is about."""
    rows: Rows = tuple(
        (
            press(
                clip(topic.name(tr.language), LABEL_LIMIT),
                LetterPress(act=LetterAct.TOPIC, id=draft.id, value=topic.id),
            ),
        )
        for topic in service.topics
    )
    another = press(tr("Another akimat"), LetterPress(act=LetterAct.PLACES, id=draft.id))
    text = paragraphs(note, _heading(draft, call, tr, service), tr("<b>What is it about?</b> Choose a topic."))
    return Screen(text, (*rows, (another,), *_foot(draft, tr)))


def write(draft: RequestDraft, call: Call | None, tr: Translator, service: Service, note: str | None = None) -> Screen:
    """Show how the letter stands and ask for more of it; `note` stands first."""
    if draft.empty:
        ask = tr(
            "<b>Write your request.</b> Several messages make one letter. Voice messages, photos, videos and documents"
            " are taken too, {files} files at most.",
            files=tr.number(MOST_FILES),
        )
    else:
        ask = tr("Write more, or look at the letter and send it. Nothing has been sent yet.")
    act = press(tr("Look and send"), LetterPress(act=LetterAct.PREVIEW, id=draft.id))
    rows: Rows = (
        *(() if draft.empty else ((act,),)),
        *(() if not draft.parts else ((_take_out(draft, tr),),)),
        (
            press(tr("Change the topic"), LetterPress(act=LetterAct.TOPICS, id=draft.id)),
            press(tr("Change the akimat"), LetterPress(act=LetterAct.PLACES, id=draft.id)),
        ),
        _delete(draft, tr),
    )
    return Screen(paragraphs(note, _heading(draft, call, tr, service), ask), rows)


def _take_out(draft: RequestDraft, tr: Translator) -> Button:
    last = str(draft.parts[-1].message_id)
    return press(tr("Take the last message out"), LetterPress(act=LetterAct.TAKE_OUT, id=draft.id, value=last))


def taken_out(tr: Translator) -> str:
    """Return the toast of a message that was taken out of the letter."""
    return tr("Taken out of the letter.")


def added(tr: Translator, other: Ngo | None = None) -> str:
    """Return what is said when a message was taken into the letter; `other` is its NGO, if that must be told; HTML."""
    if other is None:
        return tr("✓ Added to the letter.")
    return tr("✓ Added to the letter that you write for {ngo}.", ngo=esc(other.name, 200))


def edited(tr: Translator) -> str:
    """Return what is said when a message of the letter was changed."""
    return tr("✓ The letter was changed as you changed the message.")


def kept_for_later(tr: Translator) -> str:
    """Return what is said when a message came before the topic was chosen."""
    return tr("✓ I have kept it. Now choose the topic.")


def not_taken(why: Unfit, tr: Translator) -> str:
    """Return why a message was not taken into the letter."""
    match why:
        case Unfit.FILES:
            return tr(
                "A letter has {number} files at most: this one was not taken. Send the letter and add the rest to the"
                " request later.",
                number=tr.number(MOST_FILES),
            )
        case Unfit.LONG:
            return tr(
                "A letter has {number} characters at most: this message was not taken. Shorten it, or send the rest"
                " as a document.",
                number=tr.number(MOST_LETTERS),
            )
        case Unfit.PARTS:
            return tr(
                "A letter has {number} messages at most: this one was not taken. Write the rest in one message"
                " by changing it.",
                number=tr.number(MOST_PARTS),
            )
        case Unfit.EMPTY:
            return tr("The letter is empty. Write it first, or add a voice message or a photo.")


def change_not_taken(why: Unfit, tr: Translator) -> str:
    """Return what is said when a changed message is too much for the letter."""
    return lines(not_taken(why, tr), tr("The letter stays as it was before you changed the message."))


def unsuitable(what: Unsuitable, tr: Translator) -> str:
    """Return why something is no part of a letter, and what to do instead."""
    match what:
        case Unsuitable.STICKER:
            return tr("A sticker cannot go into a letter. Please write it in words.")
        case Unsuitable.ANIMATION:
            return tr("A GIF cannot go into a letter. Please send a photo or a video.")
        case Unsuitable.ROUND_VIDEO:
            return tr("A round video cannot go into a letter. Please send an ordinary video or a voice message.")
        case Unsuitable.PLACE:
            return tr("A point on the map cannot go into a letter. Please write the address in words.")
        case Unsuitable.CONTACT:
            return tr("A contact cannot go into a letter. Please write the name and the number in words.")
        case Unsuitable.OTHER:
            return tr("This cannot go into a letter. Please write in words, or send a photo, a video or a document.")


def no_command(tr: Translator) -> str:
    """Return what is said of an unknown command while a letter is written."""
    return tr("There is no such command, so it was not added to the letter.")


def delete_question(draft: RequestDraft, call: Call | None, tr: Translator, service: Service) -> Screen:
    """Ask before a letter is deleted."""
    yes = press(tr("Delete"), LetterPress(act=LetterAct.DELETE, id=draft.id))
    back = press(tr("‹ Back to the letter"), LetterPress(act=LetterAct.GO_ON, id=draft.id))
    text = paragraphs(tr("<b>Delete the letter?</b> It has not been sent."), _heading(draft, call, tr, service))
    return Screen(text, ((yes,), (back,)))


def deleted(tr: Translator) -> Screen:
    """Return what follows a deleted letter."""
    return Screen(tr("The letter is deleted, nothing was sent. To write another one: /ask"))


def laid_aside(tr: Translator) -> str:
    """Return the answer to /cancel while a letter is written."""
    return tr("The letter is kept for 30 days. To go on with it: /ask")


def topic_gone(tr: Translator) -> str:
    """Return what is said when the topic or the place of a letter is offered no more."""
    return tr("That choice is not there any more. Please choose again.")
