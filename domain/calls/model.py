"""What a post, a candidate read from it, and a stored call are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, tzinfo
from enum import StrEnum

SHOWN_FROM = 0.6
"""Confidence from which a field is shown to people; below it they read "check at the source"."""


class CallKind(StrEnum):
    """Kind of announcement; the last four are not calls."""

    GRANT = "grant"
    SSO = "sso"  # state social order / мемлекеттік әлеуметтік тапсырыс, Law 36-III art. 1
    PARTNERSHIP = "partnership"
    AWARD = "award"
    CSR = "csr"
    PARTICIPATORY_BUDGET = "participatory_budget"
    CONTEST = "contest"
    TRAINING = "training"
    EVENT = "event"
    VOLUNTEERING = "volunteering"
    RESULT = "result"
    NEWS = "news"
    JOB_OR_TENDER = "job_or_tender"
    OTHER = "other"


CALL_KINDS = (
    CallKind.GRANT,
    CallKind.SSO,
    CallKind.PARTNERSHIP,
    CallKind.AWARD,
    CallKind.CSR,
    CallKind.PARTICIPATORY_BUDGET,
    CallKind.CONTEST,
    CallKind.TRAINING,
    CallKind.EVENT,
    CallKind.VOLUNTEERING,
)


class CallEvent(StrEnum):
    """What an announcement reports about a call."""

    OPENED = "opened"
    EXTENDED = "extended"
    CANCELLED = "cancelled"
    RESULT = "result"
    NONE = "none"


@dataclass(frozen=True, slots=True, order=True)
class LocalMoment:
    """A local day, with the time of day when the text gives one.

    A moment without a time means the whole day: as a deadline it ends when the day ends.
    """

    day: date
    at: time | None = None

    def isoformat(self) -> str:
        """Return `2026-03-17` or `2026-03-17T18:00`."""
        if self.at is None:
            return self.day.isoformat()
        return f"{self.day.isoformat()}T{self.at.isoformat('minutes')}"

    @classmethod
    def parse(cls, text: str) -> LocalMoment:
        """Read what `isoformat` wrote.

        Raises:
            ValueError: the text is not such a moment.
        """
        day, _, at = text.partition("T")
        return cls(date.fromisoformat(day), time.fromisoformat(at) if at else None)

    def ends(self, zone: tzinfo) -> datetime:
        """Return the aware instant after which the moment is over: the given time, or the end of the day."""
        if self.at is None:
            # 9999-12-31 has no next day; such a deadline is refused on reading, this only keeps the sum safe.
            following = self.day + timedelta(days=1) if self.day < date.max else self.day
            return datetime.combine(following, time(0), zone)
        return datetime.combine(self.day, self.at, zone)


class Applicant(StrEnum):
    """Who may answer a call."""

    NGO = "ngo"
    INITIATIVE_GROUP = "initiative_group"
    CITIZEN = "citizen"
    YOUTH = "youth"  # 14–35 years, Law 285-V on state youth policy
    BUSINESS = "business"  # small firms and social entrepreneurs
    INSTITUTION = "institution"  # schools, libraries and other bodies of the state
    MEDIA = "media"


@dataclass(frozen=True, slots=True)
class Stated:
    """What a source states in fields of its own, beside the text: a register's dates, sum, customer.

    What is stated is certain: nothing has to be read from words. `regions` holds territory ids. `month_first` tells
    that the source prints days as month/day/year. `number` is how the source itself tells its announcements apart: two
    with one number are one call, two with different numbers never are. `lang` is that of the words. `printed` shows
    each field as the source states it, by its name here: `("deadline", "endDate: 2026-07-15 10:00:00")`.
    """

    kind: CallKind | None = None
    event: CallEvent | None = None
    opens: LocalMoment | None = None
    deadline: LocalMoment | None = None
    amount_max: int | None = None
    amount_total: int | None = None
    currency: str | None = None
    regions: tuple[str, ...] = ()
    organiser: str | None = None
    month_first: bool = False
    number: str | None = None
    lang: str | None = None
    printed: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Post:
    """One item of a source, as text, with what the source states in fields of its own.

    `external_id` is the source's own name for it (guid, link); `published` is aware or None.
    """

    external_id: str
    url: str
    title: str
    text: str
    published: datetime | None = None
    stated: Stated | None = None


@dataclass(frozen=True, slots=True)
class Candidate:
    """What was read from one post.

    `regions` holds territory ids, `spheres` ids of the Article 5 spheres (Law 36-III), amounts are whole units of
    `currency` (ISO 4217). `award_mci` is the ceiling of one award in monthly calculation indices when the text gives it
    so (a grant of 500–3000 МРП / АЕК, Law 36-III art. 6-1); `ages` the youngest and oldest an applicant may be, in
    years. `confidence` (0..1) and `evidence` (the words it was read from, as printed) are keyed by field name: is_call,
    kind, event, opens, deadline, amount_max, amount_total, award_mci, regions, spheres, organiser, applicants, lang.
    """

    is_call: bool
    kind: CallKind
    event: CallEvent
    opens: LocalMoment | None = None
    deadline: LocalMoment | None = None
    deadlines: tuple[LocalMoment, ...] = ()
    amount_max: int | None = None
    amount_total: int | None = None
    currency: str | None = None
    regions: tuple[str, ...] = ()
    spheres: tuple[str, ...] = ()
    organiser: str | None = None
    applicants: tuple[Applicant, ...] = ()
    ages: tuple[int | None, int | None] = (None, None)
    award_mci: int | None = None
    lang: str = "ru"
    confidence: Mapping[str, float] = field(default_factory=dict)
    evidence: Mapping[str, str] = field(default_factory=dict)

    def sure(self, name: str) -> bool:
        """Tell whether the field's confidence is enough to show it to people."""
        return self.confidence.get(name, 0.0) >= SHOWN_FROM


