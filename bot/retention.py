"""How long each table keeps its rows, and why: the one list. docs/retention.md is written from it, a test holds both.

Housekeeping (`bot.jobs`) does what stands in `BOUNDED`; a table that is in neither list is a mistake.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from domain.exports import KEPT

KEEP_UPDATES = timedelta(days=2)
KEEP_DRAFTS = timedelta(days=30)  # an announcement that its sender left unfinished
KEEP_LETTERS = timedelta(days=30)  # a letter to an akimat that nobody went on writing
KEEP_DIALOGUES = timedelta(days=30)  # a form that nobody came back to
KEEP_SEARCHES = timedelta(days=30)
KEEP_OPENED = timedelta(days=60)  # after the call closed; "closed lately" looks back 30 days
KEEP_MESSAGES = timedelta(days=180)  # what was sent, of calls that are over
KEEP_POLL_DAYS = timedelta(days=366)  # how sources have been over a year
KEEP_DOUBTS = timedelta(days=366)  # pairs of calls that nobody looked at
KEEP_LEFT_GROUPS = timedelta(days=180)  # settings of a chat that removed us wait this long for being let in again
KEEP_FACTS = timedelta(days=400)  # which copies were made, which notes were sent, errors of each day

_DAYS = "{} days"
_FIGURES = "worked out from the log and the calendar, and dropped and made anew whenever either changes"
BOUNDED: Mapping[str, tuple[str, str]] = {
    "update_inbox": (
        _DAYS.format(KEEP_UPDATES.days),
        "an update that comes again is not handled twice; its text goes as soon as it is handled",
    ),
    "dialogue": (_DAYS.format(KEEP_DIALOGUES.days), "a form may be gone on with after a pause"),
    "request_draft": (_DAYS.format(KEEP_LETTERS.days), "a letter may be finished later"),
    "request_draft_part": ("with its request_draft", "what was typed into it"),
    "request_draft_file": ("with its request_draft", "what was attached to it"),
    "submission": (
        f"{KEEP_DRAFTS.days} days while it is a draft; then as long as the call",
        "an announcement may be finished later",
    ),
    "outbox": (
        f"{KEEP_MESSAGES.days} days after it was sent, and until its call is over", "nobody is told the same twice"
    ),
    "source_poll_day": (_DAYS.format(KEEP_POLL_DAYS.days), "how a source has been over a year"),
    "group_chat": (
        f"{KEEP_LEFT_GROUPS.days} days after it removed the bot",
        "its settings wait for being let in again",
    ),
    "group_admin": ("with its group_chat", "whom the chat's settings are offered to"),
    "search_query": (_DAYS.format(KEEP_SEARCHES.days), "the pages of a result can be turned"),
    "opened": (f"{KEEP_OPENED.days} days after the call closed", "what somebody has seen is not shown as missed"),
    "call_doubt": (_DAYS.format(KEEP_DOUBTS.days), "a pair of calls waits for a coordinator's eye"),
    "invitation": ("until it lapses; one that seated somebody stays with the seat", "a link works once"),
    "invitation_opening": ("with its invitation", "who opened the link"),
    "operating_fact": (
        f"{KEEP_FACTS.days} days; which bot it is, for good",
        "what the operator is told of the past year",
    ),
    "export_job": (_DAYS.format(KEPT.days), "who took which figures out"),
    "lease": ("one row for each job of which there is one", "which process leads"),
    "stand_check": ("one row", "how far dates of requests were worked out"),
    "season_state": ("one row", "which edition the forecast is of"),
    "review_told": ("one row for each coordinator", "when something was last said to wait"),
    "source_alarm": ("until the source works again", "what coordinators know of it"),
    "schedule": ("one row for each choice of hours: a few hundred", "when people may be disturbed"),
    "unreachable": ("until the chat comes back", "chats that refuse us are not written to"),
    **dict.fromkeys(
        ("figure_state", "figure_year", "figure_request", "figure_part", "figure_promise"),
        ("as long as the requests they are worked out from", _FIGURES),
    ),
}  # fmt: skip
"""Table → how long its rows stay, and what for."""

_TREE = "part of the program: loaded from its own files"
_CALL = "what was announced, when, and in which words: forecasts look years back, figures and disputes need it"
_REQUEST = "the request, which the log and the figures speak of; personal parts go when their author erases them"
_OFFICE = "who could answer when: figures are by seat and term"
_PERSON = "while somebody uses the bot; erased with /mydata"
_LOG = "append-only: it proves what happened; what stands beside it is erased on demand"
_REPORT = "what was published stays as it was published, with every later edition beside it"
_SEARCH = "the index of the calls that are kept"

PERMANENT: Mapping[str, str] = {
    **dict.fromkeys(("territory", "territory_reach", "sphere", "topic", "schema_version"), _TREE),
    **dict.fromkeys(
        (
            "call", "call_territory", "call_sphere", "call_revision", "call_reading", "call_correction", "call_pointer",
            "call_verdict", "post", "post_attachment", "post_apart", "notice_given", "opening", "season",
        ),
        _CALL,
    ),
    **dict.fromkeys(
        (
            "request", "request_message", "request_version", "request_file", "request_card", "request_former",
            "request_word", "request_sharing", "request_cosigner", "request_topic", "promise",
        ),
        _REQUEST,
    ),
    **dict.fromkeys(
        (
            "office", "office_topic", "office_change", "office_chat", "office_chat_link", "office_template", "seat",
            "seat_duty", "handover", "handover_item", "coordinator",
        ),
        _OFFICE,
    ),
    **dict.fromkeys(
        (
            "person", "ngo", "ngo_member", "ngo_home", "ngo_acting", "ngo_change", "subscription", "subscription_key",
            "subscription_word", "shelf", "season_watch",
        ),
        _PERSON,
    ),
    "consent_text": "the words that people agreed to: a consent must be provable (Law 94-V art. 8)",
    **dict.fromkeys(("report", "report_edition", "report_office", "report_reader", "report_copy"), _REPORT),
    "consent": "only grows: a consent must be provable (Law 94-V art. 8)",
    **dict.fromkeys(("log_entry", "log_private", "log_head", "calendar_change"), _LOG),
    **dict.fromkeys(("search_call", "search_entry", "search_word", "search_gram"), _SEARCH),
    **dict.fromkeys(("source", "backfill"), "one row for each source: hundreds"),
    "source_bulletin": "one row a day: what was told that day is not told again",
}  # fmt: skip
"""Table → why its rows stay: they are bounded by what happens in the country, not by how long the bot runs."""
