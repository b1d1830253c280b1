"""What speaks for and against an open call in a post, as a few dozen measures between 0 and 1."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from domain.calls.model import CallKind
from domain.calls.reading import moods, signals
from domain.calls.reading.deadlines import Term
from domain.calls.reading.text import Page, Rule, fold

_QUESTION = re.compile(r"(?m)^ *-[^\n]{1,300}\? *$")  # a line of dialogue that asks
_COMING = frozenset((CallKind.EVENT, CallKind.TRAINING, CallKind.VOLUNTEERING))
_SURE = 0.6
_SHORTEST_BODY = 20  # characters; fewer tell nothing
_GROUPS: tuple[tuple[str, Rule], ...] = (
    ("open", signals.OPEN),
    ("results", signals.RESULTS),
    ("closed", signals.CLOSED),
    ("news", signals.NEWS),
    ("job", signals.JOB),
    ("tender", signals.TENDER),
    ("student", signals.PERSONAL),
    ("appeal", signals.APPEAL),
    ("cancelled", signals.CANCELLED),
    ("extended", signals.EXTENDED),
    ("civic", signals.CIVIC),
    ("we", moods.WE),
    ("gives", moods.GIVES),
    ("asked", moods.ASKED),
    ("may", moods.MAY_ANSWER),
    ("ceiling", moods.CEILING),
    ("after", moods.AFTERWARDS),
    ("stage", moods.STAGE),
    ("quoted", moods.QUOTED),
    ("counted", moods.COUNTED),
    ("planned", moods.PLANNED),
    ("thanked", moods.THANKED),
    ("corrected", moods.CORRECTED),
    ("sat", moods.SAT),
    ("done", moods.DONE),
    ("address", moods.ADDRESS),
    ("warned", moods.WARNED),
    ("served", moods.FOR_CIVIC),
    ("story", moods.STORY),
)
_REPORTS = ("results", "closed", "news", "quoted", "counted", "planned", "thanked", "sat", "done", "story", "corrected")
_OTHER = (*_REPORTS, "job", "tender", "cancelled", "warned")
_OFFERS = ("open", "we", "gives", "asked", "may", "ceiling", "after", "stage", "address")


@dataclass(frozen=True, slots=True)
class Found:
    """How often a group of words stands in the title and, each once, in the body; the first of them; and where."""

    title: int
    body: int
    words: str
    starts: tuple[int, ...] = ()

    @property
    def any(self) -> bool:
        """Tell whether there is one at all."""
        return bool(self.title or self.body)


_NOTHING = Found(0, 0, "")


def search(page: Page) -> dict[str, Found]:
    """Look for every group of words."""
    return {name: _find(page, pattern) for name, pattern in _GROUPS}


def measure(
    page: Page, term: Term, found: Mapping[str, Found], *, published: date, kind: CallKind, points: float, foreign: bool
) -> dict[str, float]:
    """Return the measures of a post.

    Args:
        page: the post.
        term: when applications open and close.
        found: what `search` found.
        published: its local day of publication.
        kind: the likeliest kind, were it a call.
        points: how strongly words speak for that kind.
        foreign: only organisations of another country may answer.
    """
    last = term.last
    ahead = last is not None and last.day >= published and term.sure >= _SURE
    over = last is not None and last.day < published - timedelta(days=1) and term.sure >= _SURE
    official = kind in {CallKind.SSO, CallKind.PARTNERSHIP, CallKind.PARTICIPATORY_BUDGET}
    offered = ahead or found["open"].title > 0
    silent = {name for name, mute in (("tender", official), ("corrected", offered)) if mute}
    measures: dict[str, float] = {}
    for name, one in found.items():
        if name in silent:
            one = _NOTHING
        measures[f"{name}_title"] = float(one.title > 0)
        measures[f"{name}_body"] = min(one.body, 4) / 4 if name == "open" else min(one.body, 2) / 2
    reports = sum(found[name].any for name in _REPORTS if name not in silent)
    other_title = any(found[name].title for name in _OTHER if name not in silent)
    served = found["served"].any
    measures |= {
        "ahead": float(ahead),
        "over": float(over),
        "headline": float(
            found["open"].title > 0 and not other_title and len(page.folded) - page.title_end < _SHORTEST_BODY
        ),
        "event_ahead": float(term.event_day is not None and kind in _COMING),
        "opens": float(term.opens is not None),
        "dateless": float(last is None and term.event_day is None),
        "kind": min(points, 6.0) / 6,
        "official": float(official),
        "foreign": float(foreign),
        "channel": float(moods.CHANNEL.search(page.folded) is not None),
        "reports": min(4, reports) / 4,
        "offers": (sum(found[name].any for name in _OFFERS) + ahead) / (len(_OFFERS) + 1),
        "other_title": float(other_title and not found["open"].title),
        "unserved": 0.0 if served else max(measures["student_title"], measures["student_body"]),
        "work": float(found["job"].title > 0 or found["job"].body > 1),
    }
    measures["reports_undated"] = 0.0 if ahead else measures["reports"]
    measures["past_title"], measures["past"] = _past(page, found["open"])
    near = _deadline_sentences(page, term, ahead=ahead, published=published)
    asked = any(moods.ASKED.search(text) is not None for text in near)
    invited = any(signals.OPEN.search(text) is not None for text in near)
    measures["other_by_day"] = float(
        ahead and not asked and not invited and any(moods.BY_THEN.search(text) is not None for text in near)
    )
    measures["dialogue"] = float(found["story"].body > 1 and len(_QUESTION.findall(page.folded)) > 1)
    measures["asked_by_day"] = float(ahead and asked)
    measures["open_by_day"] = float(ahead and invited)
    measures["asked_ahead"] = float(not ahead and (asked or invited))
    measures["ingredients"] = (
        (found["gives"].any or found["ceiling"].any) + found["may"].any + found["asked"].any + ahead
    ) / 4
    for name in ("results", "news", "done"):
        measures[f"{name}_undated"] = 0.0 if ahead else measures[f"{name}_body"]
    return measures


def _past(page: Page, invited: Found) -> tuple[float, float]:
    """Return whether the title tells something past, and the share of sentences that do and do not invite."""
    inviting = {page.sentence_at(start) for start in invited.starts}
    title = 0.0
    count = past = 0
    for number, span in enumerate(page.sentences):
        text = page.sentence_text(number)
        if not text.strip():
            continue
        count += 1
        if number not in inviting and _tells_past(text):
            past += 1
            if span.start < page.title_end:
                title = 1.0
    return title, past / max(1, count)


def _tells_past(text: str) -> bool:
    if moods.PAST_KAZAKH.search(text) is not None:
        return True
    for match in moods.PAST_RUSSIAN.finditer(text):
        start = text.rfind(" ", 0, match.start()) + 1
        if match.end() - start > 3 and moods.NOT_PAST.match(text, start) is None:
            return True
    return False


def _deadline_sentences(page: Page, term: Term, *, ahead: bool, published: date) -> set[str]:
    """Return the sentence of the deadline or, when there is none, those of dates of which one is ahead."""
    if ahead:
        at = page.folded.find(fold(term.words)) if term.words else -1
        return {page.sentence_text(page.sentence_at(at))} if at >= 0 else set()
    if not any(day >= published for day in term.every):
        return set()
    return {page.sentence_text(page.sentence_at(start)) for start, _end in term.taken}


def _find(page: Page, pattern: Rule) -> Found:
    title = body = 0
    first = None
    seen: set[str] = set()
    starts: list[int] = []
    for match in pattern.finditer(page.folded):
        if first is None:
            first = match
        starts.append(match.start())
        if match.start() < page.title_end:
            title += 1
        elif match.group() not in seen:
            seen.add(match.group())
            body += 1
    return Found(title, body, page.shown(first.start(), first.end()) if first is not None else "", tuple(starts))
