"""A document handed over: stored once, replaced by its newer version, relabelled, refused with its reason."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from knowledge.errors import AddressError, EmptyError, FormatError, LockedError
from knowledge.opening import Knowledge, open_knowledge
from knowledge.settings import Settings
from knowledge.shelve import Order
from tests.small import NEWS_EN, NEWS_JA

EN, JA = NEWS_EN.encode(), NEWS_JA.encode("shift_jis")


@pytest.fixture
def library(tmp_path: Path) -> Knowledge:
    return open_knowledge(Settings(data_dir=tmp_path / "library", corpus=None))


def test_a_file_is_added_with_its_own_title_and_found(library: Knowledge) -> None:
    stages: list[str] = []
    done = library.shelve(Order("news.txt", EN), stages.append)
    assert (done.status, done.title) == ("added", "A lighthouse goes quiet") and stages == ["reading", "indexing"]
    source = library.source(done.source_id or "")
    assert (source.kind, source.published, source.language) == ("upload", "2024-04-02", "en")
    assert done.passages == len(library.library.catalogue.passages_of(source.id)) > 0
    assert any("142 years" in hit.passage.text for hit in library.search("the lighthouse burned for years"))
    assert library.shelve(Order("新聞.txt", JA)).status == "added"


def test_the_same_again_a_newer_version_and_new_labels(library: Knowledge) -> None:
    first = library.shelve(Order("news.txt", EN))
    again = library.shelve(Order("another name.txt", EN))
    assert (again.status, again.source_id, again.passages) == ("unchanged", first.source_id, first.passages)
    newer = library.shelve(Order("news.txt", EN.replace(b"142", b"143")))
    assert newer.status == "replaced" and [s.id for s in library.sources()] == [newer.source_id]
    labelled = library.shelve(Order("news.txt", EN.replace(b"142", b"143"), title="Orla", stance="official"))
    source = library.source(newer.source_id or "")
    assert labelled.status == "replaced" and (source.title, source.stance) == ("Orla", "official")
    assert any("143 years" in hit.passage.text for hit in library.search("the lighthouse burned for years"))
    other = library.shelve(Order("news.txt", JA))
    assert other.status == "added", "a file of the same name with another title is another document"


def test_a_name_names_no_file(library: Knowledge, tmp_path: Path) -> None:
    for name in ("../../evil.txt", "/etc/passwd", "C:\\x\\y.txt", "a\0b\n\u202etxt.exe", "", "x" * 5_000):
        done = library.shelve(Order(name, EN.replace(b"142", str(len(name)).encode())))
        source = library.source(done.source_id or "")
        assert source.title == "A lighthouse goes quiet" and "\0" not in (source.origin or "")
        assert "\n" not in (source.origin or "") and "/" not in (source.origin or "").split(":")[1]
    names = " ".join(str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*"))
    assert all(path.name == "library" for path in tmp_path.iterdir()) and "evil" not in names and "xxx" not in names


def test_what_cannot_be_taken_raises_its_reason(library: Knowledge) -> None:
    with pytest.raises(FormatError):
        library.shelve(Order("report.pdf", b"not a PDF at all"))
    with pytest.raises(EmptyError):
        library.shelve(Order("empty.txt", b" \n "))
    for address in ("http://127.0.0.1/x", "http://169.254.169.254/latest", "http://[::1]/", "http://10.0.0.1:8080/"):
        with pytest.raises(AddressError):
            library.shelve(Order(address))
    assert library.sources() == []


def test_two_at_once_and_another_process(library: Knowledge, tmp_path: Path) -> None:
    with ThreadPoolExecutor(4) as pool:
        done = list(pool.map(lambda _: library.shelve(Order("news.txt", EN)).status, range(4)))
    assert sorted(done) == ["added", "unchanged", "unchanged", "unchanged"]
    other = open_knowledge(Settings(data_dir=tmp_path / "library", corpus=None))
    other.hold()
    with pytest.raises(LockedError):
        library.shelve(Order("other.txt", JA))
    other.close()
    assert library.shelve(Order("other.txt", JA)).status == "added"


def test_a_text_of_the_dossier_keeps_its_labels(small: Knowledge) -> None:
    dossier = next(s for s in small.sources() if s.kind == "dossier" and s.language == "en")
    text = small.source(dossier.id).text
    assert small.library.catalogue.find(sha256=dossier.sha256) is not None
    done = small.shelve(Order("copy.txt", text.encode(), title="Mine", stance="official"))
    assert small.source(dossier.id).title == dossier.title and done.status in ("unchanged", "added")
