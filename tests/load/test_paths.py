"""Files and folders: what is found, and what is said of what cannot be read."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.errors import EmptyError, FormatError, LanguageError, SourceError, SteppeError, TooLargeError
from knowledge.load import load_bytes, load_path, walk
from knowledge.settings import LoadSettings

SETTINGS = LoadSettings()
TEXT = "港の話\n\n港は百年前に築かれた。いまも使われている。\n"
COLUMN = Path(__file__).parent.parent.parent.parent / "shared" / "sources" / "kazakhstan-sino-russian-rift.ja.txt"


def test_a_file(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT)
    (tmp_path / "link.txt").symlink_to("a.txt")
    document = load_path(tmp_path / "link.txt", SETTINGS)
    assert (document.title, document.url) == ("港の話", None)
    assert document.origin == str((tmp_path / "a.txt").resolve())


@pytest.mark.parametrize(
    "text",
    [
        "<!---->" * 60 + "\n\n" + TEXT,
        "By Ann " + "and Bo " * 34 + ":\n\n" + TEXT,
        "By Ann " + "andBo" * 47 + ":\n\n" + TEXT,
    ],
)
def test_no_text_takes_for_ever(text: str) -> None:
    assert load_bytes(text.encode(), "a.txt", SETTINGS).text


def test_missing_folder_and_odd_names(tmp_path: Path) -> None:
    for path, message in (
        (tmp_path / "no.txt", r"no\.txt: no such file or folder; check the path$"),
        (tmp_path, r": a folder; give the files in it, or the folder to ingest$"),
        (Path("a\0b"), r"no file can have this name; check the path$"),
        (tmp_path / ("x" * 300), r": cannot be read \(.*\); check the file and its disk$"),
        (tmp_path / "a.txt" / "b", r"b: (no such file|cannot be read)"),
    ):
        (tmp_path / "a.txt").write_text(TEXT)
        with pytest.raises(SourceError, match=message) as caught:
            load_path(path, SETTINGS)
        assert "\n" not in str(caught.value)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes on this system")
def test_a_named_pipe_does_not_hang(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    with pytest.raises(SourceError, match="no regular file"):
        load_path(tmp_path / "pipe.txt", SETTINGS)


def test_the_size_is_checked_before_reading(tmp_path: Path) -> None:
    path = tmp_path / "big.txt"
    with path.open("wb") as file:
        file.truncate(50_000_001)  # sparse: nothing is written
    with pytest.raises(TooLargeError, match=r"big\.txt: 50,000,001 bytes, more than the cap of 50,000,000; divide it"):
        load_path(path, SETTINGS)
    with pytest.raises(TooLargeError, match="1,200 bytes"):
        load_bytes(b"x" * 1200, "x", LoadSettings(max_file_bytes=1000))


@pytest.mark.parametrize(
    ("data", "name", "error", "message"),
    [
        (b"", "a.txt", EmptyError, "the file is empty"),
        (b" \r\n\t \n", "a.txt", EmptyError, "the file is empty"),
        ("\ufeff\u3000\n".encode(), "a.txt", EmptyError, "no text in it"),
        (b"---\n\n***\n", "a.md", EmptyError, "no text in it"),
        (b"\x89PNG\r\n\x1a\n" + bytes(200), "a.txt", FormatError, "a PNG picture, not a text; give text, Markdown"),
        (bytes(range(256)) * 20, "a.txt", FormatError, "binary data, not a text"),
        (b"\x7fELF" + bytes(500), "a.txt", FormatError, "a program"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(99), "a.txt", FormatError, "old format"),
        (b'<?xml version="1.0"?><rss></rss>', "a.txt", FormatError, "XML file or feed"),
        ("Порт был построен сто лет назад.".encode(), "a.txt", LanguageError, "neither Japanese nor English"),
        (b"x", "a.png", FormatError, "image/png is not read here"),
    ],
)
def test_what_is_no_document(data: bytes, name: str, error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message) as caught:
        load_bytes(data, name, SETTINGS, content_type="image/png" if name == "a.png" else None)
    assert str(caught.value).startswith(f"{name}: ") and "\n" not in str(caught.value)


def test_names_with_line_breaks_keep_messages_on_one_line(tmp_path: Path) -> None:
    path = tmp_path / "a\nb\x1b[31m.txt"
    path.write_bytes(b"")
    for name in (path, tmp_path / "no\nfile"):
        with pytest.raises(SourceError) as caught:
            load_path(name, SETTINGS)
        assert "\n" not in str(caught.value) and "\x1b" not in str(caught.value)


def test_content_goes_before_the_name() -> None:
    page = b"<!DOCTYPE html><html><body><p>The harbour is old and it is wide.</p></body></html>"
    assert load_bytes(page, "a.txt", SETTINGS).text == "The harbour is old and it is wide."
    assert load_bytes(b"# Port\n\nThe harbour is old.", "a.txt", SETTINGS).title == "Port"


def test_two_letters_of_a_magic_number_are_no_picture() -> None:
    assert load_bytes(b"BMW and MZ are names in this text.", "a.txt", SETTINGS).language == "en"


@settings(deadline=None)  # the machine may be busy
@given(st.binary(max_size=400), st.sampled_from(["a.txt", "a.md", "a.html", "a.pdf", "a.docx"]))
def test_any_bytes(data: bytes, name: str) -> None:
    for given_bytes in (data, b"---\n" + data, b"%PDF-1.4\n" + data, b"PK\x03\x04" + data, b"<html>" + data):
        try:
            document = load_bytes(given_bytes, name, SETTINGS)
        except SteppeError as error:
            assert "\n" not in str(error)
        else:
            assert document.text and document.title


def test_walk(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    folder = tmp_path / "folder"
    for path in (
        outside / "o.txt",
        folder / "b.txt",
        folder / "a" / "z.txt",
        folder / "a" / "k.txt",
        folder / ".git" / "x.txt",
    ):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(TEXT)
    (folder / ".hidden.txt").write_text(TEXT)
    (folder / "inside.txt").symlink_to(folder / "b.txt")
    (folder / "leaves.txt").symlink_to(outside / "o.txt")
    (folder / "leaves").symlink_to(outside)
    (folder / "loop").symlink_to(folder)
    (folder / "dangling").symlink_to(folder / "nothing")
    found = list(walk(["https://example.org/x", folder, str(outside / "o.txt"), tmp_path / "missing"]))
    assert found == [
        "https://example.org/x",
        folder / "a" / "k.txt",
        folder / "a" / "z.txt",
        folder / "b.txt",
        folder / "inside.txt",
        outside / "o.txt",
        tmp_path / "missing",
    ]


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that another user can reach, unlike those of pytest."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)
    yield folder
    for path in folder.rglob("*"):
        path.chmod(0o755)
    shutil.rmtree(folder)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="permissions are checked on systems that have them")
def test_no_permission(open_folder: Path) -> None:
    for name in ("a", "locked", "z"):
        (open_folder / name).mkdir()
        (open_folder / name / "t.txt").write_text(TEXT)
    (open_folder / "z" / "secret.txt").write_text(TEXT)
    (open_folder / "z" / "secret.txt").chmod(0)
    (open_folder / "locked").chmod(0)
    said = as_ordinary_user(open_folder)
    assert said == [
        "a/t.txt: 港の話",
        "locked: no permission to read this folder; mend it (chmod), or run as its owner",
        "z/secret.txt: no permission to read this file; mend it (chmod), or run as its owner",
        "z/t.txt: 港の話",
    ]


def as_ordinary_user(folder: Path) -> list[str]:
    """Walk and load in a child process, which gives up the rights of root where it has them."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            if os.geteuid() == 0:
                os.setgid(65534)
                os.setuid(65534)
            lines = []
            for path in walk([folder]):
                try:
                    lines.append(f"{path}: {load_path(Path(path), SETTINGS).title}")
                except SourceError as error:
                    lines.append(str(error))
            os.write(writer, "\n".join(lines).replace(f"{folder}/", "").encode())
        finally:
            os._exit(0)
    os.close(writer)
    with os.fdopen(reader, "rb") as pipe:
        said = pipe.read().decode()
    os.waitpid(child, 0)
    return said.split("\n")


def test_heavy_libraries_wait() -> None:
    """Plain text needs none of them."""
    code = (
        "import sys; from knowledge.load import load_bytes; from knowledge.settings import LoadSettings; "
        "load_bytes('港は広い。'.encode(), 'a.txt', LoadSettings()); "
        "print([m for m in ('httpx', 'httpcore', 'trafilatura', 'pypdf', 'docx', 'lxml', 'yaml') if m in sys.modules])"
    )
    root = Path(__file__).parent.parent.parent
    done = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_column() -> None:
    if not COLUMN.is_file():
        pytest.skip("the owner's document is not beside this checkout")
    document = load_path(COLUMN, SETTINGS)
    assert (document.language, document.published, document.stance) == ("ja", "2025-12-15", "opinion")
    assert document.title_span is not None and len(document.headings) == 4 and len(document.furniture) == 3
