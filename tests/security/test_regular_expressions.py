"""No regular expression of the project runs away, whatever text it is given.

All of them are found: those compiled in modules and classes by importing everything, those written in functions by
reading the source. Each is run as it is used (where it is only matched at one place, so here) on texts made of its own
parts, repeated, with an end that spoils the match. It may take no more than some times what the plainest search that
begins anew at each letter takes on a text of that size, measured beside it in the same process. So nothing is
exponential, or grows with the cube of the text; how long texts can be is bounded before (a message has 4,096 letters, a
post that is read 40,000 with no word over 60). Rules that read announcements are given texts as `clean` leaves them.
"""

from __future__ import annotations

import ast
import gc
import importlib
import itertools
import pkgutil
import re
import re._parser as sre  # type: ignore[import-not-found]  # the standard library's own parser of patterns
import signal
import time
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from domain.calls.reading.text import clean, fold

ROOT = Path(__file__).resolve().parent.parent.parent
ROOMS = ("domain", "scrapers", "storage", "handlers", "bot")
FUNCTIONS = {"compile", "match", "fullmatch", "search", "sub", "subn", "split", "findall", "finditer"}

LONG = 4_096
"""Letters: as many as a message can have."""
PARTS = 12
WORST = 50.0
"""Times the plainest search that begins anew at each letter."""
READERS = ("domain.calls.reading", "domain.calls.likeness", "domain.calls.moods", "domain/calls/reading")
QUICK = 0.01
"""Seconds that need no second look."""
STOPPED_AFTER = 2.0
"""Seconds of our own CPU after which a pattern is stopped: nothing linear takes a hundredth of it."""


def walked() -> Iterator[tuple[str, re.Pattern[str]]]:
    """Every pattern that stands compiled in a module, a class or a table of either."""
    for room in ROOMS:
        package = importlib.import_module(room)
        for module in pkgutil.walk_packages(package.__path__, f"{room}."):
            if module.name.endswith("__main__"):
                continue
            found = importlib.import_module(module.name)
            for name, value in vars(found).items():
                place = f"{module.name}.{name}"
                yield from ((place, one) for one in patterns_in([value], 0, module.name))


def only_matched(place: str) -> bool:
    """Tell whether a pattern that has a name of its own is nowhere searched for: it is tried at one place."""
    module, _, name = place.rpartition(".")
    if "/" in place or not module:
        return False
    uses = re.findall(rf"\b{re.escape(name)}\.(\w+)", sources())
    return bool(uses) and set(uses) <= {"match", "fullmatch"}


@cache
def sources() -> str:
    return "\n".join(path.read_text(encoding="utf-8") for room in ROOMS for path in (ROOT / room).rglob("*.py"))


def patterns_in(values: object, depth: int, module: str) -> Iterator[re.Pattern[str]]:
    for value in list(values):  # type: ignore[call-overload]
        if isinstance(value, re.Pattern):
            if isinstance(value.pattern, str):
                yield value
        elif isinstance(value, type) and value.__module__ == module and depth < 2:
            yield from patterns_in(vars(value).values(), depth + 1, module)
        elif isinstance(value, dict) and depth < 4:
            yield from patterns_in([*value.keys(), *value.values()], depth + 1, module)
        elif isinstance(value, (tuple, list, set, frozenset)) and depth < 4 and len(value) < 5000:
            yield from patterns_in(value, depth + 1, module)
        elif hasattr(value, "__slots__") and depth < 4 and type(value).__module__.split(".")[0] in ROOMS:
            held = [getattr(value, name, None) for name in type(value).__slots__]
            yield from patterns_in(held, depth + 1, module)


def written() -> Iterator[tuple[str, re.Pattern[str]]]:
    """Every pattern that stands as a plain text in a call of `re`, wherever in the source."""
    for room in ROOMS:
        for path in sorted((ROOT / room).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args):
                    continue
                if not (isinstance(node.func.value, ast.Name) and node.func.value.id == "re"):
                    continue
                first = node.args[0]
                if node.func.attr in FUNCTIONS and isinstance(first, ast.Constant) and isinstance(first.value, str):
                    yield f"{path.relative_to(ROOT)}:{node.lineno}", re.compile(first.value)


@cache
def every_pattern() -> dict[tuple[str, int], str]:
    """Patterns and flags, each with a place where it stands."""
    gc.collect()
    # A name wins over a line: of it is known how it is used.
    return {(one.pattern, one.flags): place for place, one in [*written(), *walked()]}


