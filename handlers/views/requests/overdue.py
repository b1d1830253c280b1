"""What an NGO can do after the reply date, in words; and the text of a new appeal for e-Otinish."""

from __future__ import annotations

import html
from datetime import datetime

from domain.requests.model import MessageKind
from handlers.requests.callbacks import RequestAct
from handlers.requests.casefile import CaseFile
from handlers.requests.filing_callbacks import OtinishPress
from handlers.service import Service
from handlers.texts import Translator
from handlers.views.alert import place_name
from handlers.views.inviting import moment
from handlers.views.requests.pieces import clean, pieces
from handlers.views.requests.words import act
from handlers.views.screen import Screen, lines, one_line, paragraphs, press

TEXT_PIECE = 3600


def reminded(later: datetime | None, tr: Translator, service: Service) -> str:
    """Return that the office was reminded, or when it will be."""
    if later is None:
        return tr("The office was reminded.")
    return tr("The office is closed now. It will be reminded: {when}", when=moment(later, tr, service))


def escalate_question(case: CaseFile, tr: Translator) -> Screen:
    """Ask before the request goes further."""
    text = paragraphs(
        tr("<b>{number}. Take it to the head and the coordinators?</b>", number=case.request.number),
        tr(
            "The head of the office and the coordinators of the territory will get your letter with its files, and that"
            " the reply date has passed. This is done once."
        ),
    )
    yes = (act(tr("Yes, send"), RequestAct.ESCALATE, case.request),)
    return Screen(text, (yes, (act(tr("‹ Back to the request"), RequestAct.OPEN, case.request),)))


def escalated(heads: int, coordinators: int, tr: Translator) -> str:
    """Return to whom it went."""
    if heads and coordinators:
        return tr("The head and the coordinators of the territory will get your letter.")
    if heads:
        return tr("The head will get your letter. The territory has no coordinator in Elshi.")
    if coordinators:
        return tr("The coordinators of the territory will get your letter. The office has no head in Elshi.")
    return tr("It is noted. But neither a head nor a coordinator is in Elshi there: file it in e-Otinish.")


def appeal_question(case: CaseFile, tr: Translator) -> Screen:
    """Ask in which language the new appeal is."""
    request = case.request
    text = paragraphs(
        tr("<b>{number}. Text for e-Otinish</b>", number=request.number),
        tr(
            "A request in Elshi is not a registered appeal. I will write the text of a new appeal with what happened;"
            " you copy it and file it yourself: from then on the term is that of the law."
        ),
        tr("In which language?"),
    )
    languages = (
        act("Қазақша", RequestAct.APPEAL_KK, request),
        act("Русский", RequestAct.APPEAL_RU, request),
    )
    return Screen(text, (languages, (act(tr("‹ Back to the request"), RequestAct.OPEN, request),)))


def appeal(case: CaseFile, tr: Translator, spoken: Translator, service: Service) -> tuple[Screen, ...]:
    """Return how to file, then the text itself: to be copied whole, in several messages when it is long.

    Args:
        case: the request.
        tr: the reader's language.
        spoken: the language of the appeal.
        service: places and the zone.
    """
    how = Screen(
        paragraphs(
            tr("<b>How to file it</b>"),
            lines(
                tr("1. Copy the text below: press it."),
                tr("2. Open eotinish.kz, the state portal of appeals, and begin a new appeal to the same body."),
                tr("3. Paste the text, write your postal address, add your files, sign and send."),
                tr("4. Come back and write the number that you get there: it will stand beside your request."),
            ),
        ),
        (
            (press(tr("Number in e-Otinish"), OtinishPress(id=case.request.id)),),
            (act(tr("Open the request"), RequestAct.OPEN, case.request, 1),),
        ),
    )
    texts = pieces(_appeal(case, spoken, service), TEXT_PIECE)
    return (how, *(Screen(f"<pre>{html.escape(one, quote=False)}</pre>") for one in texts))


def _appeal(case: CaseFile, tr: Translator, service: Service) -> str:
    """Return the text of a new appeal; plain words. What the law says is quoted from what was checked."""
    request, whole = case.request, case.clocks.whole
    ngo = case.ngos.get(request.ngo_id or 0)
    written = tr.date(service.today(request.filed_at))
    due = tr.date(whole.due_now)
    letter = "\n\n".join(clean(one.text) for one in case.messages if one.kind is MessageKind.LETTER and one.text)
    addressee = _addressee(case, tr, service)
    if whole.first_answer is None:
        result = tr("The reply date counted by the bot was {day}. There has been no answer.", day=due)
    else:
        result = tr(
            "The reply date counted by the bot was {day}. The answer of {answered} did not answer the request on its"
            " merits.",
            day=due,
            answered=tr.date(service.today(whole.first_answer)),
        )
    return paragraphs(
        lines(
            tr("Addressee: {office}", office=addressee),
            tr("Sender: {name}", name=one_line(ngo.name) if ngo is not None else ""),
            tr("BIN: {bin}", bin=ngo.bin) if ngo is not None and ngo.bin else None,
            tr("Postal address: __________"),
        ),
        tr("APPEAL"),
        tr(
            "On {day} our organisation wrote to you through the Elshi bot (request {number}, not a registered appeal):",
            day=written,
            number=request.number,
        ),
        f"«{letter}»" if letter else tr("(The letter consisted of files: they are attached.)"),
        result,
        tr(
            "Please take this as a new appeal, register it under article 64 of the Administrative Procedural and"
            " Process-related Code of the Republic of Kazakhstan of 29 June 2020 No. 350-VI, and answer it on its"
            " merits within 15 working days, as article 76 of the Code says."
        ),
        lines(tr("Date: __________"), tr("Signature: __________")),
    )


def _addressee(case: CaseFile, tr: Translator, service: Service) -> str:
    office = case.offices.get(case.request.office_id) if case.request.office_id is not None else None
    place = place_name(case.request.territory_id, service, tr)
    if office is None:
        return tr("akimat: {place}", place=place)
    return one_line(f"{office.name(tr.language)}, {place_name(office.territory_id, service, tr)}")
