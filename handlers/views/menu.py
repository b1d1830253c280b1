"""The main menu, help, and the sentences of everyday commands."""

from __future__ import annotations

from enum import StrEnum
from functools import lru_cache

from domain.language import Language
from handlers.service import Operator
from handlers.texts import Texts, Translator
from handlers.views.onboarding import language_row
from handlers.views.screen import Screen, esc, lines, paragraphs


class Item(StrEnum):
    """A button of the main menu."""

    CALLS = "calls"
    SEARCH = "search"
    SAVED = "saved"
    ALERTS = "alerts"
    ASK = "ask"
    REQUESTS = "requests"
    INBOX = "inbox"
    HELP = "help"
    LANGUAGE = "language"


def labels(tr: Translator) -> dict[Item, str]:
    """Return the menu's words in the language; that of the language is on no keyboard now, but still understood."""
    return {
        Item.CALLS: tr("Open calls"),
        Item.SEARCH: tr("Search"),
        Item.SAVED: tr("Saved"),
        Item.ALERTS: tr("Subscriptions"),
        Item.ASK: tr("Write to an akimat"),
        Item.REQUESTS: tr("My requests"),
        Item.INBOX: tr("Inbox"),
        Item.HELP: tr("Help"),
        Item.LANGUAGE: tr("Language"),
    }


@lru_cache(maxsize=4)
def _words(texts: Texts) -> dict[str, Item]:
    """Return the menu item by its word in either language: an old keyboard still works after the language changed."""
    speakers = [texts.in_language(language) for language in Language]
    known = {label: item for tr in speakers for item, label in labels(tr).items()}
    # What the button of subscriptions said before there could be several.
    return known | {tr("Region and spheres"): Item.ALERTS for tr in speakers}


def pressed(text: str, texts: Texts) -> Item | None:
    """Return the menu item whose button sends this text."""
    return _words(texts).get(text)


def keyboard(tr: Translator, *, seated: bool = False) -> tuple[tuple[str, ...], ...]:
    """Return the persistent keyboard; that of officials begins with their inbox, and they write to nobody."""
    word = labels(tr)
    calls = ((word[Item.CALLS], word[Item.SEARCH]), (word[Item.SAVED], word[Item.ALERTS]))
    if seated:
        return (word[Item.INBOX],), *calls, (word[Item.HELP],)
    return *calls, (word[Item.ASK], word[Item.REQUESTS]), (word[Item.HELP],)


def with_menu(text: str, tr: Translator, *, seated: bool = False) -> Screen:
    """Return a message that brings the main menu."""
    return Screen(text, menu=keyboard(tr, seated=seated))


def main_menu(tr: Translator, *, seated: bool = False) -> Screen:
    """Return the main menu."""
    return with_menu(tr("<b>Main menu</b>\nChoose below what you need."), tr, seated=seated)


def language_choice(tr: Translator) -> Screen:
    """Return the question which language to speak."""
    return Screen(tr("Choose a language."), (language_row(),))


def language_set(tr: Translator) -> str:
    """Return the confirmation, in the new language."""
    return tr("I now speak English with you.")


