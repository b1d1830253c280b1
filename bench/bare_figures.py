"""The table by office as bare SQL over the kept rows: counts, shares, Wilson's intervals, Kaplan and Meier's quantiles.

What somebody would write who has the rows, SQLite and nothing else: window functions for who still waits at each time,
and the curve as the exponential of a running sum of logarithms.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from typing import Any

_OVERDUE = "answer_after IS NULL AND gone_after IS NULL AND holds < :today"


def _wilson(part: str, whole: str) -> str:
    share, square = f"(1.0 * {part} / {whole})", "3.8414588"
    half = f"1.9599640 / (1 + {square} / {whole}) * SQRT({share} * (1 - {share}) / {whole} + {square} / (4.0 * {whole} * {whole}))"  # noqa: E501
    middle = f"({share} + {square} / (2.0 * {whole})) / (1 + {square} / {whole})"
    return f"{share}, {middle} - {half}, {middle} + {half}"


def _counts(table: str, key: str) -> str:
    counted = ", ".join(
        f"COUNT(CASE WHEN {condition} THEN 1 END)"
        for condition in (
            *(f"outcome = '{one}'" for one in ("answered", "open", "closed_unanswered", "withdrawn", "redirected")),
            *(f"said = '{one}'" for one in ("solved", "promise", "formal", "forwarded", "no_answer", "unrated")),
            _OVERDUE,
            f"{_OVERDUE} AND outcome = 'open'",
        )
    )
    return f"""
        SELECT k, n, {", ".join(f"c{place}" for place in range(13))}, redirected, extended, reopened, oldest,
               {_wilson("in_time", "ended")}, {_wilson("in_time_extended", "ended_extended")}, {_wilson("c5", "n")}
        FROM (SELECT {key} AS k, COUNT(*) AS n, {_named(counted)}, SUM(redirected) AS redirected,
                     SUM(extended) AS extended, SUM(reopened) AS reopened,
                     MIN(CASE WHEN {_OVERDUE} THEN registered END) AS oldest,
                     COUNT(CASE WHEN due < :today THEN in_time END) AS ended,
                     SUM(CASE WHEN due < :today THEN in_time END) AS in_time,
                     COUNT(CASE WHEN holds < :today THEN in_time_extended END) AS ended_extended,
                     SUM(CASE WHEN holds < :today THEN in_time_extended END) AS in_time_extended
              FROM {table} WHERE filed_on BETWEEN :first AND :last AND latest <= :as_of GROUP BY 1)
    """


def _named(counted: str) -> str:
    parts = counted.split(", COUNT(")
    return ", ".join(f"{'COUNT(' if place else ''}{part} AS c{place}" for place, part in enumerate(parts))


def _curve(table: str, key: str, came: str) -> str:
    return f"""
        WITH waits AS (
            SELECT {key} AS k, {came} IS NOT NULL AS came,
                   COALESCE({came}, gone_after, MAX(:as_of - registered, 0)) AS t
            FROM {table} WHERE filed_on BETWEEN :first AND :last AND latest <= :as_of
        ), ranked AS (
            SELECT k, t, came, COUNT(*) OVER (PARTITION BY k) - RANK() OVER (PARTITION BY k ORDER BY t) + 1 AS waiting
            FROM waits
        ), times AS (
            SELECT k, t, SUM(came) AS d, MAX(waiting) AS n FROM ranked GROUP BY k, t
        ), curve AS (
            SELECT k, t, EXP(SUM(CASE WHEN d = n THEN -1e3 ELSE LN(1 - 1.0 * d / n) END)
                             OVER (PARTITION BY k ORDER BY t)) AS s
            FROM times
        )
        SELECT k, MIN(CASE WHEN s <= 0.5 + 1e-9 THEN t END), MIN(CASE WHEN s <= 0.1 + 1e-9 THEN t END), MAX(t)
        FROM curve GROUP BY k
    """


def _promises(key: str) -> str:
    return f"""
        SELECT {key}, COUNT(*), COUNT(CASE WHEN verdict = 'kept' THEN 1 END),
               COUNT(CASE WHEN verdict = 'partly' THEN 1 END), COUNT(CASE WHEN verdict = 'broken' THEN 1 END),
               COUNT(CASE WHEN verdict IS NULL AND done = 0 AND day < :today THEN 1 END),
               COUNT(CASE WHEN first_day < :today THEN 1 END),
               COUNT(CASE WHEN first_day < :today AND verdict = 'kept' THEN 1 END)
        FROM figure_promise WHERE filed_on BETWEEN :first AND :last AND latest <= :as_of GROUP BY 1
    """


def by_office(database: sqlite3.Connection, asked: Mapping[str, Any]) -> dict[Any, tuple[Any, ...]]:
    """Return for each office, and for all requests under "total", n and the two quantiles until the answer.

    Args:
        database: with the kept rows.
        asked: `first`, `last`, `today` as text, `as_of` in microseconds.
    """
    found: dict[Any, tuple[Any, ...]] = {}
    for table, key in (("figure_part", "office_id"), ("figure_request", "'total'")):
        sizes = {row[0]: row[1] for row in database.execute(_counts(table, key), asked).fetchall()}
        database.execute(_curve(table, key, "heard_after"), asked).fetchall()
        curves = database.execute(_curve(table, key, "answer_after"), asked).fetchall()
        database.execute(_promises(key), asked).fetchall()
        found |= {name: (sizes[name], half, ninth) for name, half, ninth, _ in curves}
    return found
