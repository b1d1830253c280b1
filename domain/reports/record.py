"""The steps of a report as entries of the log: numbers, dates and digests; words stand beside and can be erased."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from domain.clock import micros
from domain.journal import Erasable, NewEntry
from domain.offices import By
from domain.reports.model import Edition, Report
from domain.reports.snapshot import Snapshot

BOT = "bot"
OPERATOR = "operator"


def report_subject(report_id: int) -> str:
    """Return what the log calls a report."""
    return f"report:{report_id}"


def drafted(report_id: int, month: str, taken: Snapshot) -> NewEntry:
    """Return that a report was counted; its digest holds the numbers in place from here on."""
    facts = {
        "territory": taken.territory_id,
        "month": month,
        "as_of": micros(taken.as_of),
        "head": taken.head.number,
        "calendar": taken.calendar,
        "digest": taken.digest,
    }
    return NewEntry("report.drafted", report_subject(report_id), BOT, facts)


def shown(report_id: int, offices: Sequence[int], publish_on: date) -> NewEntry:
    """Return that these offices were shown their figures, and the day of publication that they were told."""
    facts = {"offices": list(offices), "publish_on": publish_on.isoformat()}
    return NewEntry("report.shown", report_subject(report_id), BOT, facts)


def commented(report_id: int, office_id: int, by: By, text: str, *, again: bool) -> NewEntry:
    """Return that an office said something beside its figures, or said it differently; the words stand beside."""
    facts = {"office": office_id, "again": again, "removed": not text}
    actor = f"{by.right}@office:{office_id}"
    return NewEntry("report.commented", report_subject(report_id), actor, facts, Erasable(by.person_id, text))


def published(report: Report, edition: Edition) -> NewEntry:
    """Return that a report was published."""
    facts = {"edition": edition.number, "digest": edition.digest}
    return NewEntry("report.published", report_subject(report.id), BOT, facts)


def corrected(report_id: int, edition: Edition, before: Edition, by: By | None, changed: int) -> NewEntry:
    """Return that a new edition was published; `by` is None for the operator at the command line.

    Args:
        report_id: of which report.
        edition: the new one.
        before: the one that it corrects.
        by: the coordinator, in whose right.
        changed: how many figures differ.
    """
    facts = {
        "edition": edition.number,
        "digest": edition.digest,
        "before": before.digest,
        "changed": changed,
    }
    actor = OPERATOR
    if by is not None:
        role, _, territory = by.right.partition(":")
        actor = f"{role}@{territory}"
    beside = Erasable(by.person_id if by else None, edition.reason)
    return NewEntry("report.corrected", report_subject(report_id), actor, facts, beside)
