"""Monthly reports in chat: which there are, what one says in five sentences, an office's own figures, a correction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from domain.offices import Office
from domain.ports.reports import ReportPage
from domain.reports.difference import Change, Value
from domain.reports.model import LONGEST_COMMENT, LONGEST_REASON, OfficeIn, Report
from domain.statistics.figures import Figures
from domain.statistics.hiding import LEAST
from domain.statistics.tables import By, Key
from handlers.report_callbacks import ReportAct, ReportPress
from handlers.service import Service
from handlers.texts import Translator
from handlers.views.report_checks import figure_name
from handlers.views.report_issue import Issue, World
from handlers.views.report_tables import quantiles
from handlers.views.report_words import meaning
from handlers.views.screen import TEXT_LIMIT, Button, Screen, esc, lines, paragraphs, press

PAGE = 6
MOST_CHANGES = 12
_TITLE_LIMIT = 120


@dataclass(frozen=True, slots=True)
class May:
    """What the reader may do with a report.

    Args:
        manages: a coordinator of the territory: sees drafts, corrects.
        office: the reader's own office, when it stands in the report.
        own: what is known of that office there.
    """

    manages: bool = False
    office: Office | None = None
    own: OfficeIn | None = None


def home(territories: Sequence[str], waiting: Sequence[Report], page: int, service: Service, tr: Translator) -> Screen:
    """Return the territories that have reports, after the reports that wait for a word of the reader's office."""
    title = tr("<b>Monthly reports</b>")
    if not territories and not waiting:
        nothing = tr("There is no report yet. The first one is made in the month after the first request.")
        return Screen(paragraphs(title, nothing))
    last = max(0, (len(territories) - 1) // PAGE)
    page = min(page, last)
    rows: list[tuple[Button, ...]] = [
        (press(_label(report, service, tr), ReportPress(act=ReportAct.OPEN, id=report.id)),) for report in waiting
    ]
    rows += [
        (press(_unit(one, service, tr), ReportPress(act=ReportAct.LIST, place=one)),)
        for one in territories[page * PAGE : (page + 1) * PAGE]
    ]
    pager = _pager(page, last, ReportPress(act=ReportAct.TERRITORIES), tr)
    rows += [pager] if pager else []
    return Screen(
        paragraphs(
            title,
            tr("How akimats answered NGOs, with the figures of each office. Choose a territory."),
            tr("Figures that wait for a comment of your office come first.") if waiting else None,
        ),
        tuple(rows),
    )


def _label(report: Report, service: Service, tr: Translator) -> str:
    return f"✎ {_unit(report.territory_id, service, tr)}, {tr.month(report.month.first)}"


def _unit(territory_id: str, service: Service, tr: Translator) -> str:
    unit = service.tree.get(territory_id)
    return unit.name(tr.language) if unit else territory_id


def _pager(page: int, last: int, at: ReportPress, tr: Translator) -> tuple[Button, ...]:
    found = []
    if page > 0:
        found.append(press(tr("‹ Previous"), at.model_copy(update={"page": page - 1})))
    if page < last:
        found.append(press(tr("Next ›"), at.model_copy(update={"page": page + 1})))
    return tuple(found)


def listed(
    territory_id: str,
    found: ReportPage,
    page: int,
    subscribed: bool,
    service: Service,
    tr: Translator,
    *,
    back: bool = True,
) -> Screen:
    """Return a page of the reports of a territory, and the switch of its subscription.

    `back` tells whether there is a list of territories to return to.
    """
    last = max(0, (found.total - 1) // PAGE)
    rows: list[tuple[Button, ...]] = [
        (press(tr.month(report.month.first), ReportPress(act=ReportAct.OPEN, id=report.id)),) for report in found.items
    ]
    pager = _pager(page, last, ReportPress(act=ReportAct.LIST, place=territory_id), tr)
    rows += [pager] if pager else []
    act = ReportAct.UNSUBSCRIBE if subscribed else ReportAct.SUBSCRIBE
    label = tr("Stop sending me reports") if subscribed else tr("Send me each report")
    rows.append((press(label, ReportPress(act=act, place=territory_id)),))
    if back:
        rows.append((press(tr("‹ Back to the list"), ReportPress(act=ReportAct.TERRITORIES)),))
    told = [_state(report, service, tr) for report in found.items]
    return Screen(
        paragraphs(
            tr("<b>Monthly reports</b> · {territory}", territory=esc(_unit(territory_id, service, tr))),
            lines(*told) if told else tr("There is no report of this territory yet."),
            tr("Each new report comes to you as a file.") if subscribed else None,
        ),
        tuple(rows),
    )


def _state(report: Report, service: Service, tr: Translator) -> str:
    month = tr.month(report.month.first)
    if report.published_at is not None:
        day = tr.date(service.today(report.published_at))
        if report.edition > 1:
            return tr("{month}: published on {day}, corrected", month=month, day=day)
        return tr("{month}: published on {day}", month=month, day=day)
    if report.publish_on is not None:
        day = tr.date(report.publish_on)
        if service.today(service.clock.now()) > report.publish_on:  # a day off moved it, or the job has yet to look
            return tr("{month}: is being made ready for publication, the day was {day}", month=month, day=day)
        return tr("{month}: will be published on {day}", month=month, day=day)
    return tr("{month}: is being prepared", month=month)


def card(report: Report, issue: Issue, may: May, world: World, service: Service, tr: Translator) -> Screen:
    """Return one report: what it means, the figures of the reader's own office, and what may be done."""
    sees = report.published or may.manages
    title = tr(
        "<b>Report for {month}</b> · {territory}",
        month=tr.month(report.month.first),
        territory=esc(_unit(report.territory_id, service, tr)),
    )
    said = [esc(f"{place}. {one}", 600) for place, one in enumerate(meaning(issue, tr), 1)] if sees else []
    rows: list[tuple[Button, ...]] = []
    if report.published:
        rows.append((press(tr("Get the file"), ReportPress(act=ReportAct.FILE, id=report.id)),))
    if may.office is not None and report.takes_comments:
        rows += _comment_rows(report, may, tr)
    if may.manages and report.published:
        rows.append((press(tr("Correct…"), ReportPress(act=ReportAct.CORRECT, id=report.id)),))
    rows.append((press(tr("‹ Back to the list"), ReportPress(act=ReportAct.LIST, place=report.territory_id)),))
    return Screen(
        paragraphs(
            title,
            _state(report, service, tr),
            lines(*said),
            own_figures(issue, may, world, tr) if may.office is not None else None,
            _own_comment(may, tr),
        ),
        tuple(rows),
    )


def _comment_rows(report: Report, may: May, tr: Translator) -> list[tuple[Button, ...]]:
    has = may.own is not None and bool(may.own.comment)
    label = tr("Change the comment") if has else tr("Attach a comment")
    rows: list[tuple[Button, ...]] = [(press(label, ReportPress(act=ReportAct.COMMENT, id=report.id)),)]
    if has:
        rows.append((press(tr("Take the comment back"), ReportPress(act=ReportAct.TAKE_BACK, id=report.id)),))
    return rows


def own_figures(issue: Issue, may: May, world: World, tr: Translator) -> str:
    """Return an office's figures as they stand in the report; Telegram's HTML."""
    assert may.office is not None  # whoever asks has looked
    office = issue.taken.offices.get(may.office.id, may.office)
    name = esc(f"{office.name(tr.language)}, {world.unit(office.territory_id, tr)}", 200)
    figures = issue.taken.figures_of(By.OFFICE, office.id)
    title = f"<b>{name}</b>"
    if figures is None:
        why = tr(
            "In the report your figures are hidden: there are fewer than {n} requests, or others could be worked out"
            " from them.",
            n=LEAST,
        )
        return lines(title, why)
    return lines(title, *figure_lines(figures, tr))


def figure_lines(one: Figures, tr: Translator) -> list[str]:
    """Return the figures of a group, each on a line; Telegram's HTML."""
    share = one.in_time
    if share.value is None:
        in_time = tr("In time: {part} of {whole} (too few to give a share)", part=share.part, whole=share.whole)
    else:
        low, high = share.interval or (0.0, 1.0)
        in_time = tr(
            "In time: {part} of {whole}, {share} percent (between {low} and {high})",
            part=share.part,
            whole=share.whole,
            share=round(100 * share.value),
            low=round(100 * low),
            high=round(100 * high),
        )
    return [
        tr(
            "Requests: {n}; answered in substance: {answered}; open: {open}",
            n=one.n,
            answered=one.answered,
            open=one.open,
        ),
        tr("Without an answer after the reply date: {n}", n=one.overdue),
        in_time,
        tr(
            "Days until an answer, half (9 in 10): {times}",
            times=esc(quantiles(one.answer.median, one.answer.ninetieth, tr)),
        ),
        tr(
            "Rated by NGOs: solved {solved}; the last answer a formal reply {formal}",
            solved=one.ratings.solved,
            formal=one.ratings.formal,
        ),
    ]


def _own_comment(may: May, tr: Translator) -> str | None:
    if may.own is None or not may.own.comment:
        return None
    return lines(tr("Comment of your office:"), f"<blockquote>{esc(may.own.comment, LONGEST_COMMENT)}</blockquote>")


def shown(
    report: Report,
    issue: Issue,
    may: May,
    last_day: date,
    world: World,
    service: Service,
    tr: Translator,
    way: str = "",
) -> Screen:
    """Return what an office is told before publication: its figures as they will stand, and what it can do.

    `way` is the address of the report in the private chat, for a group: there each reader's right is looked up.
    """
    assert report.publish_on is not None  # it is shown
    button = press(tr("Attach a comment"), ReportPress(act=ReportAct.COMMENT, id=report.id))
    period = tr("These are requests filed in twelve months, as of the end of the month. All reports: /reports")
    if way:
        button = Button(tr("Comment in the private chat"), url=way)
        period = tr("These are requests filed in twelve months, as of the end of the month.")
    return Screen(
        paragraphs(
            tr(
                "<b>Figures of your office</b> · {month} · {territory}",
                month=tr.month(report.month.first),
                territory=esc(_unit(report.territory_id, service, tr)),
            ),
            own_figures(issue, may, world, tr),
            tr(
                "They will be published on {day}. Until the end of {last} you can attach one comment of your office;"
                " it is published in the report, without your name.",
                day=tr.date(report.publish_on),
                last=tr.date(last_day),
            ),
            period,
        ),
        ((button,),),
    )


def ready(report: Report, service: Service, tr: Translator) -> str:
    """Return what stands under the file of a new report; Telegram's HTML."""
    return tr(
        "<b>Report for {month}</b> · {territory}. The file opens without the internet, in Kazakh and Russian. To stop"
        " them: /reports",
        month=tr.month(report.month.first),
        territory=esc(_unit(report.territory_id, service, tr), _TITLE_LIMIT),
    )


def corrected(report: Report, number: int, reason: str, count: int, service: Service, tr: Translator) -> str:
    """Return what stands under the file of a correction; Telegram's HTML."""
    return lines(
        tr(
            "<b>The report for {month} was corrected</b> · {territory}, edition {number}",
            month=tr.month(report.month.first),
            territory=esc(_unit(report.territory_id, service, tr), _TITLE_LIMIT),
            number=number,
        ),
        tr("Reason: {reason}", reason=esc(reason, LONGEST_REASON)) if reason else None,
        tr.n("{n} figure differs; see the file.", "{n} figures differ; see the file.", count),
    )


def ask_comment(report: Report, tr: Translator, *, too_long: int = 0) -> Screen:
    """Ask an office for its words."""
    most = tr.number(LONGEST_COMMENT)
    return Screen(
        paragraphs(
            tr(
                "It is too long: {n} characters, at most {most} fit.",
                n=tr.number(too_long),
                most=most,
            )
            if too_long
            else None,
            tr(
                "Write the comment of your office on its figures: one message of at most {most} characters. It is"
                " published with the report. To leave: /cancel",
                most=most,
            ),
        ),
        ((press(tr("‹ Back to the report"), ReportPress(act=ReportAct.CANCEL, id=report.id)),),),
    )


def ask_reason(report: Report, tr: Translator, *, again: bool = False) -> Screen:
    """Ask a coordinator why the report is corrected."""
    return Screen(
        paragraphs(
            tr("A reason is needed: some words, at most {most} characters.", most=tr.number(LONGEST_REASON))
            if again
            else None,
            tr(
                "Why is the report corrected? Write the reason: everybody who reads the report sees it. The figures are"
                " then counted anew as of the same moment, and you see what changes before it is published."
            ),
        ),
        ((press(tr("‹ Back to the report"), ReportPress(act=ReportAct.CANCEL, id=report.id)),),),
    )


def nothing_to_correct(report: Report, tr: Translator) -> Screen:
    """Say that counting anew gives the same numbers."""
    return Screen(
        tr("Counted anew, all figures are the same. There is nothing to correct, and nothing was published."),
        ((press(tr("‹ Back to the report"), ReportPress(act=ReportAct.CANCEL, id=report.id)),),),
    )


def confirm(
    report: Report, reason: str, found: Sequence[Change], names: Mapping[By, Mapping[Key, str]], tr: Translator
) -> Screen:
    """Show what a correction changes, and ask whether to publish it."""
    told = [_change(one, names, tr) for one in found[:MOST_CHANGES]]
    more = len(found) - len(told)
    head = tr.n("<b>{n} figure changes</b>", "<b>{n} figures change</b>", len(found))
    text = paragraphs(
        head,
        lines(*told, tr.n("and {n} more", "and {n} more", more) if more > 0 else None),
        tr("Reason: {reason}", reason=esc(reason, LONGEST_REASON)),
        tr("Whoever has got the report will get the new edition. Publish it?"),
    )
    return Screen(
        text if len(text) <= TEXT_LIMIT else head,
        (
            (press(tr("Publish the correction"), ReportPress(act=ReportAct.CONFIRM, id=report.id)),),
            (press(tr("‹ Back to the report"), ReportPress(act=ReportAct.CANCEL, id=report.id)),),
        ),
    )


def _change(one: Change, names: Mapping[By, Mapping[Key, str]], tr: Translator) -> str:
    where = tr("All requests") if one.by is None else names[one.by].get(one.key, str(one.key))
    figure = figure_name(one.told, tr)
    return f"{esc(where, 80)}. {figure}: {_value(one.before, tr)} → {_value(one.after, tr)}"


def _value(value: Value, tr: Translator) -> str:
    if value is None:
        return "–"
    return tr.number(value if isinstance(value, int) else Decimal(f"{value:.1f}"))


def sent(tr: Translator) -> str:
    """Return the toast over a file that follows."""
    return tr("The file follows.")


def comment_kept(tr: Translator, *, removed: bool = False) -> str:
    """Return the toast, or the sentence, after a comment."""
    return (
        tr("The comment is taken back.") if removed else tr("The comment is kept. You can change it until publication.")
    )


def too_late(tr: Translator) -> str:
    """Return why a comment is not taken."""
    return tr("The report is published: no comment can be added or changed any more.")


def subscribed(tr: Translator, *, wished: bool) -> str:
    """Return the toast of the subscription."""
    return (
        tr("Each new report of this territory will come to you.") if wished else tr("Reports will not come any more.")
    )


def published_again(number: int, tr: Translator) -> str:
    """Return the toast after a correction."""
    return tr("Edition {number} is published.", number=number)
