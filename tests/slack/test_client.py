"""The SDK's client as this program uses it."""

import ssl

from bot.slack.client import trust


def test_certificates_are_checked_wherever_there_is_tls() -> None:
    read = trust("https://slack.com/api/")
    assert read is not None
    assert (read.verify_mode, read.check_hostname) == (ssl.CERT_REQUIRED, True)
    assert trust("http://127.0.0.1:8484/api/") is None
