"""The numbers of reports for programs: one CSV of all tables, JSON, and a dictionary that says what each column is."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from domain.statistics.figures import Figures
from domain.statistics.measures import Quantile, Share
from domain.statistics.tables import TOTAL
from handlers.exporting.cells import clean
from handlers.exporting.csv_files import disarmed
from handlers.texts import Texts, Translator
from handlers.views.figures import key_name
from handlers.views.report_issue import Issue, World

Value = str | int | float | bool | None
_DAY = 86400


def _share(read: Callable[[Figures], Share]) -> dict[str, Callable[[Figures], Value]]:
    """Return a share in five columns: of how many, how many, and the share between its ends."""
    return {
        "of": lambda one: read(one).whole,
        "part": lambda one: read(one).part,
        "share": lambda one: _rounded(read(one).value),
        "low": lambda one: _rounded((read(one).interval or (None, None))[0]),
        "high": lambda one: _rounded((read(one).interval or (None, None))[1]),
    }


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)


def _days(found: Quantile | None) -> float | None:
    return None if found is None else round(found.seconds / _DAY, 2)


def _over(found: Quantile | None) -> bool | None:
    return None if found is None else found.over


def _named(name: str, columns: Mapping[str, Callable[[Figures], Value]]) -> dict[str, Callable[[Figures], Value]]:
    return {f"{name}_{part}": read for part, read in columns.items()}


FIGURES: Mapping[str, Callable[[Figures], Value]] = {
    "requests": lambda one: one.n,
    "answered": lambda one: one.answered,
    "open": lambda one: one.open,
    "closed_unanswered": lambda one: one.closed_unanswered,
    "withdrawn": lambda one: one.withdrawn,
    "away": lambda one: one.away,
    "redirected": lambda one: one.redirected,
    "extended": lambda one: one.extended,
    "reopened": lambda one: one.reopened,
    "overdue": lambda one: one.overdue,
    "overdue_open": lambda one: one.overdue_open,
    "oldest_overdue_days": lambda one: None if one.oldest is None else round(one.oldest / _DAY, 2),
    "first_response_median_days": lambda one: _days(one.response.median),
    "first_response_median_over": lambda one: _over(one.response.median),
    "first_response_p90_days": lambda one: _days(one.response.ninetieth),
    "first_response_p90_over": lambda one: _over(one.response.ninetieth),
    "answer_median_days": lambda one: _days(one.answer.median),
    "answer_median_over": lambda one: _over(one.answer.median),
    "answer_p90_days": lambda one: _days(one.answer.ninetieth),
    "answer_p90_over": lambda one: _over(one.answer.ninetieth),
    **_named("within_term", _share(lambda one: one.in_time)),
    **_named("within_extended_term", _share(lambda one: one.in_time_extended)),
    **_named("solved", _share(lambda one: one.solved_share)),
    "rated_promise": lambda one: one.ratings.promise,
    "rated_formal": lambda one: one.ratings.formal,
    "rated_forwarded": lambda one: one.ratings.forwarded,
    "rated_no_answer": lambda one: one.ratings.no_answer,
    "not_rated": lambda one: one.ratings.unrated,
    "promises": lambda one: one.promises.n,
    "promises_kept": lambda one: one.promises.kept,
    "promises_partly": lambda one: one.promises.partly,
    "promises_broken": lambda one: one.promises.broken,
    "promises_unjudged": lambda one: one.promises.unjudged,
    "promises_overdue": lambda one: one.promises.overdue,
    **_named("promises_kept_share", _share(lambda one: one.promises.kept_share)),
}
"""Columns of figures by name: names are only added, their meaning does not change."""

LEADING = (
    "territory",
    "period_first",
    "period_last",
    "as_of",
    "edition",
    "log",
    "table",
    "key",
    "name_kk",
    "name_ru",
    "hidden",
)
COLUMNS = (*LEADING, *FIGURES)


def records(issue: Issue, world: World, texts: Texts) -> Iterator[dict[str, Value]]:
    """Yield a row for all requests and one for each group of each table; figures are None where they are hidden."""
    yield _record(issue, TOTAL, TOTAL, [tr("All requests") for tr in texts.all()], issue.taken.total, world)
    for by in issue.taken.tables:
        counted = issue.counted(by)
        for row in counted.table.rows:
            names = [key_name(row.key, counted, world.tree, world.topics, world.zone, tr) for tr in texts.all()]
            yield _record(issue, by.value, row.key, names, row.figures, world)


def _record(
    issue: Issue, table: str, key: Value, names: Sequence[str], figures: Figures | None, world: World
) -> dict[str, Value]:
    taken = issue.taken
    leading: dict[str, Value] = {
        "territory": taken.territory_id,
        "period_first": taken.period.first.isoformat(),
        "period_last": taken.period.last.isoformat(),
        "as_of": taken.as_of.astimezone(world.zone).isoformat(timespec="seconds"),
        "edition": issue.last.number,
        "log": str(taken.head),
        "table": table,
        "key": key,
        "name_kk": clean(names[0]),
        "name_ru": clean(names[1]),
        "hidden": figures is None,
    }
    return leading | {name: None if figures is None else read(figures) for name, read in FIGURES.items()}


def as_csv(rows: Iterator[dict[str, Value]], columns: Sequence[str] = COLUMNS) -> bytes:
    """Return rows as CSV (RFC 4180): UTF-8 with a mark, commas, decimal points; no cell is a formula."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([_cell(row[name]) for name in columns] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def _cell(value: Value) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return disarmed(value) if isinstance(value, str) else str(value)


