"""A Slack workspace in memory: who is there, what was posted, what each person's client shows.

One lock guards everything. Every change goes through `changing()`, which raises `revision` and wakes whoever
waits: the page's live updates and tests with `wait_for`.
"""

import secrets
import threading
import time
from bisect import bisect_left
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any, Literal

from bot.models.values import Clock
from bot.playground.app_config import AppConfig
from bot.playground.model import (
    Call,
    Channel,
    File,
    Json,
    Message,
    ResponseUrl,
    Scheduled,
    Team,
    Toast,
    Trigger,
    User,
    View,
)
from bot.playground.snapshot import take_snapshot

MAX_CALLS = 2_000  # the log keeps the newest
MAX_TOASTS = 50


class Workspace:
    """The state. `monotonic` gives real seconds for deadlines and can be replaced by tests."""

    def __init__(
        self,
        clock: Clock,
        *,
        app: AppConfig | None = None,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self.clock = clock
        self.app = app or AppConfig()
        self.monotonic = monotonic
        self.revision = 0
        self.team = Team("T0PLAY0001", "Playground", "playground")
        self.app_id = "A0PLAY0001"
        self.bot = User(
            "U0PLAYBOT1", self.app.bot_name, self.app.name, is_bot=True, bot_id="B0PLAY0001", timezone="UTC"
        )
        self.users: dict[str, User] = {self.bot.id: self.bot}
        self.channels: dict[str, Channel] = {}
        self.ephemerals: dict[str, list[Message]] = {}
        self.views: dict[str, View] = {}
        self.stacks: dict[str, list[str]] = {}
        self.homes: dict[str, str] = {}
        self.choices: dict[tuple[str, str, str], dict[str, dict[str, Json]]] = {}
        self.triggers: dict[str, Trigger] = {}
        self.response_urls: dict[str, ResponseUrl] = {}
        self.scheduled: dict[str, Scheduled] = {}
        self.files: dict[str, File] = {}
        self._calls: deque[Call] = deque(maxlen=MAX_CALLS)
        self.toasts: deque[Toast] = deque(maxlen=MAX_TOASTS)
        self.connections = 0
        self.request_url: str | None = None
        self.is_verified = False
        self.base_url = "http://127.0.0.1"
        self._changed = threading.Condition(threading.RLock())
        self._listeners: list[Callable[[int], None]] = []
        self._last_ts = 0
        self._counters: dict[str, int] = {}

    # Changing and waiting

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Hold the lock, so that what is read belongs together."""
        with self._changed:
            yield

    @contextmanager
    def changing(self) -> Iterator[None]:
        """Hold the lock for a change; afterwards the revision is one higher and waiters look again."""
        with self._changed:
            yield
            self.revision += 1
            revision, listeners = self.revision, list(self._listeners)
            self._changed.notify_all()
        for listener in listeners:
            listener(revision)

    def subscribe(self, listener: Callable[[int], None]) -> Callable[[], None]:
        """Call `listener(revision)` after each change, in the changing thread. Returns how to stop it."""
        with self._changed:
            self._listeners.append(listener)

        def stop() -> None:
            with self._changed:
                if listener in self._listeners:
                    self._listeners.remove(listener)

        return stop

    def wait_for(self, predicate: Callable[["Workspace"], Any], timeout: float = 60.0) -> Any:
        """Wait until `predicate(workspace)` is true and return its value.

        The time is long, since it only ends a wait in vain: a busy machine is slow, not broken.

        Raises:
            TimeoutError: it did not become true within `timeout` real seconds.
        """
        with self._changed:
            result = self._changed.wait_for(lambda: predicate(self), timeout)
        if not result:
            raise TimeoutError(f"Nothing of the kind happened in the workspace within {timeout:g} seconds.")
        return result

    # Time and names

    def now(self) -> datetime:
        return self.clock()

    def new_ts(self) -> str:
        """A message's ts: from the clock, never twice, always higher than the last one."""
        with self._changed:
            micros = int(self.now().timestamp() * 1_000_000)
            self._last_ts = max(micros, self._last_ts + 1)
            return f"{self._last_ts // 1_000_000}.{self._last_ts % 1_000_000:06d}"

    def new_id(self, prefix: str) -> str:
        """An id of Slack's form: the prefix says of what."""
        with self._changed:
            self._counters[prefix] = self._counters.get(prefix, 0) + 1
            return f"{prefix}0PLAY{self._counters[prefix]:05d}"

    # Looking things up

    def find_channel(self, reference: str) -> Channel | None:
        """A channel by id, `#name` or name; a person's id finds their direct message where it exists."""
        name = reference.removeprefix("#")
        with self._changed:
            if reference in self.channels:
                return self.channels[reference]
            for channel in self.channels.values():
                if reference == channel.user or (not channel.is_im and channel.name == name):
                    return channel
        return None

    def message(self, channel_id: str, ts: str, user_id: str | None = None) -> Message | None:
        """A message; with `user_id` also one that only this person sees."""
        with self._changed:
            channel = self.channels.get(channel_id)
            found = channel.messages.get(ts) if channel else None
            if found is None and user_id is not None:
                own = self.ephemerals.get(user_id, [])
                found = next((one for one in own if one.ts == ts and one.channel == channel_id), None)
            return found

    def messages(self, channel_id: str) -> list[Message]:
        """What the channel itself shows, oldest first (replies only where they were broadcast)."""
        with self._changed:
            channel = self.channels[channel_id]
            return [channel.messages[ts] for ts in channel.timeline]

    def thread(self, channel_id: str, ts: str) -> list[Message]:
        """A root and its replies, oldest first."""
        with self._changed:
            channel = self.channels[channel_id]
            root = channel.messages.get(ts)
            return [root, *(channel.messages[reply] for reply in root.replies)] if root else []

    def ephemeral(self, user_id: str, channel_id: str | None = None) -> list[Message]:
        """What only this person sees, oldest first."""
        with self._changed:
            own = self.ephemerals.get(user_id, [])
            return [message for message in own if channel_id in (None, message.channel)]

    def modals(self, user_id: str) -> list[View]:
        """The person's open modals, the visible one last."""
        with self._changed:
            return [self.views[view_id] for view_id in self.stacks.get(user_id, [])]

    def modal(self, user_id: str) -> View | None:
        """The modal that the person sees."""
        modals = self.modals(user_id)
        return modals[-1] if modals else None

    def home(self, user_id: str) -> View | None:
        """The person's App Home, where the app has published one."""
        with self._changed:
            view_id = self.homes.get(user_id)
            return self.views[view_id] if view_id else None

    def direct_message(self, user_id: str) -> Channel:
        """The direct message between a person and the bot; made when it does not exist."""
        with self._changed:
            found = self.find_channel(user_id)
            if found is not None:
                return found
        with self.changing():
            members = [user_id, self.bot.id]
            created = int(self.now().timestamp())
            channel = Channel(self.new_id("D"), "", members, self.bot.id, created, is_im=True, user=user_id)
            self.channels[channel.id] = channel
            return channel

    def snapshot(
        self,
        user_id: str,
        *,
        channel: str | None = None,
        before: str | None = None,
        thread: str | None = None,
        limit: int = 100,
    ) -> Json:
        """What one person's client shows, in the form that web.py describes. At most `limit` messages."""
        with self._changed:
            return take_snapshot(self, user_id, channel=channel, before=before, thread=thread, limit=limit)

    # Messages

    def add_message(self, message: Message) -> Message:
        """Put a message, or a reply, into its channel. Ephemeral ones go to their one reader."""
        with self.changing():
            if message.ephemeral_to is not None:
                self.ephemerals.setdefault(message.ephemeral_to, []).append(message)
                return message
            channel = self.channels[message.channel]
            channel.messages[message.ts] = message
            if message.is_reply and message.thread_ts is not None:
                channel.messages[message.thread_ts].replies.append(message.ts)
            if not message.is_reply or message.broadcast:
                channel.timeline.append(message.ts)
            return message

    def remove_message(self, message: Message) -> None:
        """Take a message away; a root with replies stays as a tombstone, as in Slack."""
        with self.changing():
            if message.ephemeral_to is not None:
                self.ephemerals[message.ephemeral_to].remove(message)
                return
            channel = self.channels[message.channel]
            if message.replies:
                message.subtype, message.text, message.blocks = "tombstone", "This message was deleted.", []
                message.metadata = None
                return
            del channel.messages[message.ts]
            position = bisect_left(channel.timeline, message.ts)
            if channel.timeline[position : position + 1] == [message.ts]:
                del channel.timeline[position]
            root = channel.messages.get(message.thread_ts or "")
            if root is not None and message.ts in root.replies:
                root.replies.remove(message.ts)

    def schedule(self, message: Message, post_at: int) -> str:
        """Keep a message until `post_at`: seconds since 1970, by the clock. Returns its id."""
        with self.changing():
            scheduled_id = self.new_id("Q")
            created = int(self.now().timestamp())
            self.scheduled[scheduled_id] = Scheduled(message, post_at, created)
            return scheduled_id

    def post_scheduled(self) -> tuple[list[Message], float | None]:
        """Post what is due. Returns it, and in how many seconds the next one is, or None where none waits."""
        with self._changed:
            now = self.now().timestamp()
            due = [key for key, one in self.scheduled.items() if one.post_at <= now]
            posted = []
            for key in sorted(due, key=lambda key: self.scheduled[key].post_at):
                message = self.scheduled.pop(key).message
                message.ts = self.new_ts()
                posted.append(self.add_message(message))
            return posted, min((one.post_at - now for one in self.scheduled.values()), default=None)

    # The log and what people are told in passing

    @property
    def calls(self) -> list[Call]:
        """The newest exchanges so far, oldest first. Those that come later are not in this list."""
        with self._changed:
            return list(self._calls)

    def record(
        self,
        direction: Literal["in", "out"],
        method: str,
        args: Json,
        answer: Json,
        *,
        status: int,
        ms: float,
    ) -> None:
        """Add an exchange to the log. The caller has taken tokens out."""
        with self.changing():
            n = self._calls[-1].n + 1 if self._calls else 1
            at = self.now().isoformat()
            self._calls.append(Call(n, at, direction, method, args, answer, status, round(ms, 1)))

    def show_toast(self, user_id: str, text: str) -> None:
        """Show a person a line in passing."""
        with self.changing():
            n = self.toasts[-1].n + 1 if self.toasts else 1
            self.toasts.append(Toast(n, user_id, text))

    def new_secret(self) -> str:
        return secrets.token_hex(12)
