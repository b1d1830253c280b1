"""What can go wrong by the product's own rules. Errors carry facts and a code; views own the words."""

from __future__ import annotations


class DomainError(Exception):
    """Base of every refusal by a rule. `code` is stable and names the sentence a view shows."""

    code = "refused"


class AlreadyHandled(DomainError):
    """The update was handled before (it came again after a crash): nothing is written a second time."""

    code = "already_handled"


class NoSuchCall(DomainError):
    """The call does not exist (a forged or very old button)."""

    code = "no_such_call"

    def __init__(self, call_id: int) -> None:
        super().__init__(call_id)
        self.call_id = call_id


class NotYourChat(DomainError):
    """The subscriptions of that chat are not this person's to see or to change."""

    code = "not_your_chat"

    def __init__(self, chat_id: int) -> None:
        super().__init__(chat_id)
        self.chat_id = chat_id


class NoSuchSubscription(DomainError):
    """The chat has no subscription of that number (any more)."""

    code = "no_such_subscription"

    def __init__(self, subscription_id: int) -> None:
        super().__init__(subscription_id)
        self.subscription_id = subscription_id


class NoSuchOffice(DomainError):
    """The office does not exist, or is closed."""

    code = "no_such_office"

    def __init__(self, office_id: int) -> None:
        super().__init__(office_id)
        self.office_id = office_id


class NotYourOffice(DomainError):
    """The person may not do that with the office."""

    code = "not_your_office"

    def __init__(self, office_id: int) -> None:
        super().__init__(office_id)
        self.office_id = office_id


class NotYourTerritory(DomainError):
    """The person does not coordinate the territory."""

    code = "not_your_territory"

    def __init__(self, territory_id: str) -> None:
        super().__init__(territory_id)
        self.territory_id = territory_id


class NoSuchInvitation(DomainError):
    """There is no such invitation, or the person has not come by its link."""

    code = "no_such_invitation"


class NotYourOrganisation(DomainError):
    """The person does not belong to the NGO (any more), or it is gone."""

    code = "not_your_organisation"

    def __init__(self, ngo_id: int) -> None:
        super().__init__(ngo_id)
        self.ngo_id = ngo_id


class NoSuchRequest(DomainError):
    """There is no such request, or it is not for this person to know whether there is."""

    code = "no_such_request"

    def __init__(self, request_id: int) -> None:
        super().__init__(request_id)
        self.request_id = request_id


class NotYourRequest(DomainError):
    """The person may see the request, but not do that with it."""

    code = "not_your_request"

    def __init__(self, request_id: int) -> None:
        super().__init__(request_id)
        self.request_id = request_id


class RequestUnfit(DomainError):
    """The request is in a state in which this cannot happen; `why` is one of `domain.requests.transitions.Unfit`."""

    code = "request_unfit"

    def __init__(self, request_id: int, why: str) -> None:
        super().__init__(request_id, why)
        self.request_id = request_id
        self.why = why


class NoSuchLetter(DomainError):
    """There is no such unsent letter, or somebody else writes it."""

    code = "no_such_letter"

    def __init__(self, draft_id: int) -> None:
        super().__init__(draft_id)
        self.draft_id = draft_id


class NoSuchReport(DomainError):
    """There is no such report, or it is not published yet."""

    code = "no_such_report"

    def __init__(self, report_id: int) -> None:
        super().__init__(report_id)
        self.report_id = report_id


class FormLost(DomainError):
    """What somebody typed into a form was lost with the memory that several machines share."""

    code = "form_lost"


class StorageBusy(DomainError):
    """The database is locked or the disk is full: nothing was written, and it may be tried again."""

    code = "storage_busy"


class GroupError(DomainError):
    """A refusal about a group or channel."""

    def __init__(self, chat_id: int) -> None:
        super().__init__(chat_id)
        self.chat_id = chat_id


class NoSuchGroup(GroupError):
    """The bot was never in the chat (a forged button, a link that somebody made up)."""

    code = "no_such_group"


class OutOfGroup(GroupError):
    """The bot was removed from the chat: nothing can be set up, and nobody's rights be checked."""

    code = "out_of_group"


class NotAdministrator(GroupError):
    """The person does not administer the chat (any more)."""

    code = "not_administrator"


class Unconfirmed(GroupError):
    """Telegram did not say whether the person administers the chat."""

    code = "unconfirmed"
