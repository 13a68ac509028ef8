"""The front door of loading: a path, an address or bytes become a ``Document``."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from urllib.parse import unquote, urlsplit

from knowledge.errors import FormatError, SourceError, TooLargeError
from knowledge.load.decode import decode
from knowledge.load.draft import Draft, assemble
from knowledge.load.markdown import read_markdown
from knowledge.load.normalise import scrub
from knowledge.load.plain import read_plain
from knowledge.load.sniff import CONTENT_TYPES, READ_HERE, sniff
from knowledge.paths import named
from knowledge.settings import LoadSettings
from knowledge.types import Document

# Without waiting for a writer, as a named pipe would make us do; the flags are missing on some systems.
_READING = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)


def load_path(path: Path, settings: LoadSettings) -> Document:
    """Load a file.

    Args:
        path: A regular file; links are followed.
        settings: Caps on its size and on its text.

    Returns:
        The document; ``origin`` is the absolute path with links resolved.

    Raises:
        SourceError: Missing, a folder, no permission; and all that ``load_bytes`` raises.
    """
    name = _shown(path)
    try:
        with os.fdopen(os.open(path, _READING), "rb") as file:
            found = os.fstat(file.fileno())
            if stat.S_ISDIR(found.st_mode):
                raise IsADirectoryError(path)
            if not stat.S_ISREG(found.st_mode):
                raise SourceError(f"{name}: no regular file; give a file or a folder")
            if found.st_size > settings.max_file_bytes:
                raise _too_large(name, found.st_size, settings)
            data = file.read(settings.max_file_bytes + 1)  # the file may grow while it is read
        origin = named(path.resolve())
    except OSError as error:
        raise SourceError(_unreadable(path, error)) from error
    except ValueError as error:  # a NUL in the name
        raise SourceError(f"{name}: no file can have this name; check the path") from error
    return _load(data, name, settings, origin=origin)


def load_url(url: str, settings: LoadSettings, *, allow_loopback: bool = False) -> Document:
    """Fetch and load a page or file.

    Args:
        url: http or https.
        settings: Caps on time, size and redirects.
        allow_loopback: For tests against a server on this machine.

    Returns:
        The document; ``origin`` and ``url`` are the final address after redirects.

    Raises:
        AddressError: Not a public address, before or after a redirect.
        FetchError: No good answer; and all that ``load_bytes`` raises.
    """
    from knowledge.load.fetch import fetch

    page = fetch(url, settings, allow_loopback=allow_loopback)
    return load_bytes(page.data, page.url, settings, url=page.url, content_type=page.content_type)


def load_bytes(
    data: bytes, name: str, settings: LoadSettings, *, url: str | None = None, content_type: str | None = None
) -> Document:
    """Load a document that is in memory.

    Args:
        data: The file.
        name: File name or address: decides where the content does not, and stands in messages.
        settings: Caps on its size and on its text.
        url: Where it was fetched; becomes ``origin`` and ``url``. Without one the document has no origin.
        content_type: The media type a server gave, parameters included.

    Raises:
        FormatError: None of the formats read here, or not what it says.
        EmptyError: No text.
        EncryptedError: Asks for a password.
        TooLargeError: File or text over its cap.
        LanguageError: Neither Japanese nor English.
    """
    return _load(data, name, settings, origin=url, url=url, content_type=content_type)


def _load(
    data: bytes,
    name: str,
    settings: LoadSettings,
    *,
    origin: str | None = None,
    url: str | None = None,
    content_type: str | None = None,
) -> Document:
    name = _shown(name)
    if len(data) > settings.max_file_bytes:
        raise _too_large(name, len(data), settings)
    media, charset = _media_type(content_type)
    if media and media not in CONTENT_TYPES:
        raise FormatError(f"{name}: {_shown(media)[:80]} is not read here; give {READ_HERE}")
    draft = _draft(data, name, settings, media, charset)
    shown = unquote(urlsplit(url).path) or url if url else name
    return assemble(draft, shown or name, settings, origin, url)


def _draft(data: bytes, name: str, settings: LoadSettings, media: str | None, charset: str | None) -> Draft:
    kind = sniff(data, name, media)
    if kind == "plain":
        return read_plain(decode(data, name, charset))
    if kind == "markdown":
        return read_markdown(decode(data, name, charset), name)
    if kind == "html":
        from knowledge.load.web import read_html

        return read_html(data, name, charset)
    if kind == "pdf":
        from knowledge.load.pdf import read_pdf

        return read_pdf(data, name, settings)
    from knowledge.load.word import read_docx

    return read_docx(data, name, settings)


def _media_type(content_type: str | None) -> tuple[str | None, str | None]:
    """Media type and charset of a Content-Type header, lower case."""
    if not content_type:
        return None, None
    media, *parameters = content_type.split(";")
    charset = next((p.split("=", 1)[1] for p in parameters if p.strip().lower().startswith("charset=")), None)
    return media.strip().lower() or None, charset.strip(" \"'").lower() if charset else None


def _too_large(name: str, size: int, settings: LoadSettings) -> TooLargeError:
    return TooLargeError(
        f"{name}: {size:,} bytes, more than the cap of {settings.max_file_bytes:,}; "
        "divide it, or raise STEPPE_LOAD__MAX_FILE_BYTES"
    )


def _shown(name: str | Path) -> str:
    """A name as it stands in messages: on one line, without control characters."""
    return " ".join(scrub(named(name)).split()) or "unnamed"


def _unreadable(path: Path, error: OSError) -> str:
    name = _shown(path)
    if isinstance(error, FileNotFoundError):
        return f"{name}: no such file or folder; check the path"
    if isinstance(error, PermissionError):
        try:
            what = "folder" if path.is_dir() else "file"
        except OSError:  # a folder above it is closed
            what = "path"
        return f"{name}: no permission to read this {what}; mend it (chmod), or run as its owner"
    if isinstance(error, IsADirectoryError):
        return f"{name}: a folder; give the files in it, or the folder to ingest"
    return f"{name}: cannot be read ({error.strerror}); check the file and its disk"