@dataclass(frozen=True, slots=True)
class CallText:
    """A call's words in one language, and where they stand.

    What somebody published through the bot names its `author` (`domain.submissions.Author`), and without an address of
    its own keeps the beginning of its words as `summary`, for there is no other place to read them.
    """

    lang: str
    title: str
    url: str
    source_id: str
    author: str = ""
    summary: str = ""


@dataclass(frozen=True, slots=True)
class Call:
    """Конкурс / конкурс: one announced opportunity, whatever number of sites and languages announce it.

    `id` is 0 before it is stored. `revision` grows when something changes that people must hear about. Fields that were
    read with too little confidence are None here: they are shown as "check at the source", never invented. `likeness`
    is what the call is recognised by (`domain.calls.recognition`), `words` the stems of all its texts
    (`domain.calls.matching.words_of`); lists leave both empty.
    """

    id: int
    revision: int
    kind: CallKind
    event: CallEvent
    texts: tuple[CallText, ...]
    territories: tuple[str, ...]
    spheres: tuple[str, ...]
    opens: LocalMoment | None
    deadline: LocalMoment | None
    closes_at: datetime | None
    amount_max: int | None
    amount_total: int | None
    currency: str | None
    organiser: str | None
    published_at: datetime | None
    first_seen_at: datetime
    first_delivered_at: datetime | None = None
    applicants: tuple[Applicant, ...] = ()
    ages: tuple[int | None, int | None] = (None, None)
    award_mci: int | None = None
    corrected: frozenset[str] = frozenset()
    likeness: str = ""
    words: frozenset[str] = frozenset()

    def text_in(self, lang: str) -> CallText:
        """Return the text in the language asked for, else the first one stored."""
        return next((text for text in self.texts if text.lang == lang), self.texts[0])

    @property
    def cancelled(self) -> bool:
        """Tell whether the organiser called it off."""
        return self.event is CallEvent.CANCELLED
