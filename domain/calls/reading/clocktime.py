"""Times of day as announcements print them, and their tie to a date nearby."""

from __future__ import annotations

import re
from datetime import time
from typing import NamedTuple

from domain.calls.reading.numerals import read_words
from domain.calls.reading.text import fold, numbers_in, rule, stems

_TIME = rule(
    r"""
    (?=\d|(?<![а-яa-z])[свдкптnm])(?<![\d.,:/$€№-])
    (?:
    (?P<h>[01]?\d|2[0-4]) \s?[:.-] (?P<m>[0-5]\d) (?:[:.][0-5]\d)? (?![\d/%]|[.,]\d|\s?(?:млн|мың|тыс|млрд|тенге|
    %)) (?:\s*(?P<half>[ap])\.?\s?m\b\.?)?
    | (?P<h12>1[0-2]|0?[1-9]) \s* (?P<half12>[ap])\.?\s?m\b\.?
    | (?<![а-я])(?:сағат|сағ\.?|в|до|к)\s+(?P<hour>[01]?\d|2[0-4]) (?:\s*час[а-я]*\b|-?(?:ге|ға|де|да|ден|дан)\b|
    \s*ч\b\.?)
    (?:\s*(?P<min>[0-5]\d)\s*(?:мин[а-я]*|м)\b\.?)?
    | (?P<bare>[01]?\d|2[0-4]) \s* (?:часов|часа|ч\b\.?) (?:\s*(?P<bmin>[0-5]\d)\s*мин[а-я]*\.?)? (?:\s+(?P<part>дня|
    вечера|утра))?
    | (?P<h24>[01]\d|2[0-3])(?P<m24>00|30|59)\s*(?:hrs|hours)\b
    | (?P<halfday>1[0-2]|[1-9])\s(?P<halfpart>утра|вечера)(?![а-я])
    )
    | (?:в|во|до|к|с)\s(?P<spoken>(?:двадцат[ьи]\s)?[а-я]{3,14})(?=\s(?:час|утра|дня|вечера))(?:\sчас(?:ов|
    а)?)?(?:\s(?P<spokenpart>утра|дня|вечера))?
    (?![а-я])
    | (?P<kkpart>таңғы|түскі|кешкі|сағат)\s(?P<kk>он(?:\s(?:бір|екі))?|бір|екі|үш|төрт|бес|алты|жеті|сегіз|тоғыз)
    -?(?:да|де|та|те|ға|ге|қа|ке|ден|дан)(?![а-я])
    | (?P<midnight>полу?ноч[а-я]*|түн\sортас[а-я]*|midnight)
    | (?P<noon>(?<![а-я])полдень|полудня|(?<![a-z])noon|тал\sтүс[а-я]*)
    """
)
_EVENING, _NOON = fold("кешкі"), fold("түскі")
_TIME_WORD = stems(
    "(?:сағат|сағ\\.?|в|до|к) \\d|(?:таңғы|түскі|кешкі|сағат) [а-я]|"
    "полу?ноч|"
    "түн орта|midnight|полдень|полудня|noon|тал түс"
)
# «в девять утра»: looked for only where a part of the day or an hour is named
_SPOKEN = rule(r"(?<![а-яa-z])(?:в|во|до|к|с)\s(?:двадцат[ьи]\s)?[а-я]{3,14}\s(?:час|утра|дня|вечера)")
_SPOKEN_WORDS = (" час", " утра", " вечера", " дня")
# Words that may stand between a date and its time without breaking the tie.
_FILLER = rule(
    r"""
    (?:\s|[,;()"*:]|-|(?<![а-яa-z])(?:
    часов|час|ч\.?|в|до|к|ровно|точно|строго|дәл|sharp|exactly|не\sпозднее|не\sпозже|по|время[а-я]*|времени|включительно|местному|местное|астан[а-я]*|
    столиц[а-я]*|алматы|нур-султан[а-я]*|г\.?|г[оа]да?|город[а-я]*|
    казахстан[а-я]*|т\.г\.?|сағат|сағ\.?|күн[іи]?|күнгі|уақыт[а-я]*|бойынша|жергілікті|дня|утра|вечера|түскі|кешкі|
    таңғы|түнгі|жыл[а-я]*|ж\.?|дейін|де|да|те|та|
    ге|ға|қоса|алғанда|at|on|by|of|the|before|until|local|astana|almaty|nur-sultan|kazakhstan|time|no\slater\sthan|
    (?:gmt|utc)?\s?\+\d{1,2}(?::00)?|gmt|utc|
    понедельник[а-я]*|вторник[а-я]*|сред[а-я]|четверг[а-я]*|пятниц[а-я]|суббот[а-я]|воскресень[а-я]|дүйсенбі|
    сейсенбі|сәрсенбі|бейсенбі|жұма|сенбі|жексенбі|
    monday|tuesday|wednesday|thursday|friday|saturday|sunday|asia|прежн[а-я]*|utc|cet|уақытымен
    )(?![а-яa-z]))*
    """
)
_FILLED = re.compile(_FILLER.pattern + r"$", re.VERBOSE)


