"""The SDK's client for Slack's Web API, counted and timed."""

import time
from http.client import HTTPException
from ssl import SSLContext, create_default_context
from typing import Any
from urllib.error import URLError

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.web import SlackResponse

from bot.operating.metrics import SLACK_CALLS, SLACK_SECONDS


class MeasuredClient(WebClient):
    """Counts every call by its method and by what Slack answered. It has no state of its own."""

    def api_call(self, api_method: str, **arguments: Any) -> SlackResponse:
        started, answer = time.perf_counter(), "ok"
        try:
            return super().api_call(api_method, **arguments)
        except SlackApiError as error:
            answer = _code(error)
            raise
        except (HTTPException, OSError) as error:
            cause = error.reason if isinstance(error, URLError) else error
            answer = type(cause).__name__
            raise
        finally:
            SLACK_CALLS.labels(api_method, answer).inc()
            SLACK_SECONDS.labels(api_method).observe(time.perf_counter() - started)


def trust(url: str) -> SSLContext | None:
    """Read this machine's certificates, for all calls; None where Slack is stood in for without TLS.

    The SDK would read them anew for each call: 20 ms of the processor, more than most answers take.
    """
    return create_default_context() if url.startswith("https:") else None


def measure(built: WebClient) -> None:
    """Make a client that Bolt built one of ours: for each request it builds a plain one from the app's."""
    built.__class__ = MeasuredClient


def _code(error: SlackApiError) -> str:
    """Return Slack's error code; of an answer that is not Slack's, its status."""
    code = str(error.response.get("error") or "") if error.response else ""
    if code.replace("_", "").isalnum() and len(code) <= 60:
        return code
    return f"http_{getattr(error.response, 'status_code', 0)}"
