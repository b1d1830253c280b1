"""What the server refuses: one table with code, words, occasion and source; everything refused is raised from it.

The words are Telegram's own; where the local server refuses more than Telegram does, the source says so.
A test walks the table and provokes each row over HTTP.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

# Where a row comes from. The second group is Telegram's published server and library (Boost licence).
DOCS = "core.telegram.org/bots/api"
FAQ = "core.telegram.org/bots/faq"
CLIENT = "tdlib/telegram-bot-api Client.cpp"
HTTP = "tdlib/telegram-bot-api HttpConnection.cpp, ClientManager.cpp"
TDLIB = "tdlib/td"
SERVER = "Telegram's servers (error codes as the Bot API words them)"
STRICT = "stricter than Telegram"


@dataclass(frozen=True, slots=True)
class Refusal:
    """One row: ``description`` may hold ``{facts}`` in braces."""

    code: int
    description: str
    when: str
    source: str


class Refused(Exception):
    """A call was refused.

    Args:
        code: HTTP status and ``error_code``.
        description: Telegram's sentence.
        parameters: ResponseParameters (``retry_after`` in seconds, ``migrate_to_chat_id``).
    """

    def __init__(self, code: int, description: str, parameters: dict[str, int] | None = None) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters or {}


@dataclass(frozen=True, slots=True)
class _Table:
    rows: dict[str, Refusal] = field(default_factory=dict)

    def add(self, code: int, source: str, **rows: tuple[str, str]) -> None:
        for key, (description, when) in rows.items():
            self.rows[key] = Refusal(code, description, when, source)


_table = _Table()
REFUSALS = _table.rows

_table.add(
    401,
    HTTP,
    unauthorized=("Unauthorized", "the token belongs to no bot"),
)
_table.add(
    404,
    HTTP,
    method_not_found=("Not Found: method not found", "no such method"),
    not_found=("Not Found", "an address that is neither a method nor a file"),
)
_table.add(
    409,
    CLIENT + ", process_get_updates_query, abort_long_poll",
    conflict_getupdates=(
        "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running",
        "a second getUpdates began to wait; the first one gets this",
    ),
    conflict_webhook=(
        "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first",
        "getUpdates while a webhook is set",
    ),
    conflict_setwebhook=("Conflict: terminated by setWebhook request", "a webhook was set while getUpdates waited"),
)
_table.add(
    429,
    FAQ + " (limits); description and parameters " + HTTP,
    too_many_requests=("Too Many Requests: retry after {retry_after}", "more messages than the limits allow"),
)
_table.add(
    403,
    CLIENT + ", check_chat_access, fail_query_with_error",
    user_deactivated=("Forbidden: user is deactivated", "the person deleted the account"),
    bot_blocked=("Forbidden: bot was blocked by the user", "the person blocked the bot"),
    group_deleted=("Forbidden: the group chat was deleted", "the basic group was deleted"),
    kicked_group=("Forbidden: bot was kicked from the group chat", "the bot was removed from a basic group"),
    not_member_group=("Forbidden: bot is not a member of the group chat", "the bot left a basic group"),
    kicked_supergroup=("Forbidden: bot was kicked from the supergroup chat", "the bot was removed from a supergroup"),
    not_member_supergroup=("Forbidden: bot is not a member of the supergroup chat", "the bot left a supergroup"),
    kicked_channel=("Forbidden: bot was kicked from the channel chat", "the bot was removed from a channel"),
    not_member_channel=("Forbidden: bot is not a member of the channel chat", "the bot left a channel"),
)
_table.add(
    403,
    SERVER,
    never_started=(
        "Forbidden: bot can't initiate conversation with a user",
        "the person exists and never pressed Start",
    ),
    bot_to_bot=("Forbidden: bots can't send messages to bots", "the private chat of another bot"),
)
_table.add(
    400,
    CLIENT + ", check_chat, check_message",
    chat_id_empty=("Bad Request: chat_id is empty", "no chat_id"),
    chat_not_found=("Bad Request: chat not found", "a chat the bot has never seen"),
    upgraded=(
        "Bad Request: group chat was upgraded to a supergroup chat",
        "writing to a group that migrated; parameters.migrate_to_chat_id tells where",
    ),
    message_to_edit_not_found=("Bad Request: message to edit not found", "no such message, or a deleted one"),
    message_to_delete_not_found=("Bad Request: message to delete not found", "no such message, or a deleted one"),
    message_to_copy_not_found=("Bad Request: message to copy not found", "no such message, or a deleted one"),
    message_to_forward_not_found=("Bad Request: message to forward not found", "no such message, or a deleted one"),
    message_to_react_not_found=("Bad Request: message to react not found", "no such message, or a deleted one"),
    message_to_be_replied_not_found=(
        "Bad Request: message to be replied not found",
        "the replied message is gone and allow_sending_without_reply is not given",
    ),
    thread_not_found=("Bad Request: message thread not found", "no such topic"),
)
_table.add(
    400,
    CLIENT + ", process_*_query",
    chat_unspecified=("Bad Request: chat identifier is not specified", "deleteMessage without chat_id"),
    message_unspecified=("Bad Request: message identifier is not specified", "an edit or a deletion of nothing"),
    messages_unspecified=("Bad Request: message identifiers are not specified", "an empty list of messages"),
    messages_too_many=("Bad Request: too many message identifiers specified", "more than 100 messages at once"),
    parameter_required=('Bad Request: parameter "{name}" is required', "a required parameter is missing"),
    text_empty=("Bad Request: message text is empty", "sendMessage or editMessageText without text"),
    text_too_many_bytes=("Bad Request: text is too long", "more than 32,768 bytes of text before parsing"),
    parse_mode=("Bad Request: unsupported parse_mode", "an unknown parse_mode"),
    markup=("Bad Request: can't parse entities: {error}", "markup that Telegram's parser refuses"),
    utf8=("Bad Request: strings must be encoded in UTF-8", "text that is not UTF-8, or half of a surrogate pair"),
    body_json=("Bad Request: can't parse JSON object", "a JSON body that is not an object"),
    no_file=("Bad Request: there is no {field} in the request", "sendPhoto, sendDocument or sendVoice without a file"),
    wrong_action=("Bad Request: wrong parameter action in request", "an unknown chat action"),
    bad_json=("Bad Request: can't parse {what} JSON object", "a structured parameter that is not JSON"),
    file_id_missing=("Bad Request: file_id not specified", "getFile without file_id"),
    file_too_big=("Bad Request: file is too big", "getFile of more than 20 MB"),
    invalid_user_id=("Bad Request: invalid user_id specified", "getChatMember without a person"),
    too_many_results=("Bad Request: too many inline query results specified", "more than 50 inline results"),
    bad_result=("Bad Request: can't parse inline query result: {error}", "an inline result without its fields"),
    keyboard_json=("Bad Request: can't parse reply keyboard markup JSON object", "reply_markup is not JSON"),
    keyboard_object=("Bad Request: object expected as reply markup", "reply_markup is not an object"),
    inline_rows=(
        'Bad Request: field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays',
        "inline_keyboard is not rows of buttons",
    ),
    keyboard_rows=('Bad Request: field "keyboard" must be an Array of Arrays', "keyboard is not rows of buttons"),
    inline_button=("Bad Request: can't parse inline keyboard button: {error}", "a wrong inline button"),
    keyboard_button=("Bad Request: can't parse keyboard button: {error}", "a wrong reply keyboard button"),
    bad_media=("Bad Request: can't parse InputMedia: {error}", "a wrong item of an album"),
    scope=("Bad Request: can't parse BotCommandScope: {error}", "a wrong command scope"),
    command=("Bad Request: can't parse BotCommand: {error}", "a command without its fields"),
    menu_button=("Bad Request: can't parse MenuButton: {error}", "an unknown menu button"),
    reaction=("Bad Request: can't parse ReactionType: {error}", "a wrong reaction"),
    webhook_url=("Bad Request: invalid webhook URL specified", "an address that is not http(s)"),
    secret_long=("Bad Request: secret token is too long", "more than 256 characters"),
    secret_characters=(
        "Bad Request: secret token contains unallowed characters",
        "other characters than A-Z a-z 0-9 _ -",
    ),
    logged_out=("Bad Request: logged out", "any call after logOut"),
    empty_message=("Bad Request: text must be non-empty", "nothing but spaces, or markup around nothing"),
)
_table.add(
    400,
    SERVER,
    text_too_long=("Bad Request: message is too long", "more than 4096 code points after parsing"),
    caption_too_long=("Bad Request: message caption is too long", "more than 1024 code points after parsing"),
    not_modified=(
        "Bad Request: message is not modified: specified new message content and reply markup are exactly the same "
        "as a current content and reply markup of the message",
        "an edit that changes nothing",
    ),
    cant_edit=("Bad Request: message can't be edited", "somebody else's message, or one of another kind"),
    cant_delete=("Bad Request: message can't be deleted for everyone", "a message the bot has no right to delete"),
    cant_copy=("Bad Request: message can't be copied", "a service message"),
    cant_forward=("Bad Request: the message can't be forwarded", "a protected or service message"),
    no_text_to_edit=("Bad Request: there is no text in the message to edit", "editMessageText of a photo or a file"),
    no_caption_to_edit=("Bad Request: there is no caption in the message to edit", "editMessageCaption of a text"),
    old_query=(
        "Bad Request: query is too old and response timeout expired or query ID is invalid",
        "a callback or inline query that is unknown, answered already, or expired",
    ),
    answer_too_long=("Bad Request: MESSAGE_TOO_LONG", "a callback answer of more than 200 characters"),
    answer_url=("Bad Request: URL_INVALID", "a callback answer with an address that does not open the bot itself"),
    button_text=("Bad Request: inline keyboard button text must be non-empty", "a button without a label"),
    inline_expected=("Bad Request: inline keyboard expected", "an edit with a keyboard of another kind"),
    image=("Bad Request: IMAGE_PROCESS_FAILED", "a photo that is not an image"),
    button_data=("Bad Request: BUTTON_DATA_INVALID", "callback_data longer than 64 bytes"),
    button_url=("Bad Request: inline keyboard button URL '{url}' is invalid: Wrong HTTP URL", "a wrong button URL"),
    too_many_buttons=("Bad Request: reply markup is too long", "more than 100 buttons"),
    file_id_wrong=("Bad Request: wrong file identifier/HTTP URL specified", "an unknown file_id"),
    file_empty=("Bad Request: file must be non-empty", "an uploaded file of no bytes"),
    file_kind=("Bad Request: can't use file of type {actual} as {wanted}", "a photo's file_id sent as a document"),
    photo_too_big=("Bad Request: file is too big for a photo", "a photo of more than 10 MB"),
    group_media=("Bad Request: expected from 2 to 10 items in the album", "an album of 1 or more than 10 items"),
    mixed_album=(
        "Bad Request: can't use the media of the specified type in the album",
        "documents together with photos",
    ),
    no_rights=("Bad Request: not enough rights to send text messages to the chat", "the bot may not write there"),
    need_admin=("Bad Request: need administrator rights in the channel chat", "a channel post by a plain member"),
    topic_rights=("Bad Request: not enough rights to create a topic", "createForumTopic without can_manage_topics"),
    topic_edit_rights=("Bad Request: not enough rights", "managing topics without can_manage_topics"),
    not_forum=("Bad Request: the chat is not a forum", "a topic in a chat without topics"),
    topic_closed=("Bad Request: TOPIC_CLOSED", "writing into a closed topic without can_manage_topics"),
    topic_not_modified=("Bad Request: TOPIC_NOT_MODIFIED", "closing a closed topic, renaming to the same name"),
    topic_id_invalid=("Bad Request: TOPIC_ID_INVALID", "managing a topic that does not exist"),
    topic_color=("Bad Request: TOPIC_ICON_COLOR_INVALID", "an icon colour that is not one of the six"),
    topic_title=("Bad Request: TOPIC_TITLE_EMPTY", "a topic without a name"),
    participant_invalid=("Bad Request: PARTICIPANT_ID_INVALID", "getChatMember of nobody"),
    no_admins=(
        "Bad Request: there are no administrators in the private chat",
        "getChatAdministrators of a private chat",
    ),
    reactions_too_many=("Bad Request: REACTIONS_TOO_MANY", "a bot sets more than one reaction"),
    inline_message_wrong=("Bad Request: MESSAGE_ID_INVALID", "an unknown inline_message_id"),
    reaction_invalid=("Bad Request: REACTION_INVALID", "an emoji that is not a reaction"),
    scope_private=("Bad Request: can't set commands for members of a private chat", "a member scope without a group"),
    scope_channel=("Bad Request: can't set commands in channel chats", "a chat scope of a channel"),
    result_id_invalid=("Bad Request: RESULT_ID_INVALID", "an inline result's id empty or over 64 bytes"),
    result_id_duplicate=("Bad Request: RESULT_ID_DUPLICATE", "two inline results with one id"),
    start_parameter=(
        "Bad Request: START_PARAM_INVALID",
        "a results button without a start parameter of 1-64 A-Za-z0-9_-",
    ),
    request_in_group=(
        "Bad Request: {what} can be requested in private chats only",
        "a reply keyboard that asks for a chat or a contact, in a group",
    ),
    file_id_invalid=("Bad Request: invalid file_id", "getFile of an unknown file"),
    command_invalid=("Bad Request: BOT_COMMAND_INVALID", "other characters than a-z 0-9 _, or more than 32"),
    command_description=(
        "Bad Request: BOT_COMMAND_DESCRIPTION_INVALID",
        "a command's description empty or longer than 256",
    ),
    too_many_commands=("Bad Request: BOT_COMMANDS_TOO_MUCH", "more than 100 commands"),
    language_code=("Bad Request: invalid language code specified", "not a two-letter language code"),
    name_long=("Bad Request: {what} is too long", "a bot's name over 64, description over 512, short one over 120"),
    webhook_https=("Bad Request: bad webhook: An HTTPS URL must be provided for webhook", "http to another machine"),
    leave_private=("Bad Request: chat member status can't be changed in private chats", "leaveChat of a private chat"),
)
_table.add(
    400,
    STRICT,
    unknown_parameter=('Bad Request: unknown parameter "{name}"', "a parameter this method does not have"),
    unknown_field=('Bad Request: unknown field "{name}" in {what}', "a field this object does not have"),
    bad_parameter=('Bad Request: parameter "{name}" must be {kind}', "a number, flag or object that is not one"),
    bad_field=('Bad Request: field "{name}" in {what} must be {kind}', "a field of another type"),
    one_action=("Bad Request: a button must have exactly one action, this one has {actions}", "two actions at once"),
    markdown=("Bad Request: parse_mode {mode} is not supported by the local server", "Markdown: the product uses HTML"),
    copy_text=("Bad Request: copy_text must have 1 to 256 characters", "a copying button with nothing, or too much"),
    chosen_chat=(
        "Bad Request: switch_inline_query_chosen_chat must allow at least one kind of chat",
        "a switch to a chosen chat of no kind",
    ),
    request_rights=(
        "Bad Request: bot_administrator_rights must be a subset of user_administrator_rights",
        "asking for a chat where the bot would have rights that the person has not",
    ),
    request_field=(
        'Bad Request: field "{name}" in KeyboardButtonRequestChat is required',
        "asking for a chat without it",
    ),
    next_offset=("Bad Request: next_offset must have at most 64 bytes", "a longer offset of further results"),
    body_form=("Bad Request: can't parse the request's form", "a multipart body that breaks off or has no boundary"),
    duplicate=('Bad Request: parameter "{name}" is given twice', "the same parameter twice in one request"),
    ambiguous_message=(
        "Bad Request: inline_message_id together with chat_id or message_id",
        "two ways to say which message",
    ),
)
_table.add(
    500,
    CLIENT + ", get_closing_error",
    restart=("Internal Server Error: restart", "a poll that waited while the bot was closed"),
)
_table.add(
    413,
    HTTP,
    entity_too_large=("Request Entity Too Large", "an upload of more than 50 MB"),
)


def refused(
    key: str, *, retry_after: int | None = None, migrate_to_chat_id: int | None = None, **facts: Any
) -> Refused:
    """Return the refusal of the table, ready to raise.

    Args:
        key: the row's name.
        retry_after: seconds to wait (429).
        migrate_to_chat_id: the supergroup that took a group's place.
        facts: what stands in braces in the row's description.
    """
    row = REFUSALS[key]
    parameters = {}
    if retry_after is not None:
        parameters["retry_after"] = facts["retry_after"] = retry_after
    if migrate_to_chat_id is not None:
        parameters["migrate_to_chat_id"] = migrate_to_chat_id
    return Refused(row.code, row.description.format(**facts), parameters)
