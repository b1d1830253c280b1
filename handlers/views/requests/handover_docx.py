"""The brief about an office as a document: facts in, a .docx file out."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from domain.requests.inbox import Heap, Line
from domain.requests.promises import Promise
from handlers.service import Service
from handlers.texts import Translator
from handlers.views.alert import place_name
from handlers.views.requests.handover import Brief, counts, ended_line, partner_line
from handlers.views.requests.inbox import due_words
from handlers.views.screen import clip, one_line, visible

if TYPE_CHECKING:
    from handlers.views.requests.paper import Paper

MOST_OPEN, MOST_PROMISES, MOST_PARTNERS, MOST_ENDED = 300, 300, 15, 20
NAME_LIMIT = 120
GIST_LIMIT = 120
WORDS_LIMIT = 300


def handover_docx(found: Brief, tr: Translator, service: Service) -> bytes:
    """Return the document in the language of `tr`. Takes a while for a busy office: not for the event loop."""
    from handlers.views.requests.paper import Paper  # its library is 5 MB that a bot without letters can spare

    office = one_line(found.office.name(tr.language))[:NAME_LIMIT]
    paper = Paper(tr.language, tr("Handover of the office"), found.made)
    paper.title(tr("Handover of the office"))
    paper.facts(
        (
            (tr("Office"), office),
            (tr("Akimat"), place_name(found.office.territory_id, service, tr)),
            (tr("Given to"), one_line(found.seat.holder)[:NAME_LIMIT]),
            (tr("In the seat since"), tr.date(service.today(found.seat.since))),
            (tr("Made"), f"{tr.date(found.today)}, {found.made:%H:%M}"),
        )
    )
    paper.items(visible(one) for one in counts(found, tr))
    paper.heading(tr("Open requests by reply date"))
    _list(paper, [_open(line, found, tr, service) for line in found.opened], tr)
    more = found.counts[Heap.OPEN] - len(found.opened)
    if more > 0:
        paper.line(tr("{n} more are in the bot: /inbox", n=tr.number(more)))
    paper.heading(tr("Promises to be kept"))
    _list(paper, [_promise(one, tr) for one in found.pending], tr)
    paper.heading(tr("NGOs that write most often"))
    _list(paper, [visible(partner_line(one, tr)) for one in found.partners], tr)
    paper.heading(tr("Answered or closed last"))
    _list(paper, [visible(ended_line(line, found.today, tr, service)) for line in found.ended], tr)
    return paper.done()


def _list(paper: Paper, told: list[str], tr: Translator) -> None:
    if told:
        paper.items(told)
    else:
        paper.line(tr("None."))


def _open(line: Line, found: Brief, tr: Translator, service: Service) -> str:
    return "; ".join(_of_open(line, found, tr, service))


def _of_open(line: Line, found: Brief, tr: Translator, service: Service) -> Iterable[str]:
    request = line.request
    ngo = one_line(line.ngo or "")[:NAME_LIMIT] or tr("organisation erased")
    yield f"{request.number}, {ngo}"
    topic = next((one.name(tr.language) for one in service.topics if one.id == request.topic_id), "")
    if topic:
        yield topic
    yield f"«{clip(request.gist, GIST_LIMIT)}»" if request.gist else tr("the text was erased")
    yield tr("sent on {day}", day=tr.date(service.today(request.filed_at)))
    yield visible(due_words(line.due, found.calendar, found.today, tr))
    if line.holder is None:
        yield tr("not taken")
    else:
        yield tr("taken by {name}", name=one_line(line.holder)[:NAME_LIMIT] or tr("a colleague"))


def _promise(promise: Promise, tr: Translator) -> str:
    words = clip(promise.text, WORDS_LIMIT) if promise.text else tr("the text was erased")
    return f"№ {promise.request_id}, {tr.date(promise.day)}; {words}"