MOST_TIMES = 200


class TimeFound(NamedTuple):
    """A time of day in the text. `at` is None for 24:00 and midnight: the moment is the end of the day itself."""

    start: int
    end: int
    at: time | None


def find_times(text: str, taken: bytearray, printed: str) -> list[TimeFound]:
    """Return the times of day in folded text, leaving out spans already taken by dates (marked 1)
    and office hours («9:00–18:30»).

    Args:
        text: folded text, its lines joined.
        taken: a mark for every character of it.
        printed: the same text with its lines apart, where words have been looked up already.
    """
    found: list[TimeFound] = []
    starts = set(numbers_in(printed).timed)
    starts.update(word.start() for word in _TIME_WORD.finditer_like(text, printed))
    if any(word in text for word in _SPOKEN_WORDS):
        starts.update(word.start() for word in _SPOKEN.finditer(text))
    end = 0
    for start in sorted(starts):
        match = _TIME.match(text, start) if start >= end else None
        if match is None:
            continue
        end = match.end()
        if taken.find(1, *match.span()) >= 0:
            continue
        if len(found) >= MOST_TIMES:
            break
        read = _read(match)
        if read is not None:
            found.append(TimeFound(match.start(), match.end(), read[0]))
    return [one for number, one in enumerate(found) if not _within_hours(text, found, number)]


def tied(text: str, left_end: int, right_start: int) -> bool:
    """Tell whether only filler words stand between a date and a time, whichever comes first."""
    return 0 <= right_start - left_end <= 60 and _FILLED.match(text[left_end:right_start]) is not None


# «с 9 до 18 часов», «9-дан 18-ге дейін»: office hours, their first end no time of its own
_HOURS_FROM = re.compile(
    r"(?:(?<![а-яa-z])(?:с|со|from)\s+\d{1,2}(?:[:.]\d\d)?\s*(?:час\w*\s*)?(?:(?:до|по|to|-)\s*)?|\d-?(?:дан|ден|тан|нан|нен)\s)$"
)
_JOINT = re.compile(r"\s*(?:-|до|по|to|ден|дан|нен|тен)[\s-]*$")
_LED = re.compile(r"(?:(?<![а-яa-z])(?:до|к|не позднее|не позже|by|until)|-)\s*$")


def leads(text: str, one: TimeFound, following: int) -> bool:
    """Tell whether «до 17:00» belongs to the day that comes right after it, not to the one before."""
    between = text[one.end : following]
    return (
        _LED.search(text, max(0, one.start - 16), one.start) is not None
        and not any(mark in between for mark in ",;.(")
        and tied(text, one.end, following)
    )


def _within_hours(text: str, found: list[TimeFound], number: int) -> bool:
    """Two times joined by a dash or «с … до …» are office hours or an event's span, not a closing time."""
    one = found[number]
    before = found[number - 1] if number else None
    after = found[number + 1] if number + 1 < len(found) else None
    if _HOURS_FROM.search(text, max(0, one.start - 22), one.start):
        return True
    return (before is not None and _JOINT.match(text[before.end : one.start]) is not None) or (
        after is not None and _JOINT.match(text[one.end : after.start]) is not None
    )


def _read(match: re.Match[str]) -> tuple[time | None] | None:
    """Return the time in a one-element tuple, or None when the digits cannot be a time of day."""
    groups = match.groupdict()
    if groups["midnight"]:
        return (None,)
    if groups["noon"]:
        return (time(12),)
    if groups["spoken"] or groups["kk"]:
        return _in_words(groups["spoken"] or groups["kk"], groups["spokenpart"] or groups["kkpart"])
    hour_text = next((groups[name] for name in ("h", "h12", "hour", "bare", "h24", "halfday") if groups[name]), None)
    minute_text = next((groups[name] for name in ("m", "min", "bmin", "m24") if groups[name]), "0")
    if hour_text is None:
        return None
    hour, minute = int(hour_text), int(minute_text)
    half = groups["half"] or groups["half12"]
    if groups["halfpart"]:
        half = "a" if groups["halfpart"] == "утра" else "p"
    if half and not 1 <= hour <= 12:
        return None
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    elif (groups["part"] == "вечера" or (groups["part"] == "дня" and hour != 12)) and hour < 12:
        hour += 12
    if hour == 24:
        return (None,) if minute == 0 else None
    return (time(hour, minute),)


def _in_words(word: str, part: str | None) -> tuple[time | None] | None:
    """«в девять утра», «кешкі алтыға»."""
    read = read_words(word, 0)
    hour = 1 if word == "час" else int(read[0]) if read is not None else 0
    if not 1 <= hour <= (12 if part else 23):
        return None
    later = part in {"вечера", _EVENING} or (part in {"дня", _NOON} and hour < 12)
    return (time(hour + 12 if later and hour < 12 else hour),)
