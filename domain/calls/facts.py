"""Facts that a decision about sameness is made from: a closed list, which views put into words."""

from __future__ import annotations

from enum import StrEnum


class Fact(StrEnum):
    """What a decision was made from, for views to put into words; those in `AGAINST` speak against one call."""

    NUMBER = "number"  # a register's own, of its announcements
    DEADLINE = "deadline"
    OLD_DEADLINE = "old deadline"  # one prints the last day that the other still had
    HOUR = "hour"  # the same time of day on the last day
    OPENING = "opening"
    OTHER_DAYS = "other days"  # the rest of the timetable, shared
    AMOUNT = "amount"  # the ceiling of one award
    FUND = "fund"  # the whole sum
    SUMS = "sums"  # other sums that both print
    NUMBERS = "numbers"  # counts: awards, people, ages
    TERRITORY = "territory"
    NAME = "name"  # the name of the call or programme
    ORGANISATION = "organisation"
    CONTACT = "contact"  # e-mail, telephone, business number, page
    LOT = "lot"
    SUBJECT = "subject"
    SPHERE = "sphere"
    KIND = "kind"
    WORDS = "words"
    DIFFERENT_NUMBER = "another number"
    DIFFERENT_DEADLINE = "another deadline"
    DIFFERENT_HOUR = "another hour"
    DIFFERENT_OPENING = "another opening"
    DIFFERENT_AMOUNT = "another amount"
    DIFFERENT_FUND = "another fund"
    DIFFERENT_CURRENCY = "another currency"
    DIFFERENT_TERRITORY = "another territory"
    DIFFERENT_NAMES = "other names"
    DIFFERENT_ORGANISATION = "another organisation"
    DIFFERENT_LOT = "another lot"
    DIFFERENT_ROUND = "another round"
    REPEATED = "repeated"
    DIFFERENT_YEAR = "another year"
    DIFFERENT_SUBJECT = "other subjects"
    DIFFERENT_SPHERES = "other spheres"
    DIFFERENT_KIND = "another kind"
    DIFFERENT_WORDS = "other words"
    LONG_APART = "long apart"
    AFTERWARDS = "afterwards"  # one came out when the last day of the other was over
    REPORT = "report"  # one of them reports results and announces nothing


AGAINST = frozenset(fact for fact in Fact if fact.name.startswith("DIFFERENT")) | {
    Fact.REPEATED,
    Fact.LONG_APART,
    Fact.AFTERWARDS,
    Fact.REPORT,
}
"""Facts that speak against one call."""
