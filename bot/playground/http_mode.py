"""Signed HTTP requests to the app, for apps that run without Socket Mode.

https://docs.slack.dev/authentication/verifying-requests-from-slack: commands and interactions come as forms,
events as JSON; what is answered with status 200 within three seconds is acknowledged.
"""

import contextlib
import hashlib
import hmac
import json
import threading
import time
from collections.abc import Callable, Sequence
from http.client import HTTPException
from typing import TypeVar
from urllib.parse import parse_qsl, urlencode
from urllib.request import ProxyHandler, Request, build_opener

from bot.playground.model import Json
from bot.playground.payloads import VERIFICATION_TOKEN
from bot.playground.refusals import CannotDoThatError, NotDeliveredError
from bot.playground.socket_mode import ACK_SECONDS, RETRY_DELAYS
from bot.playground.workspace import Workspace

T = TypeVar("T")

_OPENER = build_opener(ProxyHandler({}))  # the app is on this machine: never through a proxy


class HttpMode:
    """Used instead of Socket Mode while `request_url` is set. Signatures carry real time."""

    def __init__(
        self,
        workspace: Workspace,
        signing_secret: str,
        *,
        ack_seconds: float = ACK_SECONDS,
        retry_delays: Sequence[float] = RETRY_DELAYS,
    ) -> None:
        self._workspace = workspace
        self._secret = signing_secret
        self._ack_seconds = ack_seconds
        self._retry_delays = tuple(retry_delays)
        self._stopping = threading.Event()
        self._introducing = threading.Lock()
        self._introduced = False

    @property
    def request_url(self) -> str | None:
        """Where the app listens."""
        return self._workspace.request_url

    @request_url.setter
    def request_url(self, url: str | None) -> None:
        with self._workspace.changing():
            self._workspace.request_url, self._workspace.is_verified = url, False
        self._introduced = False

    def deliver(
        self, kind: str, payload: Json, *, accepts_response: bool, on_answer: Callable[[Json], T]
    ) -> T:
        """Post an interaction; returns what `on_answer` makes of the answer (plain text as `text`).

        Raises:
            NotDeliveredError: operation_timeout without an answer in time, dispatch_failed otherwise.
        """
        self._introduce()
        form = payload if kind == "slash_commands" else {"payload": json.dumps(payload)}
        answer = self._post(urlencode(form).encode(), "application/x-www-form-urlencoded", {})
        return on_answer(answer if accepts_response else {})

    def send_event(self, payload: Json) -> None:
        """Post an event in the background, again where it fails."""
        threading.Thread(target=self._deliver_event, args=(payload,), daemon=True).start()

    def verify(self) -> None:
        """Send `url_verification`, as Slack does when a request URL is saved.

        https://docs.slack.dev/reference/events/url_verification: the app gives the challenge back, as text,
        as a form or in JSON. The exchange stands in the log.

        Raises:
            CannotDoThatError: the app answered something else, or not at all.
        """
        challenge = self._workspace.new_secret()
        payload = {"token": VERIFICATION_TOKEN, "challenge": challenge, "type": "url_verification"}
        started = time.monotonic()
        try:
            heard = self._post(json.dumps(payload).encode(), "application/json", {})
        except NotDeliveredError as error:
            heard = {"ok": False, "error": error.code}
        self._introduced = "error" not in heard
        is_right = challenge in _challenges(heard)
        with self._workspace.changing():
            self._workspace.is_verified = is_right
        spent = (time.monotonic() - started) * 1000
        answer = heard if is_right else {"ok": False, "error": "url_verification_failed", **heard}
        args = {key: value for key, value in payload.items() if key != "token"}
        self._workspace.record("out", "url_verification", args, answer, status=200, ms=spent)
        if not is_right:
            raise CannotDoThatError(
                f"{self.request_url} did not give the challenge back.",
                hint="Is the app running there, with SLACK_SIGNING_SECRET of this playground?",
            )

    def _introduce(self) -> None:
        """Verify before the first delivery. An app that fails it is sent things all the same."""
        with self._introducing:
            if self._introduced:
                return
            with contextlib.suppress(CannotDoThatError):
                self.verify()

    def start(self) -> None:
        self._stopping.clear()

    def stop(self) -> None:
        """Give up redeliveries."""
        self._stopping.set()

    def _deliver_event(self, payload: Json) -> None:
        self._introduce()
        body = json.dumps(payload).encode()
        headers: dict[str, str] = {}
        for attempt, delay in enumerate((None, *self._retry_delays)):
            if delay is not None and self._stopping.wait(delay):
                return
            started = time.monotonic()
            answer: Json = {"ok": True}
            try:
                self._post(body, "application/json", headers)
            except NotDeliveredError as error:
                answer = {"ok": False, "error": error.code}
                timed_out = error.code == "operation_timeout"
                reason = "http_timeout" if timed_out else "http_error"
                headers = {"X-Slack-Retry-Num": str(attempt + 1), "X-Slack-Retry-Reason": reason}
            name, args = f"event {payload['event']['type']}", {"event": payload["event"], "attempt": attempt}
            spent = (time.monotonic() - started) * 1000
            self._workspace.record("out", name, args, answer, status=200, ms=spent)
            if answer["ok"]:
                return

    def _post(self, body: bytes, content_type: str, headers: dict[str, str]) -> Json:
        stamp = str(int(time.time()))
        signed = f"v0:{stamp}:".encode() + body
        signature = hmac.new(self._secret.encode(), signed, hashlib.sha256).hexdigest()
        own = {
            "Content-Type": content_type,
            "X-Slack-Request-Timestamp": stamp,
            "X-Slack-Signature": f"v0={signature}",
            "User-Agent": "Slackbot 1.0 (playground)",
        }
        request = Request(str(self.request_url), body, {**own, **headers}, method="POST")  # noqa: S310
        try:
            with _OPENER.open(request, timeout=self._ack_seconds) as response:
                return _read(response.read(), response.headers.get("content-type", ""))
        except TimeoutError:
            raise NotDeliveredError("operation_timeout") from None
        except (OSError, HTTPException) as error:
            late = isinstance(getattr(error, "reason", None), TimeoutError)
            raise NotDeliveredError("operation_timeout" if late else "dispatch_failed") from error


def _challenges(heard: Json) -> list[object]:
    """What an app may have given back: plain text, a form's field, or JSON's."""
    text = str(heard.get("text", ""))
    return [text, heard.get("challenge"), dict(parse_qsl(text)).get("challenge")]


def _read(body: bytes, content_type: str) -> Json:
    text = body.decode(errors="replace").strip()
    if not text:
        return {}
    if content_type.startswith("application/json"):
        value = json.loads(text)
        return value if isinstance(value, dict) else {}
    return {"text": text}
