"""Kazakh in Latin script, turned into Cyrillic so that one set of rules reads both.

Three spellings are met on sites: with diaereses and «y» for ы (2019–2021 drafts: «jylǧy», «deiın»), with acutes (2018:
«sáýir», «jylǵy»), and with dotless ı for ы (2021: «jılğı»). Which one a text uses shows in its special letters.
"""

from __future__ import annotations

import re

_LATIN = re.compile("[a-zäáǧğǵŋñńöóüúūŭşýı]+")
_CYRILLIC = re.compile("[а-ӿ]+")
_FREQUENT = "аеиоынрт"
_SPECIAL = re.compile(r"[äáǧğǵŋñńöóüúūŭşýı]")
_COMMON_WORDS = re.compile(
    r"\b(?:jáne|jäne|jane|úshin|üşin|üshın|bo[iıy]+nsha|bo[iıy]+nşa|oblys\w*|qalas\w*|a[uý]dan\w*|de[iıy]+n|qabyld\w*|qabıld\w*|"
    r"j[yı]l[gǵğǧ]?\w*|t[eı]ge\w*|ótinim\w*|ötın\w*|ötin\w*|jastar\w*|qazaq\w*|konk[uý]rs\w*|"
    r"otinim\w*|baiqau\w*|uiym\w*|ushin|zh(?:yl|ob|ast|an)\w*|teng\w*|sag(?:h)?at|qyzmet\w*|m[iı]ndet\w*|tap?syr\w*|"
    r"(?:q|k)antar\w*|aqpan\w*|nauryz\w*|sauir\w*|mamyr\w*|mausym\w*|shilde\w*|tamyz\w*|qyrkui\w*|qarasha\w*|jeltoqsan\w*)"
)
_VOWELS = frozenset("аәеиоөүұыіэюя")  # «у» is not one here: «сәуір» keeps its і

_SHARED = {
    "a": "а", "ä": "ә", "á": "ә", "b": "б", "d": "д", "e": "е", "f": "ф", "g": "г", "ǧ": "ғ", "ğ": "ғ", "ǵ": "ғ",
    "h": "х", "j": "ж", "k": "к", "l": "л", "m": "м", "n": "н", "ŋ": "ң", "ñ": "ң", "ń": "ң", "o": "о", "ö": "ө",
    "ó": "ө", "p": "п", "q": "қ", "r": "р", "s": "с", "ş": "ш", "t": "т", "u": "у", "ü": "ү", "ú": "ү", "ū": "ұ",
    "ý": "у", "ŭ": "у", "v": "в", "w": "у", "x": "х", "z": "з", "c": "ц",
}  # fmt: skip
_DIAERESES = {**_SHARED, "y": "ы", "ı": "і", "i": "и"}
_ACUTES = {**_SHARED, "y": "ы", "i": "і", "ı": "и", "u": "ұ"}
_DOTLESS = {**_SHARED, "ı": "ы", "i": "і", "y": "й"}
_PAIRS = {"sh": "ш", "ch": "ч", "zh": "ж", "gh": "ғ", "ng": "ң"}


def looks_like_kazakh_latin(folded: str) -> bool:
    """Tell whether a lower-case text is Kazakh in Latin letters (English and mostly Cyrillic texts are not)."""
    head = folded[:4000]
    latin = sum(map(len, _LATIN.findall(head)))
    if latin < sum(map(head.count, _FREQUENT)):
        return False  # most letters are Cyrillic: no need to count them all
    letters = latin + sum(map(len, _CYRILLIC.findall(head)))
    if letters < 8 or latin * 2 < letters:
        return False
    special = len(_SPECIAL.findall(head))
    return special * 25 >= letters or len(_COMMON_WORDS.findall(head)) >= 3


def from_latin(folded: str) -> tuple[str, list[int]]:
    """Return the text in Cyrillic and, for each of its characters, the position it came from."""
    if re.search("[áǵńóúý]", folded):
        table = _ACUTES
    elif (
        "y" in folded
        and "ı" in folded
        and len(re.findall(r"y(?=[bdgjklmnpqrstvzğǧ]|\b)", folded)) * 2 < folded.count("ı")
    ):
        table = _DOTLESS
    else:
        table = _DIAERESES
    soft = {"и"} if table is not _DOTLESS else set()
    out: list[str] = []
    origins: list[int] = []
    at = 0
    while at < len(folded):
        char = folded[at]
        width = 1
        if folded[at : at + 2] in _PAIRS and not (folded[at : at + 2] == "ng" and table is not _SHARED):
            cyrillic, width = _PAIRS[folded[at : at + 2]], 2
        else:
            cyrillic = table.get(char, char)
            if cyrillic in soft:
                following = folded[at + 1 : at + 2]
                if following == "a":
                    cyrillic, width = "я", 2  # «aıasynda», «jariia»: и + а
                elif out and out[-1] in _VOWELS and out[-1] != "и":
                    cyrillic = "й"
        out.append(cyrillic)
        origins.append(at)
        at += width
    return "".join(out), origins