def letters(items: list[tuple[object, object]], depth: int = 0) -> list[str]:
    """Return texts of which the parts of a pattern could be made: one or two letters of each class, each literal."""
    found: list[str] = []
    run = ""
    for kind, value in items:
        name = str(kind)
        if name == "LITERAL":
            run += chr(value)  # type: ignore[arg-type]
            continue
        if run:
            found.append(run)
            run = ""
        if name == "IN":
            found += in_class(value)  # type: ignore[arg-type]
        elif name in ("ANY", "NOT_LITERAL"):
            found.append("a")
        elif depth > 12:
            continue
        elif name in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"):
            found += letters(list(value[2]), depth + 1)  # type: ignore[index]
        elif name == "SUBPATTERN":
            found += letters(list(value[3]), depth + 1)  # type: ignore[index]
        elif name == "BRANCH":
            for branch in list(value[1])[:6]:  # type: ignore[index]
                found += letters(list(branch), depth + 1)
        elif name in ("ASSERT", "ASSERT_NOT"):
            found += letters(list(value[1]), depth + 1)  # type: ignore[index]
        elif name == "ATOMIC_GROUP":
            found += letters(list(value), depth + 1)  # type: ignore[call-overload]
    return found + ([run] if run else [])


def in_class(items: list[tuple[object, object]]) -> list[str]:
    found = []
    for kind, value in items[:6]:
        name = str(kind)
        if name == "LITERAL":
            found.append(chr(value))  # type: ignore[arg-type]
        elif name == "RANGE":
            found.append(chr(value[0]))  # type: ignore[index]
        elif name == "CATEGORY":
            found.append({"CATEGORY_DIGIT": "1", "CATEGORY_SPACE": " ", "CATEGORY_WORD": "a"}.get(str(value), "-"))
        elif name == "NEGATE":
            found.append("ё")
    return found


def hostile(pattern: str, flags: int) -> list[str]:
    """Return short texts that are repeated to make long ones."""
    parsed = sre.parse(pattern, flags & ~re.DEBUG)
    parts = list(dict.fromkeys(part for part in letters(list(parsed)) if part))[:8]
    units = [*parts, " ", "a", "1", ",", "".join(parts[:6])[:60]]
    units += [one + two for one, two in itertools.pairwise(parts)][:4]
    return [unit for unit in dict.fromkeys(units) if unit]


class Endless(Exception):
    """A pattern was stopped in the middle."""


def _stop(_signal: int, _frame: object) -> None:
    raise Endless


def seconds(compiled: re.Pattern[str], text: str, *, matched: bool = False) -> float:
    """Return the seconds that the pattern takes on the text: the better of two runs, or for ever."""
    best = float("inf")
    for _ in range(2):
        before = signal.signal(signal.SIGVTALRM, _stop)
        signal.setitimer(signal.ITIMER_VIRTUAL, STOPPED_AFTER)
        start = time.process_time()
        try:
            if matched:
                compiled.match(text)
            else:
                compiled.search(text)
            compiled.fullmatch(text)
        except Endless:
            return float("inf")
        finally:
            signal.setitimer(signal.ITIMER_VIRTUAL, 0)
            signal.signal(signal.SIGVTALRM, before)
        best = min(best, time.process_time() - start)
        if best < QUICK:
            break
    return best


def test_the_walk_finds_them() -> None:
    assert len(every_pattern()) > 200
    assert any("handlers" in place for place in every_pattern().values())


@cache
def floor() -> float:
    """Return the seconds of the plainest search that begins anew at each letter: the best of several runs."""
    return min(seconds(re.compile("a*b"), "a" * LONG) for _ in range(5))


def runs_away(pattern: str, flags: int, *, cleaned: bool = False, matched: bool = False) -> list[str]:
    """Return the texts on which a pattern takes too long."""
    compiled, wrong = re.compile(pattern, flags), []
    for unit in hostile(pattern, flags):
        text = (unit * (LONG // len(unit) + 1))[:LONG] + "!"
        spent = seconds(compiled, fold(clean(text)) if cleaned else text, matched=matched)
        if spent > WORST * floor():
            wrong.append(f"{unit!r}: {spent / floor():.0f} times the floor of {floor() * 1000:.0f} ms")
    return wrong


def test_the_measure_tells_a_bad_pattern_from_a_good_one() -> None:
    assert runs_away(r"(a+)+$", 0), "exponential"
    assert runs_away(r"a*a*a*b", 0), "cubic and worse"
    assert not runs_away(r"[0-9]{1,4}-[a-z]+", 0)


@pytest.mark.parametrize("part", range(PARTS))
def test_no_pattern_runs_away(part: int) -> None:
    wrong = {
        f"{place}: {pattern[:120]!r}": found
        for (pattern, flags), place in sorted(every_pattern().items())[part::PARTS]
        if (found := runs_away(pattern, flags, cleaned=place.startswith(READERS), matched=only_matched(place)))
    }
    assert not wrong, "\n".join(f"{name}: {texts[:3]}" for name, texts in wrong.items())
