"""Where the files that are not Python lie: in the checkout, or inside the installed wheel."""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def data_folder(name: str) -> Path:
    """Return the folder `templates` or `migrations`.

    hatchling's `force-include` puts both under `bot/_data` in a wheel; an editable install runs from the
    checkout, where they stand beside `bot`.

    Raises:
        FileNotFoundError: neither place has it, so the installation is broken.
    """
    for folder in (_PACKAGE / "_data" / name, _PACKAGE.parent / name):
        if folder.is_dir():
            return folder
    raise FileNotFoundError(f"{name}: neither beside the package nor inside it")
