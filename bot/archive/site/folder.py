"""The folder that a site is written to: only what changed, and nothing that somebody else put there.

A manifest lists the files that are ours. A file that is not on it is never overwritten and never deleted, so
a CNAME, a robots.txt or a whole other page can stand beside the site.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from bot.errors import InvalidInputError

MANIFEST = ".ainews-site.json"
_FORMAT = 1


@dataclass(frozen=True, slots=True)
class Written:
    """How many files a build wrote, found unchanged, and deleted."""

    written: int
    unchanged: int
    deleted: int


class SiteFolder:
    """A folder with a site of ours, or an empty one that shall get one."""

    def __init__(self, root: Path) -> None:
        """Read the manifest.

        Raises:
            InvalidInputError: the folder or the manifest cannot be read.
        """
        self.root = root
        self._inside = root.resolve()
        self._folders: dict[str, Path] = {}  # those of the site that were looked at, with their places
        self._there: dict[Path, set[str]] = {}  # what stood in them then
        self._known = self._read()
        self._ours: set[str] = set(self._known.get("files", ()))

    @property
    def notes(self) -> dict[str, str]:
        """What the last build noted for this one."""
        return dict(self._known.get("notes", {}))

    def files_in(self, folder: str) -> list[str]:
        """Return the paths of our files in one of the site's folders."""
        return sorted(path for path in self._ours if path.startswith(f"{folder}/"))

    def update(
        self, files: Iterable[tuple[str, bytes]], *, notes: dict[str, str], kept: Iterable[str] = ()
    ) -> Written:
        """Let the folder hold exactly these files of ours, each a path with slashes and its bytes.

        A file is written where its bytes differ; one that stood there is replaced as a whole, so that a web
        server never hands out half of it. `kept` are paths of ours that stay as they are. The manifest is
        written before the first and after the last, so that a build that was interrupted leaves nothing that
        is nobody's.

        Raises:
            InvalidInputError: a file that is not ours stands in the way, or the disk does not take it.
        """
        try:
            return self._update(dict(files), set(kept), notes)
        except OSError as error:
            raise InvalidInputError(
                f"{error.filename or self.root} cannot be written: {error.strerror}."
            ) from error

    def _update(self, files: dict[str, bytes], kept: set[str], notes: dict[str, str]) -> Written:
        self._refuse_strangers(files)
        self.root.mkdir(parents=True, exist_ok=True)
        before, after = self._ours, kept | set(files)
        if before != after or notes != self.notes:
            self._save(before | after, {})
        written = sum(self._put(path, data) for path, data in files.items())
        deleted = sum(self._delete(path) for path in sorted(before - after))
        self._save(after, notes)
        return Written(written, len(after) - written, deleted)

    def _refuse_strangers(self, files: dict[str, bytes]) -> None:
        for path, data in files.items():
            if path in self._ours:
                continue
            target = self._place(path)
            if not self._stands(target):
                continue
            if target.exists() and (not target.is_file() or target.read_bytes() != data):
                raise InvalidInputError(
                    f"{target} stands there already and is not from us.",
                    hint="Move it away, or choose another folder.",
                )

    def _put(self, path: str, data: bytes) -> bool:
        target = self._place(path)
        try:
            if self._stands(target) and target.read_bytes() == data:
                return False
        except FileNotFoundError:  # a link to nothing is replaced, and what went away a moment ago comes back
            target.parent.mkdir(parents=True, exist_ok=True)
        if not self._stands(target):
            if not self._there[target.parent]:
                target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(data)
            self._there[target.parent].add(target.name.casefold())
            return True
        fresh = target.with_name(f"{target.name}.new")
        fresh.write_bytes(data)
        fresh.replace(target)
        return True

    def _delete(self, path: str) -> bool:
        target = self._place(path)
        if not target.is_file():
            return False
        target.unlink()
        for folder in PurePosixPath(path).parents:
            place = self.root / folder
            if place == self.root or any(place.iterdir()):
                break
            place.rmdir()
        return True

    def _place(self, path: str) -> Path:
        """Return where a file stands. A link that leads out of the folder, or a `..`, is not followed."""
        name, parts = PurePosixPath(path).name, PurePosixPath(path).parts
        folder = str(PurePosixPath(path).parent)
        if ".." in parts or (folder not in self._folders and not self._is_inside(folder)):
            raise InvalidInputError(f"{self.root / path} does not stand in {self.root}.")
        return self._folders.setdefault(folder, self.root / folder) / name

    def _is_inside(self, folder: str) -> bool:
        return (self.root / folder).resolve().is_relative_to(self._inside)

    def _stands(self, target: Path) -> bool:
        """Say whether something may stand there: each folder is listed once.

        Some file systems take "Index.html" for "index.html".
        """
        if target.parent not in self._there:
            found = target.parent.iterdir() if target.parent.is_dir() else ()
            self._there[target.parent] = {place.name.casefold() for place in found}
        return target.name.casefold() in self._there[target.parent]

    def _save(self, files: set[str], notes: dict[str, str]) -> None:
        content = {"format": _FORMAT, "files": sorted(files), "notes": notes}
        text = json.dumps(content, ensure_ascii=False, indent=0) + "\n"
        self._put(MANIFEST, text.encode())

    def _read(self) -> dict[str, Any]:
        try:
            known = json.loads((self.root / MANIFEST).read_text("utf-8"))
        except FileNotFoundError:
            return {}
        except (OSError, ValueError) as error:
            raise _unreadable(self.root) from error
        if not isinstance(known, dict) or known.get("format") != _FORMAT:
            raise _unreadable(self.root)
        files, notes = known.get("files", []), known.get("notes") or {}
        if not isinstance(files, list) or not isinstance(notes, dict):
            raise _unreadable(self.root)
        return {"files": [path for path in files if isinstance(path, str)], "notes": notes}


def _unreadable(root: Path) -> InvalidInputError:
    return InvalidInputError(
        f"{root / MANIFEST} cannot be read, so it is unclear which files there are ours.",
        hint="Choose an empty folder.",
    )
