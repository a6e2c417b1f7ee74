"""A person using interactive elements: buttons and menus in messages, fields and submits of modals."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from bot.playground.delivery import Delivery
from bot.playground.elements import field_errors, find_element, full_state, is_empty, state_value
from bot.playground.forms import message_form, view_form
from bot.playground.grants import new_response_url, new_trigger, response_url
from bot.playground.limits import check_options, check_view
from bot.playground.model import Json, Message, Trouble, User, View
from bot.playground.payloads import (
    channel_reference,
    interaction,
    message_container,
    view_closed,
    view_container,
    view_submission,
)
from bot.playground.refusals import ApiError, CannotDoThatError, NotDeliveredError
from bot.playground.views import close_all, push_on_stack, remove_view, update_view
from bot.playground.workspace import Workspace

TROUBLE = "We had some trouble connecting. Try again?"
TOASTS = {
    "operation_timeout": "Operation timed out. Apps need to respond within 3 seconds.",
    "dispatch_failed": "This app is not connected, so it could not respond.",
}
_WITHOUT_STATE = {"button", "overflow", "workflow_button", "icon_button", "feedback_buttons"}
_EXTERNAL = {"external_select", "multi_external_select"}
_ACTION_EXTRAS = ("text", "value", "style", "placeholder", "initial_option", "initial_options")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of an interaction. `error` is Slack's code (operation_timeout, dispatch_failed, …)."""

    ok: bool
    error: str | None = None


@dataclass(frozen=True, slots=True)
class Submission:
    """What became of a submitted modal. `errors` maps block ids to what stands at the field."""

    outcome: Literal["closed", "updated", "pushed", "cleared", "errors", "failed"]
    errors: dict[str, str] = field(default_factory=dict)


