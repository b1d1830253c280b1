"""The main menu, help, and the sentences of everyday commands."""

from __future__ import annotations

from enum import StrEnum
from functools import lru_cache

from domain.language import Language
from handlers.callbacks import FormAct, FormPress, Go, Way
from handlers.forms import Form
from handlers.service import Operator
from handlers.texts import Texts, Translator
from handlers.views.onboarding import language_row
from handlers.views.screen import Rows, Screen, esc, paragraphs, press


class Item(StrEnum):
    """A button of the main menu."""

    CALLS = "calls"
    SAVED = "saved"
    RETUNE = "retune"
    HELP = "help"
    LANGUAGE = "language"


def labels(tr: Translator) -> dict[Item, str]:
    """Return the menu's words in the language; that of the language is on no keyboard now, but still understood."""
    return {
        Item.CALLS: tr("Open calls"),
        Item.SAVED: tr("Saved"),
        Item.RETUNE: tr("Region and spheres"),
        Item.HELP: tr("Help"),
        Item.LANGUAGE: tr("Language"),
    }


@lru_cache(maxsize=4)
def _words(texts: Texts) -> dict[str, Item]:
    """Return the menu item by its word in either language: an old keyboard still works after the language changed."""
    return {label: item for language in Language for item, label in labels(texts.in_language(language)).items()}


def pressed(text: str, texts: Texts) -> Item | None:
    """Return the menu item whose button sends this text."""
    return _words(texts).get(text)


def keyboard(tr: Translator) -> tuple[tuple[str, ...], ...]:
    """Return the persistent keyboard."""
    word = labels(tr)
    return (
        (word[Item.CALLS], word[Item.SAVED]),
        (word[Item.RETUNE], word[Item.HELP]),
    )


def with_menu(text: str, tr: Translator) -> Screen:
    """Return a message that brings the main menu."""
    return Screen(text, menu=keyboard(tr))


def main_menu(tr: Translator) -> Screen:
    """Return the main menu."""
    return with_menu(tr("<b>Main menu</b>\nChoose below what you need."), tr)


def unfinished(form: Form, tr: Translator) -> Screen:
    """Return the reminder of a form that was left open."""
    cancel = FormPress(run=form.run, step=form.step.value, act=FormAct.CANCEL)
    rows: Rows = ((press(tr("Continue"), Go(to=Way.CONTINUE)), press(tr("Cancel"), cancel)),)
    return Screen(tr("You have begun to change the region and spheres and have not finished."), rows)


def language_choice(tr: Translator) -> Screen:
    """Return the question which language to speak."""
    return Screen(tr("Choose a language."), (language_row(),))


def language_set(tr: Translator) -> str:
    """Return the confirmation, in the new language."""
    return tr("I now speak English with you.")


def help_text(tr: Translator, operator: Operator) -> Screen:
    """Return what the bot does and which commands there are."""
    return Screen(
        paragraphs(
            tr(
                "<b>Elshi</b> watches grants, state social orders and contests for NGOs and writes to you when one"
                " suits you."
            ),
            tr(
                "/calls – open calls for you\n/saved – calls you saved\n/language – Kazakh or Russian\n"
                "/privacy – your data and consent\n/menu – main menu\n/cancel – leave what you are filling in"
            ),
            tr("Have you seen a call that is not here? Forward it to me, or write its text after /announce."),
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


def groups_later(texts: Texts) -> Screen:
    """Return the one sentence for a group, in both languages."""
    return Screen(paragraphs(*(_private_only(texts.in_language(language)) for language in Language)))


def _private_only(tr: Translator) -> str:
    return tr("I work in a private chat for now: open my profile and press “Start”. Groups come later.")


def commands(tr: Translator, *, coordinator: bool = False) -> dict[str, str]:
    """Return what Telegram shows beside each command; coordinators have some of their own."""
    own = {"review": tr("Announcements to look at"), "announce": tr("Publish an announcement")} if coordinator else {}
    return {
        "menu": tr("Main menu"),
        "calls": tr("Open calls for you"),
        "saved": tr("Saved calls"),
        **own,
        "language": tr("Change the language"),
        "help": tr("Help"),
        "privacy": tr("Your data and consent"),
        "cancel": tr("Stop filling in"),
        "start": tr("Begin"),
    }


def consent_first(tr: Translator) -> str:
    """Return what precedes the consent when something else was written."""
    return tr("First decide whether you give consent.")


def not_yet(tr: Translator) -> str:
    """Return what precedes the question that has to be answered before anything else."""
    return tr("First answer this question, please.")