def as_json(issue: Issue, world: World, texts: Texts) -> bytes:
    """Return the same rows as one JSON object, with what they rest on and the dictionary of their columns."""
    taken = issue.taken
    told: dict[str, Any] = {
        "territory": taken.territory_id,
        "month": str(issue.month) if issue.month else None,
        "log": {"number": taken.head.number, "hash": taken.head.hash},
        "calendar": {"entry": taken.calendar, "awaited_years": taken.awaited, "unknown_years": taken.unknown},
        "editions": [
            {
                "number": one.number,
                "digest": one.digest,
                "reason": clean(one.reason),
                "made_at": one.made_at.astimezone(world.zone).isoformat(timespec="seconds"),
            }
            for one in issue.editions
        ],
        "comments": {str(one.office_id): one.comment for one in issue.offices.values() if one.comment},
        "rows": list(records(issue, world, texts)),
        "columns": {row["column"]: {"kk": row["kk"], "ru": row["ru"]} for row in dictionary(texts)},
    }
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()


def dictionary(texts: Texts) -> Iterator[dict[str, Value]]:
    """Yield what each column holds, in both languages."""
    kk, ru = (_meanings(tr) for tr in texts.all())
    for name in COLUMNS:
        yield {"column": name, "kk": kk[name], "ru": ru[name]}


DICTIONARY = ("column", "kk", "ru")


def _meanings(tr: Translator) -> dict[str, str]:
    days = tr("calendar days")
    over = tr("whether it takes longer than that: by then fewer had an answer")
    found = {
        "territory": tr("id of the territory of the report (KATO code where there is one)"),
        "period_first": tr("first day of filing that is counted"),
        "period_last": tr("last day of filing that is counted"),
        "as_of": tr("the moment as of which everything is counted"),
        "edition": tr("edition of the report; a later one corrects the earlier"),
        "log": tr("entry of the log up to which it was read, and its hash"),
        "table": tr("what the row tells of: all requests, an office, a territory, a topic or a month of filing"),
        "key": tr("number of the office, id of the territory or topic, or the month"),
        "name_kk": tr("name in Kazakh"),
        "name_ru": tr("name in Russian"),
        "hidden": tr("whether it is hidden: the group is small or was hidden together with a small one"),
        "requests": tr("requests filed, or received by the office"),
        "answered": tr("answered in substance"),
        "open": tr("neither answered nor ended"),
        "closed_unanswered": tr("closed unanswered"),
        "withdrawn": tr("withdrawn by the NGO before an answer"),
        "away": tr("sent on by the office without an answer"),
        "redirected": tr("sent on at least once"),
        "extended": tr("term extended in time"),
        "reopened": tr("opened again at least once"),
        "overdue": tr("overdue without an answer, whether open, closed or redirected"),
        "overdue_open": tr("of these open"),
        "oldest_overdue_days": tr("age of the oldest overdue one, calendar days"),
        "rated_promise": tr("answer rated: a promise"),
        "rated_formal": tr("last answer rated: a formal reply"),
        "rated_forwarded": tr("last answer rated: forwarded on"),
        "rated_no_answer": tr("last answer rated: no answer"),
        "not_rated": tr("answer not rated"),
        "promises": tr("promises given"),
        "promises_kept": tr("promises kept"),
        "promises_partly": tr("promises kept in part"),
        "promises_broken": tr("promises not kept"),
        "promises_unjudged": tr("promises that the NGO has not judged"),
        "promises_overdue": tr("of the promises not judged: the day is over and nothing was said to be done"),
    }
    times = {
        "first_response_median": tr("first response: half had one"),
        "first_response_p90": tr("first response: 9 in 10 had one"),
        "answer_median": tr("answer in substance: half had one"),
        "answer_p90": tr("answer in substance: 9 in 10 had one"),
    }
    for name, meaning in times.items():
        found[f"{name}_days"] = f"{meaning}; {days}"
        found[f"{name}_over"] = over
    shares = {
        "within_term": tr("requests whose reply date has passed, answered in time"),
        "within_extended_term": tr("the same by the extended date"),
        "solved": tr("requests whose answer the NGO called a solution"),
        "promises_kept_share": tr("promises whose first day has passed, kept"),
    }
    parts = {
        "of": tr("of how many"),
        "part": tr("how many"),
        "share": tr("share from 0 to 1; empty when there are fewer than ten"),
        "low": tr("lower end of the interval of 95 percent confidence"),
        "high": tr("upper end of the interval of 95 percent confidence"),
    }
    for name, meaning in shares.items():
        for part, words in parts.items():
            found[f"{name}_{part}"] = f"{meaning}: {words}"
    return found
