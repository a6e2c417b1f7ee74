"""What a workspace consists of: people, channels, messages, views, and what passed over the wire.

Plain mutable records; `Workspace` guards them with its lock. `as_slack` gives the form that Slack's Web API
documents for each object: https://docs.slack.dev/reference/objects
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal
from zoneinfo import ZoneInfo

Json = dict[str, Any]
ViewKind = Literal["modal", "home"]


@dataclass(slots=True)
class Team:
    """The workspace itself."""

    id: str
    name: str
    domain: str

    def as_slack(self) -> Json:
        return {"id": self.id, "name": self.name, "domain": self.domain, "icon": {}}


@dataclass(slots=True)
class User:
    """A person, or the app's bot. `name` is the handle; `timezone` an IANA name."""

    id: str
    name: str
    real_name: str
    title: str = ""
    timezone: str = "Europe/Berlin"
    is_admin: bool = False
    is_owner: bool = False
    is_bot: bool = False
    is_restricted: bool = False
    is_ultra_restricted: bool = False
    bot_id: str | None = None
    color: str = "4bbe2e"

    @property
    def email(self) -> str | None:
        return None if self.is_bot else f"{self.name}@playground.example"

    def as_slack(self, team_id: str, now: datetime, *, with_email: bool = False) -> Json:
        """The user object of https://docs.slack.dev/reference/objects/user-object.

        `with_email`: the app has the scope `users:read.email`.
        """
        offset = now.astimezone(ZoneInfo(self.timezone)).utcoffset()
        return {
            "id": self.id,
            "team_id": team_id,
            "name": self.name,
            "deleted": False,
            "color": self.color,
            "real_name": self.real_name,
            "tz": self.timezone,
            "tz_label": self.timezone,
            "tz_offset": int(offset.total_seconds()) if offset else 0,
            "profile": self.profile(team_id, with_email=with_email),
            "is_admin": self.is_admin,
            "is_owner": self.is_owner,
            "is_primary_owner": self.is_owner,
            "is_restricted": self.is_restricted,
            "is_ultra_restricted": self.is_ultra_restricted,
            "is_bot": self.is_bot,
            "is_app_user": False,
            "is_email_confirmed": not self.is_bot,
            "updated": 0,
        }

    def profile(self, team_id: str, *, with_email: bool = False) -> Json:
        profile: Json = {
            "title": self.title,
            "real_name": self.real_name,
            "real_name_normalized": self.real_name,
            "display_name": self.name,
            "display_name_normalized": self.name,
            "status_text": "",
            "status_emoji": "",
            "team": team_id,
        }
        if self.bot_id:
            profile["bot_id"] = self.bot_id
        elif with_email:
            profile["email"] = self.email
        return profile


@dataclass(slots=True, frozen=True)
class Trouble:
    """What a person's client shows at an element that the app did not answer: a sign, and `text`."""

    block_id: str
    action_id: str
    text: str


@dataclass(slots=True)
class File:
    """A file that an app handed in; its content is not kept. `is_here`: it has arrived. `size` in bytes."""

    id: str
    name: str
    size: int
    mimetype: str
    created: int
    title: str = ""
    is_here: bool = False

    def as_slack(self, user: str) -> Json:
        """The file object of https://docs.slack.dev/reference/objects/file-object."""
        return {
            "id": self.id,
            "created": self.created,
            "timestamp": self.created,
            "name": self.name,
            "title": self.title or self.name,
            "mimetype": self.mimetype,
            "filetype": self.name.rpartition(".")[2] if "." in self.name else "",
            "user": user,
            "size": self.size,
            "mode": "hosted",
            "is_external": False,
        }


@dataclass(slots=True)
class Message:
    """A message, also an ephemeral one. `ts` is its id: seconds since 1970 with six decimals, as text.

    `reactions` maps an emoji's name to the people who gave it, in order. `replies` holds the ts of a root's
    replies. `ephemeral_to` is the one person who sees an ephemeral message. `client_msg_id` is what a
    person's client names a message by. `troubles` says, by user id, at which element the app did not answer.
    """

    ts: str
    channel: str
    user: str
    text: str
    blocks: list[Json] = field(default_factory=list)
    attachments: list[Json] = field(default_factory=list)
    thread_ts: str | None = None
    broadcast: bool = False
    subtype: str | None = None
    bot_id: str | None = None
    app_id: str | None = None
    username: str | None = None
    metadata: Json | None = None
    edited: Json | None = None
    reactions: dict[str, list[str]] = field(default_factory=dict)
    replies: list[str] = field(default_factory=list)
    ephemeral_to: str | None = None
    client_msg_id: str | None = None
    troubles: dict[str, Trouble] = field(default_factory=dict)
    files: list[File] = field(default_factory=list)

    @property
    def is_reply(self) -> bool:
        return self.thread_ts is not None and self.thread_ts != self.ts


