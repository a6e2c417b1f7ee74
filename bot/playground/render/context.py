"""What a renderer must know besides the blocks: who looks, the names behind ids, the time."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo
from itertools import count

from bot.playground.render.payload import Json, mapping


@dataclass(frozen=True, slots=True)
class RenderContext:
    """One reader's view of one message, modal or Home tab.

    `scope` starts every HTML id, so that two messages on a page never share one. `users`, `channels` and
    `directs` (direct messages) give names by id, without `@` or `#`; `private` are the
    ids of private channels. `errors` are a modal's messages by block id. `state` is what the person
    has entered or chosen so far, in the form of Slack's `state.values`. `trouble` names the element that the
    app did not answer (`block_id`, `action_id`, `text`). `zone` is the reader's own. `clips`: long sections
    show a beginning and "See more", as in messages.
    """

    scope: str = "b"
    viewer: str = ""
    users: Mapping[str, str] = field(default_factory=dict)
    channels: Mapping[str, str] = field(default_factory=dict)
    directs: Mapping[str, str] = field(default_factory=dict)
    private: frozenset[str] = frozenset()
    errors: Mapping[str, str] = field(default_factory=dict)
    state: Json = field(default_factory=dict)
    trouble: Json = field(default_factory=dict)
    clips: bool = False
    zone: tzinfo = UTC
    now: datetime = datetime(1970, 1, 1, tzinfo=UTC)
    _ids: "count[int]" = field(default_factory=count, repr=False, compare=False)

    def new_id(self) -> str:
        """Return an id that is new in this scope. The same blocks always get the same ids."""
        return f"{self.scope}-{next(self._ids)}"

    def entered(self, block_id: str, action_id: str) -> Json:
        """Return what the person entered in an element, named like the element's own initial values."""
        value = mapping(mapping(self.state, block_id), action_id)
        renamed = {
            key.replace("selected_", "initial_", 1): one for key, one in value.items() if key != "type"
        }
        if "value" in renamed:
            renamed["initial_value"] = renamed.pop("value")
        return renamed
