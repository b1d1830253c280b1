"""A report as one HTML file that needs nothing else: it opens offline, in both languages, on a phone and on paper."""

from __future__ import annotations

from base64 import b64encode
from html import escape

from domain.language import Language
from handlers.texts import Texts, Translator
from handlers.views import report_sections as sections
from handlers.views.report_checks import checking, corrections
from handlers.views.report_data import DICTIONARY, as_csv, as_json, dictionary, records
from handlers.views.report_issue import Issue, World
from handlers.views.report_style import STYLE
from handlers.views.report_tables import tag
from handlers.views.report_words import hidden_whole, scope

POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"
"""Nothing may be loaded from anywhere, and no script runs, whatever somebody wrote into a name or a comment."""


def page(issue: Issue, world: World, texts: Texts, language: Language = Language.KK) -> str:
    """Return the file.

    Args:
        issue: the report.
        world: what names come from.
        texts: both languages.
        language: the one that is shown first.
    """
    articles = "".join(_article(issue, world, tr) for tr in texts.all())
    return shell(_title(issue, world, texts), articles + _files(issue, world, texts), texts, language)


def shell(title: str, body: str, texts: Texts, language: Language = Language.KK) -> str:
    """Return a page with the switch of languages around the body, whose parts are of class `kk` or `ru`.

    Args:
        title: plain text.
        body: HTML.
        texts: both languages.
        language: the one that is shown first.
    """
    radios = "".join(
        f'<input class="lang" type="radio" name="language" id="{one.value}" lang="{one.value}"'
        f' aria-label="{_LANGUAGES[one]}"{" checked" if one is language else ""}>'
        for one in Language
    )
    labels = "".join(f'<label for="{one.value}" lang="{one.value}">{_LANGUAGES[one]}</label>' for one in Language)
    return (
        f'<!DOCTYPE html>\n<html lang="{language.value}"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        '<meta name="referrer" content="no-referrer">'
        f"<title>{escape(title)}</title><style>{STYLE}</style></head><body>{radios}"
        f'<div class="page"><div class="switch"><span class="brand" lang="kk">Елші</span>'
        f'<span class="labels">{labels}</span></div><main>{body}</main></div></body></html>\n'
    )


_LANGUAGES = {Language.KK: "Қазақша", Language.RU: "Русский"}
"""Each language calls itself so, whatever is spoken around it."""


def _title(issue: Issue, world: World, texts: Texts) -> str:
    names = [world.unit(issue.taken.territory_id, tr) for tr in texts.all()]
    when = str(issue.month) if issue.month else f"{issue.taken.period.first} – {issue.taken.period.last}"
    return f"Елші · {' / '.join(names)} · {when}"


def _files(issue: Issue, world: World, texts: Texts) -> str:
    """Return the numbers as files to keep, once for both languages."""
    files = (
        ("csv", f"{issue.name}.csv", "text/csv;charset=utf-8", as_csv(records(issue, world, texts))),
        ("json", f"{issue.name}.json", "application/json", as_json(issue, world, texts)),
        ("words", "elshi-columns.csv", "text/csv;charset=utf-8", as_csv(dictionary(texts), DICTIONARY)),
    )
    heads = "".join(
        f'<div class="{tr.language.value}" lang="{tr.language.value}">'
        + tag("h2", tr("The data"))
        + tag("p", tr("All figures of this page, for programs. The file of columns says what each one means."))
        + "</div>"
        for tr in texts.all()
    )
    links = "".join(
        f'<a download="{name}" href="data:{kind};base64,{b64encode(content).decode()}">'
        + "".join(
            f'<span class="{tr.language.value}" lang="{tr.language.value}">{escape(_file_name(which, tr))}</span>'
            for tr in texts.all()
        )
        + "</a>"
        for which, name, kind, content in files
    )
    return f'<section class="files">{heads}<p>{links}</p></section>'


def _file_name(which: str, tr: Translator) -> str:
    if which == "csv":
        return tr("Download CSV")
    return tr("Download JSON") if which == "json" else tr("What the columns mean")


def _article(issue: Issue, world: World, tr: Translator) -> str:
    """Return the whole report in one language."""
    if issue.taken.total is None:
        body = [
            sections.section(tr, "meaning", tr("What this means"), sections.paragraphs(hidden_whole(tr), scope(tr))),
            sections.unseen_comments(issue, world, tr),
        ]
    else:
        body = [
            sections.summary(issue, tr),
            sections.months(issue, world, tr),
            sections.offices(issue, world, tr),
            sections.unseen_comments(issue, world, tr),
            sections.territories(issue, world, tr),
            sections.topics(issue, world, tr),
            sections.promised(issue, world, tr),
        ]
    body += [
        sections.calls(issue, tr),
        corrections(issue, world, tr),
        sections.explained(tr),
        checking(issue, world, tr),
    ]
    language = tr.language.value
    inside = sections.head(issue, world, tr) + "".join(body)
    return f'<article lang="{language}" class="{language}">{inside}</article>'