@dataclass(slots=True, frozen=True)
class Scheduled:
    """A message that is to be posted. Both times are seconds since 1970, by the workspace's clock."""

    message: Message
    post_at: int
    created: int


@dataclass(slots=True)
class Channel:
    """A channel or a direct message. `user` is the person of a direct message with the bot.

    `timeline` lists the ts that the channel itself shows, oldest first: roots and broadcast replies.
    """

    id: str
    name: str
    members: list[str] = field(default_factory=list)
    creator: str = ""
    created: int = 0
    topic: str = ""
    purpose: str = ""
    is_private: bool = False
    is_im: bool = False
    is_archived: bool = False
    is_general: bool = False
    user: str | None = None
    messages: dict[str, Message] = field(default_factory=dict)
    timeline: list[str] = field(default_factory=list)

    def as_slack(self, viewer: str) -> Json:
        """The conversation object of https://docs.slack.dev/reference/objects/conversation-object."""
        common: Json = {
            "id": self.id,
            "created": self.created,
            "is_archived": self.is_archived,
            "is_im": self.is_im,
            "is_org_shared": False,
            "is_mpim": False,
        }
        if self.is_im:
            return {**common, "user": self.user, "is_user_deleted": False, "priority": 0}
        return {
            **common,
            "name": self.name,
            "name_normalized": self.name,
            "is_channel": not self.is_private,
            "is_group": self.is_private,
            "is_general": self.is_general,
            "is_private": self.is_private,
            "is_shared": False,
            "is_ext_shared": False,
            "is_member": viewer in self.members,
            "creator": self.creator,
            "num_members": len(self.members),
            "topic": {"value": self.topic, "creator": "", "last_set": 0},
            "purpose": {"value": self.purpose, "creator": "", "last_set": 0},
        }


@dataclass(slots=True)
class View:
    """A modal or a person's App Home. `content` is what the app sent, with ids filled in.

    `state` holds what the person has entered: block_id → action_id → Slack's state value. `failure` is what
    the page shows when the app did not answer a submission, `troubles` where it did not answer an element
    (as in a message); `errors` what it said of single fields (block_id → text).
    """

    id: str
    kind: ViewKind
    user: str
    content: Json
    hash: str
    root_id: str
    previous_id: str | None = None
    state: dict[str, dict[str, Json]] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    failure: str | None = None
    troubles: dict[str, Trouble] = field(default_factory=dict)

    @property
    def blocks(self) -> list[Json]:
        blocks: list[Json] = self.content["blocks"]
        return blocks


@dataclass(slots=True)
class Trigger:
    """The right to open one modal: good for three seconds, once. `deadline` is monotonic seconds."""

    id: str
    user: str
    deadline: float
    used: bool = False
    view_id: str | None = None


@dataclass(slots=True)
class ResponseUrl:
    """Where an app may answer an interaction: five times in 30 minutes. `deadline` is monotonic seconds.

    `message_ts` is the original, for answers that replace or delete it. `is_command`: the last answer becomes
    the original, as with slash commands and shortcuts. `typed` is the command as typed, which the first
    public answer shows to all. `is_held`: posts wait, since the acknowledgement may carry the first answer
    and is still to come.
    """

    secret: str
    user: str
    channel: str
    deadline: float
    message_ts: str | None = None
    thread_ts: str | None = None
    is_command: bool = False
    typed: str | None = None
    is_held: bool = False
    uses: int = 0


@dataclass(slots=True, frozen=True)
class Call:
    """One exchange between app and workspace, without tokens.

    `direction` is `in` for the app's calls (Web API, response_url) and `out` for what the workspace sent to
    the app. `at` is the workspace's clock in ISO 8601, `ms` the real duration in milliseconds.
    """

    n: int
    at: str
    direction: Literal["in", "out"]
    method: str
    args: Json
    answer: Json
    status: int
    ms: float


@dataclass(slots=True, frozen=True)
class Toast:
    """A line that Slack's client would show to one person for a moment."""

    n: int
    user: str
    text: str
