"""The first screens: language, consent (Law 94-V art. 8), and what follows a refusal."""

from __future__ import annotations

import hashlib

from domain.language import Language
from handlers.callbacks import ConsentPress, Go, LanguagePress, Way
from handlers.service import Operator, Service
from handlers.texts import Texts, Translator
from handlers.views.screen import Button, Screen, esc, paragraphs, press

# A language is named in itself, whatever language the rest is in.
LANGUAGE_NAMES = {Language.KK: "Қазақша", Language.RU: "Русский"}

DIGEST_LENGTH = 16


def welcome(texts: Texts, call: int = 0) -> Screen:
    """Return the very first screen, in both languages; `call` is what a link asked for, or 0."""
    greetings = (_greeting(texts.in_language(language)) for language in Language)
    return Screen(paragraphs(*greetings), (language_row(call),))


def _greeting(tr: Translator) -> str:
    return tr("Hello! I am Elshi. I tell rural NGOs about grants and contests in good time.\n<b>Choose a language.</b>")


def language_row(call: int = 0) -> tuple[Button, ...]:
    """Return the two language buttons."""
    return tuple(press(name, LanguagePress(language=code, call=call)) for code, name in LANGUAGE_NAMES.items())


def consent_text(tr: Translator, operator: Operator) -> str:
    """Return the consent in force: exactly what is hashed when somebody agrees."""
    return paragraphs(
        tr("<b>Consent to the collection and processing of personal data</b>"),
        tr(
            "<b>Who:</b> {operator}, BIN {bin}. Contact: {contact}.",
            operator=esc(operator.name, 200),
            bin=esc(operator.bin),
            contact=esc(operator.contact, 100),
        ),
        tr(
            "<b>What:</b> your Telegram identifier (an ID, not a phone number), language, the name and BIN of your"
            " organisation if you give them, region, spheres, the calls you save, reject or ask to be reminded of, what"
            " you search for, the groups and channels you set up, the announcements and letters to akimats that you"
            " write, with the names of their files, the times of your actions in the bot and the messages you write to"
            " it."
        ),
        tr(
            "<b>Why:</b> to send you the calls that suit you, to bring your letters to akimats and their answers to"
            " you, and to count how long answers take."
        ),
        tr(
            "<b>Where and how long:</b> on a server in Kazakhstan, until you withdraw consent. After that only the fact"
            " and time of consent and withdrawal are kept, as proof, and when letters were sent and answered, without"
            " your name and words. Letters of an organisation stay with it as long as it has other members."
        ),
        tr(
            "<b>Who else:</b> a letter to an akimat is read by officials of the office to which it goes; by"
            " coordinators of the territory when no office was found or you ask them; by other organisations when yours"
            " lets them join it. An announcement that you send is seen by the coordinators of your territory; once"
            " published, it bears the name of your organisation and never yours. Nobody else is given the data, and"
            " they are not published in open sources."
        ),
        tr(
            "<b>Transfer abroad:</b> the bot works through Telegram, and Telegram stores messages on servers outside"
            " Kazakhstan."
        ),
        tr(
            "You can withdraw consent and delete your data at any time: /privacy. Basis: article 8 of the Law of the"
            " Republic of Kazakhstan No. 94-V “On Personal Data and Their Protection”."
        ),
    )


def text_hash(text: str) -> str:
    """Return the SHA-256 of a text that was shown, in hex: it makes the consent provable."""
    return hashlib.sha256(text.encode()).hexdigest()


def consent(tr: Translator, operator: Operator, call: int = 0, *, again: bool = False) -> Screen:
    """Return the question for consent; `again` tells that the reader agreed to an earlier text."""
    text = consent_text(tr, operator)
    digest = text_hash(text)[:DIGEST_LENGTH]
    yes = press(tr("I agree"), ConsentPress(agree=True, digest=digest, call=call))
    no = press(tr("I do not agree"), ConsentPress(agree=False, digest=digest, call=call))
    changed = tr("The text of the consent has changed since you agreed. Please read it and answer again.")
    return Screen(paragraphs(changed if again else None, text), ((yes, no),))


def agreed(digest: str, service: Service) -> tuple[Language, str] | None:
    """Return the text in force that the pressed button stood under; None when that text is out of date."""
    for language in Language:
        text = consent_text(service.texts.in_language(language), service.operator)
        if digest == text_hash(text)[:DIGEST_LENGTH]:
            return language, text
    return None


def declined(tr: Translator) -> Screen:
    """Return what a refusal means, and the way back to the question."""
    text = paragraphs(
        tr(
            "There is no consent. Only your Telegram ID, language and the marks of consent and its withdrawal are kept."
        ),
        tr("Without consent I cannot remember your region and choose calls for you. You may change your mind."),
    )
    return Screen(text, ((press(tr("Read the consent again"), Go(to=Way.SIGN_UP)),),))


def stopped(tr: Translator) -> Screen:
    """Return the screen of somebody who agreed and left the form."""
    text = tr("You have not finished setting up, so I cannot choose calls for you yet.")
    return Screen(text, ((press(tr("Set up"), Go(to=Way.SIGN_UP)),),))
