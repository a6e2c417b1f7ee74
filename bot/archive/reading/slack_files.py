"""The files of a Slack export: a folder, or a zip file that is read in place and never unpacked."""

import io
import lzma
import re
import zipfile
import zlib
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.archive.reading.source import Source
from bot.errors import ArchiveFileError

MAX_FILE = 32 * 1024 * 1024
"""Bytes of one day of one channel. A busy day of a large workspace has about one megabyte."""

MAX_ALL = 2 * 1024 * 1024 * 1024
"""Bytes of all days together, unpacked."""

_UNREADABLE = (
    *(zipfile.BadZipFile, zlib.error, lzma.LZMAError),
    *(RuntimeError, NotImplementedError, EOFError, OSError, ValueError),
)
_DAY = re.compile(r"(?:(?P<channel>[^/\\]+)/)?(?P<day>\d{4}-\d\d-\d\d)\.json")


class SlackFiles(ABC):
    """The files by their names inside the export, with slashes. `names` come in the order of days."""

    names: list[str]

    @abstractmethod
    def read(self, name: str) -> bytes:
        """Return a file's bytes.

        Raises:
            ArchiveFileError: it cannot be read, or is larger than `MAX_FILE`.
        """

    def days(self) -> list[tuple[str, str]]:
        """Return (channel, name of the file) of every day, oldest first. A channel may be empty."""
        found = [
            (match["day"], match["channel"] or "", name) for name in self.names if (match := _match(name))
        ]
        return [(channel, name) for _, channel, name in sorted(found)]


def leads_out(name: str) -> bool:
    """Say whether a name leads out of the export: such a file is not read."""
    return ".." in name.split("/") or name.startswith("/") or "\\" in name or ":" in name


def is_day(name: str) -> bool:
    return _match(name) is not None


@contextmanager
def open_files(source: Source) -> Iterator[SlackFiles]:
    """Open the files of an export.

    Raises:
        ArchiveFileError: it cannot be opened.
    """
    if source.path is not None and source.is_folder:
        yield _Folder(source.path)
        return
    try:
        archive = zipfile.ZipFile(source.path or io.BytesIO(source.given))
    except (zipfile.BadZipFile, OSError, NotImplementedError, ValueError) as error:  # a name that is no UTF-8
        raise ArchiveFileError(f"{source.name} is a broken zip file.", path=source.name) from error
    with archive:
        yield _Zip(archive)


def _match(name: str) -> re.Match[str] | None:
    """Match a day's file. A name that leads out of the export is none."""
    return None if leads_out(name) else _DAY.fullmatch("/".join(name.split("/")[-2:]))


class _Folder(SlackFiles):
    """Links to other places are passed over, as an export has none."""

    def __init__(self, root: Path) -> None:
        self._root = root
        found = [*root.glob("*.json"), *root.glob("*/*.json")]
        self.names = sorted(
            path.relative_to(root).as_posix()
            for path in found
            if path.is_file() and not path.is_symlink() and not path.parent.is_symlink()
        )

    def read(self, name: str) -> bytes:
        try:
            with (self._root / name).open("rb") as file:
                return _checked(file.read(MAX_FILE + 1), name)
        except OSError as error:
            raise ArchiveFileError(f"{name} cannot be read: {error.strerror}.", path=name) from error


class _Zip(SlackFiles):
    """What a member says of its own size is not believed: reading stops where it is too much."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self._left = MAX_ALL
        self.names = [info.filename for info in archive.infolist() if not info.is_dir()]

    def read(self, name: str) -> bytes:
        try:
            with self._archive.open(name) as file:
                data = file.read(min(MAX_FILE, self._left) + 1)
        except _UNREADABLE as error:
            reason = "it is encrypted" if "encrypted" in str(error) else "the zip file is broken there"
            raise ArchiveFileError(f"{name} cannot be read: {reason}.", path=name) from error
        self._left -= len(data)
        if self._left < 0:
            raise ArchiveFileError(f"The export unpacks to more than {MAX_ALL // 1024**3} GB.", path=name)
        return _checked(data, name)


def _checked(data: bytes, name: str) -> bytes:
    if len(data) > MAX_FILE:
        raise ArchiveFileError(f"{name} is larger than {MAX_FILE // 1024**2} MB.", path=name)
    return data
