"""Figures as JSON values; the shape is promised in docs/figures.md."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from domain.offices import Topic
from domain.requests.terms import Terms
from domain.statistics.figures import Figures, Times
from domain.statistics.hiding import LEAST
from domain.statistics.measures import CONFIDENCE, FEW, Quantile, Share
from domain.territory import TerritoryTree
from handlers.figures import Counted
from handlers.texts import Texts
from handlers.views.figures import doubtful_years, key_name

_COUNTS: Sequence[str] = (
    "n", "answered", "open", "closed_unanswered", "withdrawn", "away", "redirected", "extended", "reopened", "overdue",
    "overdue_open",
)  # fmt: skip


def table_object(
    found: Counted, terms: Terms, tree: TerritoryTree, topics: Mapping[str, Topic], texts: Texts
) -> dict[str, Any]:
    """Return one table of figures with all that it rests on."""
    return {
        **basis_object(found, terms),
        "by": found.table.by.value,
        "total": figures_object(found.table.total),
        "groups": groups_object(found, terms, tree, topics, texts),
    }


def basis_object(found: Counted, terms: Terms) -> dict[str, Any]:
    """Return what figures rest on: moment, period, place, log, calendar, and from how many on something is said."""
    table = found.table
    awaited, unknown = doubtful_years(found, terms)
    return {
        "as_of": table.as_of.astimezone(terms.zone).isoformat(timespec="seconds"),
        "from": table.period.first.isoformat(),
        "to": table.period.last.isoformat(),
        "territory": table.territory_id,
        "public": table.public,
        "log": {"number": found.head.number, "hash": found.head.hash},
        "calendar": {"entry": found.calendar, "awaited_years": awaited, "unknown_years": unknown},
        "confidence": CONFIDENCE,
        "few": FEW,
        "least_public": LEAST if table.public else None,
    }


def groups_object(
    found: Counted, terms: Terms, tree: TerritoryTree, topics: Mapping[str, Topic], texts: Texts
) -> list[dict[str, Any]]:
    """Return the groups of a table, each with its name in both languages."""
    return [
        {
            "key": row.key,
            **{
                f"name_{tr.language.value}": key_name(row.key, found, tree, topics, terms.zone, tr)
                for tr in texts.all()
            },
            "hidden": row.figures is None,
            "figures": figures_object(row.figures),
        }
        for row in found.table.rows
    ]


def figures_object(figures: Figures | None) -> dict[str, Any] | None:
    """Return the figures of a group; times in seconds; None where it is hidden."""
    if figures is None:
        return None
    kept = asdict(figures.promises)
    kept.pop("kept_share")
    return {
        **{name: getattr(figures, name) for name in _COUNTS},
        "oldest_overdue": None if figures.oldest is None else round(figures.oldest),
        "first_response": _times(figures.response),
        "substantive_answer": _times(figures.answer),
        "within_term": _share(figures.in_time),
        "within_extended_term": _share(figures.in_time_extended),
        "ratings": asdict(figures.ratings),
        "solved": _share(figures.solved_share),
        "promises": {**kept, "kept_share": _share(figures.promises.kept_share)},
    }


def _times(found: Times) -> dict[str, Any]:
    return {"came": found.came, "median": _quantile(found.median), "percentile_90": _quantile(found.ninetieth)}


def _quantile(found: Quantile | None) -> dict[str, Any] | None:
    return None if found is None else {"seconds": round(found.seconds), "over": found.over}


def _share(found: Share) -> dict[str, Any]:
    low, high = found.interval or (None, None)
    return {"part": found.part, "of": found.whole, "share": found.value, "low": low, "high": high}
