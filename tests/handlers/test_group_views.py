"""What of a private screen may stand in a group: links, and nothing that acts for a person."""

from __future__ import annotations

from domain.groups import GroupKind
from domain.language import Language
from handlers.callbacks import CallAct, CallPress, ListKind, ListPress
from handlers.texts import Texts
from handlers.views.group_alerts import group_card, group_digest
from handlers.views.screen import Button, Screen, press

SCREEN = Screen(
    "x",
    (
        (press("1", CallPress(act=CallAct.OPEN, id=5, back="n")), press("save", CallPress(act=CallAct.SAVE, id=5))),
        (Button("source", url="https://example.kz"), Button("broken", data="c:?:x")),
        (press("back", ListPress(kind=ListKind.OPEN, page=0)),),
    ),
)


def test_of_a_digest_only_links_and_openings_stay() -> None:
    shown = group_digest(SCREEN, "elshi_test_bot")
    assert shown.rows == (
        (Button("1", url="https://t.me/elshi_test_bot?start=c5"),),
        (Button("source", url="https://example.kz"),),
    )


def test_of_a_card_only_links_stay_and_a_why_where_it_can_be_answered(texts: Texts) -> None:
    tr = texts.in_language(Language.KK)
    private = Button("Жеке чатта ашу", url="https://t.me/elshi_test_bot?start=c5")
    links = ((Button("source", url="https://example.kz"), private),)
    ask = Button("Әкімдіктен сұрау", url="https://t.me/elshi_test_bot?start=a5")
    whence = Button("Қайдан алынды?", url="https://t.me/elshi_test_bot?start=w5")
    assert group_card(SCREEN, 5, tr, GroupKind.CHANNEL, "elshi_test_bot").rows == (*links, (ask, whence))
    why = press("Бұл неге келді?", CallPress(act=CallAct.WHY, id=5))
    for kind in (GroupKind.GROUP, GroupKind.SUPERGROUP):
        assert group_card(SCREEN, 5, tr, kind, "elshi_test_bot").rows == (*links, (ask, why), (whence,))