class FormUse:
    """What a person does with interactive elements. `place` is a message (an ephemeral one too) or a view."""

    def __init__(self, workspace: Workspace, delivery: Delivery) -> None:
        self._workspace = workspace
        self._delivery = delivery
        self._suggested: dict[tuple[str, str, str], dict[str, Json]] = {}

    def act(
        self, user_id: str, place: Message | View, action_id: str, value: Any = None, *, block_id: str | None
    ) -> Outcome:
        """Press a button or choose in a menu. See `People.act`."""
        workspace = self._workspace
        block, element = find_element(place.blocks, action_id, block_id)
        value = self._with_options(user_id, place, block, element, value)
        if element["type"] not in _WITHOUT_STATE:
            self._keep(user_id, place, block, element, value)
            if block["type"] == "input" and not block.get("dispatch_action"):
                return Outcome(ok=True)
        action = self._action(element, block, value)
        payload = interaction(
            workspace,
            "block_actions",
            workspace.users[user_id],
            **self._where(user_id, place),
            trigger_id=new_trigger(workspace, user_id, place.id if isinstance(place, View) else None),
            actions=[action],
        )
        with workspace.changing():
            place.troubles.pop(user_id, None)
        outcome = self._deliver(user_id, payload)
        if outcome.error is not None:
            with workspace.changing():
                trouble = Trouble(block["block_id"], element["action_id"], TOASTS[outcome.error])
                place.troubles[user_id] = trouble
        return outcome

    def fill(
        self, user_id: str, place: Message | View, action_id: str, value: Any, *, block_id: str | None
    ) -> None:
        """Enter something into a field without telling the app."""
        block, element = find_element(place.blocks, action_id, block_id)
        value = self._with_options(user_id, place, block, element, value)
        self._keep(user_id, place, block, element, value)

    def suggest(
        self, user_id: str, place: Message | View, action_id: str, query: str, *, block_id: str | None
    ) -> Json:
        """Ask the app for the options of an external menu."""
        block, element = find_element(place.blocks, action_id, block_id)
        payload = interaction(
            self._workspace,
            "block_suggestion",
            self._workspace.users[user_id],
            **self._where(user_id, place, with_response_url=False),
            action_id=element["action_id"],
            block_id=block["block_id"],
            value=query,
        )
        try:
            answer: Json = self._delivery.interaction(payload, lambda answer: answer)
        except NotDeliveredError as error:
            self._workspace.show_toast(user_id, TOASTS[error.code])
            return {"options": []}
        refusal = check_options(answer)
        if refusal is not None:
            self._refuse(answer, *refusal.messages, about="options response")
            return {"options": []}
        offered = self._suggested.setdefault((user_id, block["block_id"], action_id), {})
        offered |= {option["value"]: option for option in _options(answer)}
        return answer

    def _with_options(
        self, user_id: str, place: Message | View, block: Json, element: Json, value: Any
    ) -> Any:
        """For external menus: the options behind values. The app has offered them, or they are chosen now."""
        if element["type"] not in _EXTERNAL or value is None:
            return value
        block_id, action_id = block["block_id"], element["action_id"]
        known = dict(self._suggested.get((user_id, block_id, action_id), {}))
        chosen = full_state(place.blocks, self._entered(user_id, place))[block_id][action_id]
        now = chosen.get("selected_options") or [chosen.get("selected_option")]
        known |= {option["value"]: option for option in now if option}
        if isinstance(value, list):
            return [known.get(one, one) if isinstance(one, str) else one for one in value]
        return known.get(value, value) if isinstance(value, str) else value

    def _entered(self, user_id: str, place: Message | View) -> dict[str, dict[str, Json]]:
        if isinstance(place, View):
            return place.state
        return self._workspace.choices.get((user_id, place.channel, place.ts), {})

    def submit(self, view: View, values: Mapping[str, Any]) -> Submission:
        """Fill in and submit a modal. See `People.submit_view`."""
        workspace = self._workspace
        for name, value in values.items():
            if isinstance(value, Mapping) and any(name == block["block_id"] for block in view.blocks):
                for action_id, inner in value.items():
                    self.fill(view.user, view, action_id, inner, block_id=name)
            else:
                self.fill(view.user, view, name, value, block_id=None)
        problems = field_errors(view.blocks, full_state(view.blocks, view.state))
        with workspace.changing():
            view.errors, view.failure = dict(problems), None
        if problems:
            return Submission("errors", problems)
        user = workspace.users[view.user]
        trigger_id = new_trigger(workspace, user.id, view.id)
        payload = view_submission(workspace, user, view, trigger_id, self._response_urls(view))
        try:
            return self._delivery.interaction(payload, lambda answer: self._follow(view, answer))
        except (NotDeliveredError, ApiError):
            with workspace.changing():
                view.failure = TROUBLE
            return Submission("failed")

    def close(self, user_id: str, *, everything: bool) -> None:
        """Close the topmost modal, or all. See `People.close_view`."""
        workspace = self._workspace
        stack = workspace.modals(user_id)
        if not stack:
            raise CannotDoThatError("No modal is open.")
        cleared = everything or bool(stack[-1].content.get("clear_on_close"))
        closing = stack[::-1] if cleared else [stack[-1]]
        payloads = [
            view_closed(workspace, workspace.users[user_id], view, is_cleared=cleared)
            for view in closing
            if view.content.get("notify_on_close")
        ]
        if cleared:
            close_all(workspace, user_id)
        else:
            remove_view(workspace, stack[-1])
        for payload in payloads:
            self._deliver(user_id, payload, quiet=True)

    def _deliver(self, user_id: str, payload: Json, *, quiet: bool = False) -> Outcome:
        try:
            self._delivery.interaction(payload, lambda _: None)
        except NotDeliveredError as error:
            if not quiet:
                self._workspace.show_toast(user_id, TOASTS[error.code])
            return Outcome(ok=False, error=error.code)
        return Outcome(ok=True)

    def _keep(self, user_id: str, place: Message | View, block: Json, element: Json, value: Any) -> None:
        kept = state_value(element, value)
        with self._workspace.changing():
            if isinstance(place, View):
                state = place.state
                place.errors.pop(block["block_id"], None)
            else:
                state = self._workspace.choices.setdefault((user_id, place.channel, place.ts), {})
            state.setdefault(block["block_id"], {})[element["action_id"]] = kept

    def _action(self, element: Json, block: Json, value: Any) -> Json:
        action: Json = {
            "type": element["type"],
            "action_id": element["action_id"],
            "block_id": block["block_id"],
            "action_ts": self._workspace.new_ts(),
        }
        action |= {key: element[key] for key in _ACTION_EXTRAS if key in element}
        if element["type"] == "feedback_buttons":
            action["value"] = value
        elif element["type"] == "overflow" or element["type"] not in _WITHOUT_STATE:
            action |= state_value(element, value)
        return action

    def _where(self, user_id: str, place: Message | View, *, with_response_url: bool = True) -> Json:
        """The keys that say where something happened. Ephemeral messages are not sent along, as in Slack."""
        workspace = self._workspace
        if isinstance(place, View):
            return {"container": view_container(place), "view": view_form(workspace, place)}
        channel = workspace.channels[place.channel]
        where: Json = {
            "container": message_container(place),
            "channel": channel_reference(channel),
            "state": {"values": full_state(place.blocks, self._entered(user_id, place))},
        }
        if place.ephemeral_to is None:
            where["message"] = message_form(workspace, place)
        if with_response_url:
            grant = new_response_url(
                workspace, user_id, channel.id, message_ts=place.ts, thread_ts=place.thread_ts
            )
            where["response_url"] = response_url(workspace, grant)
        return where

    def _response_urls(self, view: View) -> list[Json]:
        """For channel menus with `response_url_enabled`: where the app may post for the chosen channel."""
        workspace, urls = self._workspace, []
        state = full_state(view.blocks, view.state)
        for block in view.blocks:
            element = block.get("element", {})
            if not element.get("response_url_enabled"):
                continue
            chosen = state[block["block_id"]][element["action_id"]]
            if is_empty(chosen):
                continue
            channel_id = str(chosen.get("selected_conversation") or chosen.get("selected_channel"))
            grant = new_response_url(workspace, view.user, channel_id)
            place = {"block_id": block["block_id"], "action_id": element["action_id"]}
            url = response_url(workspace, grant)
            urls.append({**place, "channel_id": channel_id, "response_url": url})
        return urls

    def _follow(self, view: View, answer: Json) -> Submission:
        """Do what the app's answer to a submission says.

        https://docs.slack.dev/surfaces/modals#updating_views. An answer that Slack would not take is an
        ApiError: the person sees that something went wrong, the log what.
        """
        workspace = self._workspace
        match answer.get("response_action"):
            case None:
                remove_view(workspace, view)
                return Submission("closed")
            case "clear":
                close_all(workspace, view.user)
                return Submission("cleared")
            case "errors":
                return self._show_errors(view, answer.get("errors"))
            case "update":
                update_view(workspace, self._checked(answer), view_id=view.id)
                return Submission("updated")
            case "push":
                push_on_stack(workspace, view.user, self._checked(answer))
                return Submission("pushed")
            case other:
                raise self._refuse(answer, f"unknown response_action {other}")

    def _show_errors(self, view: View, errors: Any) -> Submission:
        inputs = {block["block_id"] for block in view.blocks if block["type"] == "input"}
        if not isinstance(errors, dict) or not errors or not set(errors) <= inputs:
            raise self._refuse({"errors": errors}, "errors must name input blocks of the view")
        with self._workspace.changing():
            view.errors = {block_id: str(text) for block_id, text in errors.items()}
        return Submission("errors", dict(view.errors))

    def _checked(self, answer: Json) -> Json:
        refusal = check_view(answer.get("view"))
        if refusal is not None:
            raise self._refuse(answer, *refusal.messages)
        content: Json = answer["view"]
        return content

    def _refuse(self, answer: Json, *messages: str, about: str = "view response") -> ApiError:
        error = ApiError("invalid_arguments", *messages)
        self._workspace.record("in", about, answer, error.answer(), status=200, ms=0)
        return error


def _options(answer: Json) -> list[Json]:
    groups = answer.get("option_groups") or [answer]
    return [option for group in groups for option in group.get("options", [])]


def visible_user(workspace: Workspace, user_id: str) -> User:
    """The person of that id.

    Raises:
        CannotDoThatError: there is no such person.
    """
    user = workspace.users.get(user_id)
    if user is None or user.is_bot:
        raise CannotDoThatError(f"There is no person {user_id}.")
    return user
