"""Tokens at rest: encrypted with keys that live in the environment and never in the database."""

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from bot.errors import ConfigError, StoreError

VARIABLE = "AINEWS_ENCRYPTION_KEY"


class Cipher:
    """Encrypts with the first of its keys and reads what any of them wrote.

    A key is 32 random bytes in URL-safe base64: https://cryptography.io/en/latest/fernet/
    """

    def __init__(self, keys: str) -> None:
        """Take keys with commas between them, the newest first.

        Raises:
            ConfigError: one of them is no key.
        """
        try:
            self._fernet = MultiFernet([Fernet(key.strip()) for key in keys.split(",") if key.strip()])
        except ValueError:
            raise ConfigError(
                f"{VARIABLE} must be a key that `ainews team new-key` printed, or several with commas.",
                hint="The newest stands first; older ones stay until `ainews team rotate-key` has run.",
            ) from None

    def encrypt(self, secret: str) -> str:
        return self._fernet.encrypt(secret.encode()).decode()

    def decrypt(self, stored: str) -> str:
        """Return what was encrypted.

        Raises:
            StoreError: none of the keys wrote it.
        """
        try:
            return self._fernet.decrypt(stored.encode()).decode()
        except InvalidToken:
            raise StoreError(
                f"A stored token cannot be read with {VARIABLE}.",
                hint="Put the key that it was written with behind the new one, with a comma between them.",
            ) from None

    def rotate(self, stored: str) -> str:
        """Encrypt anew with the first key.

        Raises:
            StoreError: none of the keys wrote it.
        """
        return self.encrypt(self.decrypt(stored))


def new_key() -> str:
    """Make a key."""
    return Fernet.generate_key().decode()
