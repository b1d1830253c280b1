"""A person's own copy of what is kept about them: one ZIP with JSON for programs and a page to read."""

from __future__ import annotations

import html
import io
import json
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from domain.language import Language
from domain.ports.personal import Kept
from handlers.callbacks import Go, Way
from handlers.service import Operator, Service
from handlers.texts import Translator
from handlers.views import mydata_lines
from handlers.views.screen import Document, Screen, esc, lines, one_line, paragraphs, press

NAME = "elshi-mydata.zip"
DATA = "data.json"
PAGES = {Language.KK: "derekter.html", Language.RU: "dannye.html"}
FORMAT = 1
"""Grows when programs that read data.json have to be changed."""

SHOWN_CONSENTS = 3

# What people would read: words, names, and the moments beside them. Codes and numbers of ours are in data.json.
_WORDS = frozenset(
    {
        "text", "name", "title", "beginning", "note", "reason", "before", "after", "address", "name_kk", "name_ru",
        "bin", "e_otinish", "due", "day", "absent_from", "absent_until",
    }
)  # fmt: skip
_MOMENTS = ("at", "since", "until", "moment")
_STYLE = (
    "body{font:16px/1.5 sans-serif;max-width:48rem;margin:1rem auto;padding:0 1rem}"
    "li{margin:.4rem 0;white-space:pre-wrap;overflow-wrap:anywhere}time{color:#555}"
)
_BIDI = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F, 0x061C])
"""Characters that change the direction of what follows: a file's name must not read backwards."""


def screen(tr: Translator, *, consented: bool) -> Screen:
    """Return what one can do with one's own data."""
    text = paragraphs(
        tr("<b>Your data</b>"),
        tr(
            "I can send you one file with everything that I keep about you, and I can delete it. What is kept and why:"
            " /privacy."
        ),
    )
    copy = press(tr("Send me my data"), Go(to=Way.MY_DATA))
    erase = press(tr("Withdraw consent and delete my data"), Go(to=Way.ERASE_ASK))
    return Screen(text, ((copy,), (erase,)) if consented else ((copy,),))


def document(kept: Kept, tr: Translator, service: Service, now: datetime) -> Document:
    """Return the copy as a file. Takes long for somebody who wrote much: call it in a thread."""
    buffer = io.BytesIO()
    stamp = now.astimezone(service.zone).timetuple()[:6]
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in (
            (DATA, _json(kept, service.operator, now)),
            (PAGES[tr.language], _page(kept, tr, service, now)),
        ):
            info = zipfile.ZipInfo(name, stamp)
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, text)
    return Document(NAME, buffer.getvalue(), caption(tr))


def caption(tr: Translator) -> str:
    """Return what is said under the file."""
    return tr(
        "Everything that I keep about you: {page} to read, {data} for programs. Keep the file to yourself.",
        page=PAGES[tr.language],
        data=DATA,
    )


def _json(kept: Kept, operator: Operator, now: datetime) -> str:
    whole = {
        "format": FORMAT,
        "made_at": now.isoformat(),
        "operator": {"name": operator.name, "bin": operator.bin, "contact": operator.contact},
        **kept,
    }
    return json.dumps(whole, ensure_ascii=False, indent=1)


def headings(tr: Translator) -> Mapping[str, str]:
    """Return what each section of the copy is called."""
    return {
        "profile": tr("You"),
        "consents": tr("Your consents"),
        "organisations": tr("Organisations to which you belong"),
        "organisation_changes": tr("Who came into organisations and who left, by you or about you"),
        "subscriptions": tr("Subscriptions"),
        "saved_calls": tr("Calls that you saved or rejected"),
        "opened_calls": tr("Calls that you opened"),
        "expected_calls": tr("Calls of which you asked to be reminded when they open again"),
        "searches": tr("What you searched for"),
        "announcements": tr("Announcements that you sent"),
        "requests": tr("Requests that you filed"),
        "messages": tr("What you wrote about requests"),
        "message_versions": tr("What your messages said before you edited them"),
        "files": tr("Files in your messages"),
        "drafts": tr("Letters that you have not sent"),
        "draft_parts": tr("What you wrote in letters that you have not sent"),
        "draft_files": tr("Files in letters that you have not sent"),
        "shared_requests": tr("Requests that you let others join"),
        "joined_requests": tr("Requests that you joined"),
        "seats": tr("Seats in offices that you held"),
        "seats_ended": tr("Seats that you ended"),
        "promises": tr("Promises that you gave or moved"),
        "invitations_made": tr("Invitations that you made"),
        "invitations_answered": tr("Invitations that you answered"),
        "invitations_revoked": tr("Invitations that you took back"),
        "invitations_opened": tr("Invitations that you opened"),
        "offices": tr("Offices that you opened or closed"),
        "office_changes": tr("What you changed in offices"),
        "office_groups": tr("Groups that you joined to offices"),
        "office_group_links": tr("Links for groups of offices that you made"),
        "groups_set_up": tr("Groups and channels that you set up"),
        "groups_administered": tr("Groups and channels that you administer"),
        "coordinator_terms": tr("Territories that you coordinate or coordinated"),
        "coordinators_appointed": tr("Coordinators whom you appointed"),
        "told_of_review": tr("You were told that announcements wait for a decision"),
        "announcements_decided": tr("Announcements on which you decided"),
        "corrections": tr("What you corrected in calls"),
        "verdicts": tr("Pairs of calls on which you decided"),
        "sources": tr("Sources that you added or paused"),
        "working_days": tr("Working days that you changed"),
        "report_subscriptions": tr("Territories whose monthly reports you asked for"),
        "reports_received": tr("Monthly reports that you received"),
        "exports": tr("Files with figures that you asked for"),
        "dialogue": tr("The question that you are in the middle of"),
        "messages_to_you": tr("Messages that I sent you or shall send"),
        "cards_in_your_chat": tr("Cards of requests in your chat"),
        "log": tr("Entries of the log about what you did, with what you wrote"),
    }


