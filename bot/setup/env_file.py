"""Writing `.env`: one value at a time, with everything else in it left as it is."""

import re
from pathlib import Path

from dotenv import set_key

from bot.errors import ConfigError

_PLAIN = re.compile(r"[\w./:@,+-]*")
_HEAD = "# Settings of AI News; .env.example explains each. Keep this file to yourself: it holds tokens.\n"


def keep(path: Path, name: str, value: str) -> None:
    """Set a value in the file, which only its owner can read from then on. A crash leaves the old file.

    Raises:
        ConfigError: it cannot be written.
    """
    try:
        if not path.exists():
            path.touch(0o600)
            path.write_text(_HEAD, "utf-8")
        path.chmod(0o600)
        set_key(path, name, value, quote_mode="never" if _PLAIN.fullmatch(value) else "always")
    except OSError as error:
        raise ConfigError(f"{path} cannot be written: {error.strerror}.") from error