def help_text(
    tr: Translator, operator: Operator, *, coordinating: bool = False, republic: bool = False, seated: bool = False
) -> Screen:
    """Return what the bot does and which commands there are; those of the reader's roles too."""
    return Screen(
        paragraphs(
            tr(
                "<b>Elshi</b> watches grants, state social orders and contests for NGOs and writes to you when one"
                " suits you."
            ),
            tr(
                "/calls – open calls for you\n/search – find calls; writing a few words is enough\n"
                "/saved – calls you saved\n/alerts – your subscriptions\n/ngo – your organisation and its members\n"
                "/language – Kazakh or Russian\n/privacy, /mydata – your data and consent\n/menu – main menu\n"
                "/cancel – leave what you are filling in"
            ),
            tr("/ask – write to an akimat\n/requests – requests of your organisation"),
            tr("/stats – how akimats answer\n/export – the same as a file\n/reports – monthly reports"),
            tr("Have you seen a call that is not here? Forward it to me, or write its text after /announce."),
            tr(
                "<b>For coordinators</b>\n/sources – sources of calls: how they are, adding one, pausing\n"
                "/review – announcements that wait for you\n/announce – publish an announcement\n"
                "/offices – offices of akimats: who sits where, invitations"
            )
            if coordinating
            else None,
            tr("/calendar – days off and working days by which reply dates are counted") if republic else None,
            lines(
                tr("<b>For officials</b>\n/inbox – requests to your office by reply date; /inbox 12 opens № 12"),
                tr("/office – your office, colleagues and your seat"),
                tr("/promises – what your office promised"),
                tr("/handover – what your office has to answer and to keep"),
                tr("/duty – whether you are on duty, absences, who stands in"),
            )
            if seated
            else None,
            tr("Always check the conditions at the source: only the official text is binding."),
            tr("Questions: {contact}", contact=esc(operator.contact)),
        ),
        (language_row(),),
    )


def nothing_to_cancel(tr: Translator) -> str:
    """Return the answer to /cancel when no form is open."""
    return tr("There is nothing to cancel.")


def left(tr: Translator) -> str:
    """Return the answer to /cancel in the middle of something."""
    return tr("Cancelled: nothing was changed.")


def not_understood(tr: Translator) -> str:
    """Return the answer to text nobody asked for."""
    return tr("I do not understand. To see the calls, press “Open calls”. Help: /help.")


def not_supported(tr: Translator) -> str:
    """Return the answer to stickers, voice, photos and the like."""
    return tr(
        "I cannot take stickers, voice messages, photos and files here. Please write in words or use the buttons."
    )


def out_of_date(tr: Translator) -> str:
    """Return the toast of a button that no longer counts."""
    return tr("This button is out of date.")


def commands(
    tr: Translator, *, coordinating: bool = False, republic: bool = False, seated: bool = False
) -> dict[str, str]:
    """Return what Telegram shows beside each command; coordinators and officials have more of them."""
    official = {
        "inbox": tr("Requests to your office"),
        "office": tr("Your office and colleagues"),
        "promises": tr("Promises of the office"),
        "handover": tr("Handover: what the office has"),
        "duty": tr("On duty or away, and who stands in"),
    }
    theirs = {
        "sources": tr("Sources of calls and their health"),
        "review": tr("Announcements to look at"),
        "announce": tr("Publish an announcement"),
        "offices": tr("Offices of akimats and who sits there"),
    }
    figures = {"export": tr("Figures and requests as a file")}
    if republic:
        theirs["calendar"] = tr("Days off and working days")
    return (
        (official if seated else {})
        | (theirs if coordinating else {})
        | (figures if seated or coordinating else {})
        | {
            "menu": tr("Main menu"),
            "calls": tr("Open calls for you"),
            "search": tr("Find calls by words"),
            "saved": tr("Saved calls"),
            "alerts": tr("Your subscriptions: what comes and when"),
            "ask": tr("Write to an akimat"),
            "requests": tr("Requests of your organisation"),
            "ngo": tr("Your organisation and its members"),
            "reports": tr("Monthly reports: how akimats answered"),
            "stats": tr("Figures: how requests are answered"),
            "language": tr("Change the language"),
            "help": tr("Help"),
            "privacy": tr("Your data and consent"),
            "mydata": tr("A copy of your data, or deleting them"),
            "cancel": tr("Stop filling in"),
            "start": tr("Begin"),
        }
    )


def consent_first(tr: Translator) -> str:
    """Return what precedes the consent when something else was written."""
    return tr("First decide whether you give consent.")


def not_yet(tr: Translator) -> str:
    """Return what precedes the question that has to be answered before anything else."""
    return tr("First answer this question, please.")