def _page(kept: Kept, tr: Translator, service: Service, now: datetime) -> str:
    title = tr("Your data in Elshi")
    parts = [
        f"<h1>{html.escape(title)}</h1>",
        *(f"<p>{html.escape(one)}</p>" for one in _beforehand(tr, service, now)),
    ]
    named = headings(tr)
    for section, every in kept.items():
        rows = _unsent(section, every, kept)
        if rows:
            parts.append(f"<h2>{html.escape(named[section])} ({tr.number(len(rows))})</h2><ul>")
            parts += [f"<li>{_line(section, row, tr, service)}</li>" for row in rows]
            parts.append("</ul>")
    body = "\n".join(parts)
    return (
        f'<!doctype html>\n<html lang="{tr.language.value}"><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width">'
        f"<title>{html.escape(title)}</title><style>{_STYLE}</style>\n{body}\n</html>\n"
    )


def _unsent(section: str, rows: Sequence[Mapping[str, Any]], kept: Kept) -> Sequence[Mapping[str, Any]]:
    """Return a section's rows without letters that were sent: they stand among the requests, and wholly in the JSON."""
    key = {"drafts": "id", "draft_parts": "draft", "draft_files": "draft"}.get(section)
    if key is None:
        return rows
    sent = {row["id"] for row in kept["drafts"] if row["sent_as"] is not None}
    return [row for row in rows if row[key] not in sent]


def _beforehand(tr: Translator, service: Service, now: datetime) -> Iterator[str]:
    operator = service.operator
    yield tr("Made on {moment}.", moment=_moment(now.isoformat(), tr, service))
    yield tr(
        "The data are kept by {operator}, BIN {bin}. Questions: {contact}.",
        operator=one_line(operator.name),
        bin=operator.bin,
        contact=one_line(operator.contact),
    )
    yield tr("All numbers and codes stand in {data}.", data=DATA)
    yield tr(
        "Files, photos and voice messages themselves are kept by Telegram; I keep their names and the marks by which"
        " Telegram finds them. What others wrote to you is theirs and is not here: you see it in the chat."
    )
    yield tr(
        "Backups of the database, which the operator keeps for a time, hold the same data. Letters that reached"
        " officials stand in their chats too."
    )


def _line(section: str, row: Mapping[str, Any], tr: Translator, service: Service) -> str:
    when = [_moment(value, tr, service) for name, value in row.items() if value and _is_moment(name)]
    stamp = f"<time>{html.escape(' – '.join(when))}</time>" if when else ""
    number = row.get("request") or row.get("id") or row.get("call") or row.get("draft") or row.get("message")
    body = _body(section, row, tr, service) or (f"№ {number}" if isinstance(number, int) else "✓")
    return " ".join(part for part in (stamp, body) if part)


def _body(section: str, row: Mapping[str, Any], tr: Translator, service: Service) -> str:
    """Return what a row says in words; HTML, nothing when it has no words."""
    words = [str(value) for value in _said(row)]
    match section:
        case "consents":
            text = mydata_lines.page_text(_clean(row["text"] or ""))
            return " · ".join(part for part in (html.escape(consent_line(row, tr)), text) if part)
        case "subscriptions":
            return _clean(mydata_lines.subscription(row, tr, service))
        case "profile":
            words = [tr("Telegram ID: {id}", id=row["telegram_id"])]
        case "messages_to_you":
            words = [mydata_lines.message(row, tr)]
        case "log":
            words = [mydata_lines.entry(row, tr), row["text"] or ""]
    return html.escape(" · ".join(_clean(word) for word in words if word.strip()))


def _is_moment(name: str) -> bool:
    return name in _MOMENTS or name.endswith(("_at", "_since"))


def _said(row: Mapping[str, Any]) -> Iterator[object]:
    texts = row.get("texts")
    if isinstance(texts, Sequence) and texts and isinstance(texts[0], Mapping):
        yield texts[0].get("title", "")
    for name, value in row.items():
        if name in _WORDS and value not in (None, ""):
            yield ", ".join(map(str, value)) if isinstance(value, list) else value


def _clean(text: str) -> str:
    kept = text.translate(_BIDI)
    return "".join(char for char in kept if char in "\n\t" or char >= " ")


def _moment(text: str, tr: Translator, service: Service) -> str:
    moment = datetime.fromisoformat(text).astimezone(service.zone)
    return f"{tr.date(moment.date())}, {moment:%H:%M}"


def consent_line(row: Mapping[str, Any], tr: Translator) -> str:
    """Return which text somebody agreed to, in which language."""
    from handlers.views.onboarding import LANGUAGE_NAMES

    language = row["language"]
    if language is None:
        return tr("Text {version}", version=row["version"])
    return tr("Text {version}, {language}", version=row["version"], language=LANGUAGE_NAMES[Language(language)])


def consent_record(consents: Sequence[Mapping[str, Any]], tr: Translator, service: Service) -> str | None:
    """Return when the reader agreed to what and withdrew it, the latest last; None when they never did."""
    told = []
    for row in consents[-SHOWN_CONSENTS:]:
        text, given = consent_line(row, tr), _moment(row["given_at"], tr, service)
        if row["withdrawn_at"]:
            until = _moment(row["withdrawn_at"], tr, service)
            told.append(tr("{text}: given {moment}, withdrawn {until}", text=text, moment=given, until=until))
        else:
            told.append(tr("{text}: given {moment}", text=text, moment=given))
    return lines(tr("<b>Your consents</b>"), *map(esc, told)) if told else None
