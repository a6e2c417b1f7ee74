"""Where an archive comes from: a file, or a folder that belongs together."""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from bot.errors import ArchiveFileError

MAX_FILE = 256 * 1024 * 1024
"""Bytes of a file that is read whole. A zip file is not; see `slack_files.py`."""

_HEAD = 64 * 1024
_PIECE = 1024 * 1024


@dataclass(frozen=True)
class Source:
    """A file or a folder. `name` is what messages call it; `given` its bytes where it is not on a disk."""

    name: str
    path: Path | None = None
    given: bytes = b""

    @classmethod
    def at(cls, path: Path) -> "Source":
        return cls(str(path), path)

    @property
    def is_folder(self) -> bool:
        return self.path is not None and self.path.is_dir()

    @cached_property
    def head(self) -> bytes:
        """The first bytes of a file, nothing of a folder.

        Raises:
            ArchiveFileError: it cannot be read.
        """
        return b"" if self.is_folder else self._read(_HEAD)

    @cached_property
    def data(self) -> bytes:
        """All of a file.

        Raises:
            ArchiveFileError: it cannot be read, or is larger than `MAX_FILE`.
        """
        data = self._read(MAX_FILE + 1)
        if len(data) > MAX_FILE:
            raise ArchiveFileError(
                f"{self.name} is larger than {MAX_FILE // 1024 // 1024} MB.",
                path=self.name,
                hint="Cut it into smaller files and import them one after the other.",
            )
        return data

    def ends_with(self, *endings: str) -> bool:
        return self.name.lower().endswith(endings)

    def _read(self, size: int) -> bytes:
        if self.path is None:
            return self.given[:size]
        try:
            with self.path.open("rb") as file:  # by pieces: `read(n)` takes memory for all n bytes at once
                pieces = [piece := file.read(min(size, _PIECE))]
                while piece and (size := size - len(piece)) > 0:
                    pieces.append(piece := file.read(min(size, _PIECE)))
                return b"".join(pieces)
        except OSError as error:
            raise ArchiveFileError(
                f"{self.name} cannot be read: {error.strerror}.", path=self.name
            ) from error
