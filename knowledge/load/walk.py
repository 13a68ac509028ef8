"""Files of folders, in an order that does not depend on the file system."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://")


def walk(targets: Sequence[str | Path]) -> Iterator[str | Path]:
    """Expand folders into their files.

    Hidden files and folders are skipped, as are links that leave the folder and links to folders (what they point to
    inside the folder is read anyway). What cannot be listed or does not exist is yielded as it is: loading it raises
    a ``SourceError`` that says why, at its place, while the rest goes on.

    Args:
        targets: Paths, or addresses as strings with a scheme (``https://...``).

    Yields:
        Addresses as ``str``, files as ``Path``: in the order of the targets, within a folder sorted by name.
    """
    for target in targets:
        if isinstance(target, str) and _ADDRESS.match(target):
            yield target
            continue
        path = Path(target)
        try:
            folder = path.is_dir()
        except (OSError, ValueError):  # not reachable, or no path at all: loading says so
            folder = False
        if folder:
            yield from _files(path, path.resolve())
        else:
            yield path


def _files(folder: Path, root: Path) -> Iterator[Path]:
    try:
        with os.scandir(folder) as entries:
            found = sorted(entries, key=lambda entry: entry.name)
    except OSError:
        yield folder
        return
    for entry in found:
        if entry.name.startswith("."):
            continue
        path = folder / entry.name
        try:
            if entry.is_symlink():
                target = path.resolve()
                if target.is_file() and target.is_relative_to(root):
                    yield path
            elif entry.is_dir():
                yield from _files(path, root)
            elif entry.is_file():
                yield path
        except OSError:
            yield path
