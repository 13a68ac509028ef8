"""The library's life: filled, changed, damaged, killed, shared; nothing lost, nothing half there."""

from __future__ import annotations

import gc
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from knowledge.embed import BuiltinEncoder
from knowledge.errors import LockedError, NotFoundError, SteppeError
from knowledge.opening import Knowledge, open_knowledge
from knowledge.settings import Settings, SplitSettings
from knowledge.store.lock import WriteLock
from knowledge.types import LANGUAGES
from tests.small import NEWS_EN, NEWS_JA, write_corpus


def whole(knowledge: Knowledge) -> None:
    """Every source is there with all its passages, words and vectors, and every passage is a slice of its source."""
    library = knowledge.library
    for language in LANGUAGES:
        ids = library.catalogue.passage_ids(language)
        assert library.vectors.missing(language, ids) == ()
        assert library.vectors.strangers(language, set(ids)) == ()
        assert library.vectors.count(language) == len(ids)
    for card in knowledge.sources():
        source = knowledge.source(card.id)
        passages = library.catalogue.passages_of(card.id)
        assert passages
        for passage in passages:
            assert source.text[passage.start : passage.end] == passage.text


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "library.txt").write_text(NEWS_JA, encoding="utf-8")
    (folder / "lighthouse.txt").write_text(NEWS_EN, encoding="utf-8")
    return folder


def test_added_unchanged_replaced_failed(settings: Settings, folder: Path) -> None:
    knowledge = open_knowledge(settings)
    assert [knowledge.ingest([folder]).count(s) for s in ("added", "failed")] == [2, 0]
    assert knowledge.ingest([folder]).count("unchanged") == 2
    (folder / "lighthouse.txt").write_text(NEWS_EN.replace("142", "143"), encoding="utf-8")
    (folder / "empty.txt").write_text("", encoding="utf-8")
    report = knowledge.ingest([folder])
    assert [report.count(s) for s in ("added", "unchanged", "replaced", "failed")] == [0, 1, 1, 1]
    failed = next(o for o in report.outcomes if o.status == "failed")
    assert "empty.txt" in str(failed.reason)
    assert "\n" not in str(failed.reason)
    assert len(knowledge.sources()) == 2
    whole(knowledge)
    knowledge.close()


def test_title_date_and_sections_are_recognised(settings: Settings, folder: Path) -> None:
    knowledge = open_knowledge(settings)
    knowledge.ingest([folder])
    ja = next(s for s in knowledge.sources() if s.language == "ja")
    assert (ja.title, ja.published) == ("山あいの町に新しい図書館", "2024-03-05")
    passages = knowledge.library.catalogue.passages_of(ja.id)
    assert [p.section for p in passages] == ["", "建物の成り立ち", "建物の成り立ち"][: len(passages)]
    assert not any("関連特集" in p.text for p in passages)
    knowledge.close()


def test_forgetting_leaves_no_trace(settings: Settings, folder: Path) -> None:
    knowledge = open_knowledge(settings)
    knowledge.ingest([folder])
    gone = knowledge.sources()[0]
    knowledge.forget(gone.id)
    whole(knowledge)
    with pytest.raises(NotFoundError):
        knowledge.source(gone.id)
    with pytest.raises(NotFoundError):
        knowledge.forget("nope")
    knowledge.close()


def test_the_corpus_follows_its_folder(tmp_path: Path) -> None:
    corpus = tmp_path / "corpus"
    write_corpus(corpus)
    settings = Settings(data_dir=tmp_path / "library", corpus=corpus)
    knowledge = open_knowledge(settings)
    assert len(knowledge.sources()) == 4
    knowledge.close()
    path = corpus / "dossiers" / "harbour.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("4.2 million", "4.3 million"), encoding="utf-8")
    (corpus / "dossiers" / "digest.yaml").unlink()
    knowledge = open_knowledge(settings)
    assert {s.id for s in knowledge.sources()} == {"dossier-harbour-ja", "dossier-harbour-en"}
    assert "4.3 million" in knowledge.source("dossier-harbour-en").text
    whole(knowledge)
    knowledge.close()
    knowledge = open_knowledge(settings.model_copy(update={"corpus": None}))
    assert knowledge.sources() == []
    knowledge.close()


@pytest.mark.parametrize("damage", ["deleted", "truncated", "garbage"])
def test_losing_the_chroma_folder_loses_nothing(settings: Settings, folder: Path, damage: str) -> None:
    knowledge = open_knowledge(settings)
    knowledge.ingest([folder])
    knowledge.close()
    code = "import sys; from tests.test_library import reopen; reopen(sys.argv[1])"
    chroma = settings.data_dir / "chroma"
    if damage == "deleted":
        shutil.rmtree(chroma)
    else:
        for path in chroma.rglob("*"):
            if path.is_file():
                path.write_bytes(path.read_bytes()[: path.stat().st_size // 3] if damage == "truncated" else b"x" * 999)
    done = subprocess.run([sys.executable, "-c", code, str(settings.data_dir)], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-800:]


def reopen(folder: str) -> None:
    """Open a library in a process of its own: Chroma remembers open folders for the life of a process."""
    knowledge = open_knowledge(Settings(data_dir=Path(folder), corpus=None))
    whole(knowledge)
    assert len(knowledge.sources()) == 2
    knowledge.close()


def test_another_encoder_or_splitting_rebuilds(settings: Settings, folder: Path) -> None:
    class Other(BuiltinEncoder):
        fingerprint = "other"

    knowledge = open_knowledge(settings)
    knowledge.ingest([folder])
    before = knowledge.library.vectors.fingerprint
    knowledge.close()
    knowledge = open_knowledge(settings, encoder=Other())
    assert knowledge.library.vectors.fingerprint != before
    assert "rebuilt" in knowledge.remarks[0]
    whole(knowledge)
    knowledge.close()
    tight = settings.model_copy(update={"split": SplitSettings(passage_ja_chars=50, passage_en_chars=100)})
    knowledge = open_knowledge(tight)
    assert max(len(p.text) for s in knowledge.sources() for p in knowledge.library.catalogue.passages_of(s.id)) <= 100
    whole(knowledge)
    knowledge.close()


def test_rebuilding_goes_on_beside_the_old_index(small: Knowledge) -> None:
    before = small.search("塩の輸出", top=3)[0].passage.id
    connection = small.library.catalogue._connection()
    connection.execute("UPDATE sources SET added_at = added_at - 1000")
    taken = {source.id: source.added for source in small.sources()}
    count = small.rebuild()
    assert {source.id: source.added for source in small.sources()} == taken  # a rebuild makes nothing new
    assert count == sum(map(small.library.catalogue.count, LANGUAGES))
    assert small.search("塩の輸出", top=3)[0].passage.id == before
    assert len(small.library.vectors.generations()) == 2
    small.rebuild()
    assert len(small.library.vectors.generations()) == 2
    whole(small)


def test_a_second_writer_is_told_who_writes(small: Knowledge, tmp_path: Path) -> None:
    other = WriteLock(small.library.settings.data_dir)
    other.acquire()
    with pytest.raises(LockedError, match=f"process {os.getpid()}"):
        small.ingest([tmp_path])
    other.release()
    assert small.ingest([tmp_path / "nothing.txt"]).count("failed") == 1


ANOTHER = """
import sys
from pathlib import Path
from typing import Any
from knowledge.errors import LockedError
from knowledge.opening import open_knowledge
from knowledge.settings import Settings
knowledge = open_knowledge(Settings(data_dir=Path(sys.argv[1]), corpus=Path(sys.argv[2])))
try:
    print(knowledge.ingest([Path(sys.argv[3])]).count("added"))
except LockedError as error:
    print(error)
"""


def test_a_library_that_is_held_is_written_by_nobody_else(small: Knowledge, small_corpus: Path, folder: Path) -> None:
    command = [sys.executable, "-c", ANOTHER, str(small.library.settings.data_dir), str(small_corpus), str(folder)]
    small.hold()
    gc.collect()  # a hold that hangs on an object nobody keeps would be gone by now
    refused = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert f"process {os.getpid()}" in refused
    assert small.ingest([folder]).count("added") == 2  # the holder itself may write, nested and from any thread
    done = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert f"process {os.getpid()}" in done
    small.close()
    after = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert after.strip() == "0"


def test_a_writer_that_is_refused_uses_the_inbox(small: Knowledge, folder: Path) -> None:
    assert small.hand_over([folder]) == 2
    report = small.sweep_inbox()
    assert report.count("added") == 2
    assert small.sweep_inbox().outcomes == ()
    bad = small.library.settings.inbox / "empty.txt"
    bad.write_text("", encoding="utf-8")
    assert small.sweep_inbox().count("failed") == 1
    assert small.sweep_inbox().outcomes == ()
    whole(small)


def test_what_is_called_alike_takes_nothings_place(small: Knowledge, tmp_path: Path) -> None:
    for year in ("2024", "2025"):
        (tmp_path / year).mkdir()
        (tmp_path / year / "summary.txt").write_text(f"Summary\n\nThe harbour shipped much salt in {year}.\n")
    assert small.hand_over([tmp_path / "2024", tmp_path / "2025"]) == 2
    assert small.sweep_inbox().count("added") == 2
    assert small.hand_over([tmp_path / "2024" / "summary.txt"]) == 1
    assert small.sweep_inbox().count("replaced") == small.sweep_inbox().count("failed") == 0
    assert small.hand_over(["https://example.org/" + "a" * 90 + end for end in ("/one", "/two")]) == 2
    assert len(list(small.library.settings.inbox.rglob("*.url"))) == 2


def test_a_name_that_is_no_utf8_stops_nothing(small: Knowledge) -> None:
    inbox = small.library.settings.inbox
    inbox.mkdir(parents=True, exist_ok=True)
    odd = os.fsencode(inbox) + b"/\x83\x65\x83\x58\x83\x67.txt"  # Shift_JIS, as an archive made elsewhere has it
    with open(odd, "w") as file:  # noqa: PTH123 - a name of bytes
        file.write("The pier\n\nThe pier of Talwick is made of oak.\n")
    (inbox / "other.txt").write_text("The crane\n\nThe crane of Talwick lifts nine tonnes.\n")
    assert small.sweep_inbox().count("added") == 2
    assert small.sweep_inbox().outcomes == ()
    assert all(source.origin and source.origin.encode() for source in small.sources() if source.kind != "dossier")


def test_a_file_that_cannot_be_read_stops_no_other(small: Knowledge, monkeypatch: pytest.MonkeyPatch) -> None:
    inbox = small.library.settings.inbox
    inbox.mkdir(parents=True, exist_ok=True)
    (inbox / "a.url").write_text("https://example.org/")
    (inbox / "b.txt").write_text("The crane\n\nThe crane of Talwick lifts nine tonnes.\n")
    real = Path.read_text

    def refused(path: Path, *values: Any, **more: Any) -> str:
        if path.suffix == ".url":
            raise PermissionError(13, "Permission denied", str(path))
        return real(path, *values, **more)

    monkeypatch.setattr(Path, "read_text", refused)  # tests may run as root, who may read everything
    report = small.sweep_inbox()
    assert (report.count("failed"), report.count("added")) == (1, 1)
    assert "mend its permissions" in str(report.outcomes[0].reason)


def test_an_inbox_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(SteppeError, match="STEPPE_SOURCES_DIR"):
        open_knowledge(Settings(data_dir=tmp_path / "library", corpus=None, sources_dir=tmp_path / "nowhere"))


INGEST = """
import sys
from pathlib import Path
from typing import Any
from knowledge.opening import open_knowledge
from knowledge.settings import Settings
knowledge = open_knowledge(Settings(data_dir=Path(sys.argv[1]), corpus=None))
print("ready", flush=True)
report = knowledge.ingest([Path(sys.argv[2])])
print(report.count("added"), report.count("unchanged"), report.count("failed"), flush=True)
knowledge.close()
"""


def test_kills_at_random_moments_leave_whole_sources_only(settings: Settings, tmp_path: Path) -> None:
    folder = tmp_path / "many"
    folder.mkdir()
    for number in range(150):
        (folder / f"{number}.txt").write_text(NEWS_JA.replace("12万", f"{number}万") * 3, encoding="utf-8")
    rng = random.Random(5)
    command = [sys.executable, "-c", INGEST, str(settings.data_dir), str(folder)]
    for _ in range(4):
        process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(rng.uniform(0.0, 0.5))
        process.send_signal(signal.SIGKILL)
        process.wait()
        knowledge = open_knowledge(settings)
        whole(knowledge)
        knowledge.close()
    done = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()
    assert int(done[1]) + int(done[2]) == 150
    assert done[3] == "0"
    knowledge = open_knowledge(settings)
    assert len(knowledge.sources()) == 150
    whole(knowledge)
    knowledge.close()


FULL = """
import resource, signal, sys
from pathlib import Path
from typing import Any
from knowledge.errors import DiskError
from knowledge.opening import open_knowledge
from knowledge.settings import Settings
knowledge = open_knowledge(Settings(data_dir=Path(sys.argv[1]), corpus=None))
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
size = (Path(sys.argv[1]) / "library.sqlite3").stat().st_size
resource.setrlimit(resource.RLIMIT_FSIZE, (size + 60_000, resource.RLIM_INFINITY))
try:
    knowledge.ingest([Path(sys.argv[2])])
except Exception as error:
    print(type(error).__name__, str(error).count(chr(10)))
"""


def test_a_full_disk_is_one_clear_line_and_loses_nothing(settings: Settings, tmp_path: Path, folder: Path) -> None:
    knowledge = open_knowledge(settings)
    knowledge.ingest([folder])
    knowledge.close()
    many = tmp_path / "many"
    many.mkdir()
    for number in range(200):
        (many / f"{number}.txt").write_text(NEWS_JA.replace("12万", f"{number}万") * 4, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-c", FULL, str(settings.data_dir), str(many)], capture_output=True, text=True
    )
    assert done.stdout.split()[0] in ("DiskError", "DamagedError"), done.stderr[-500:]
    assert done.stdout.split()[1] == "0"
    knowledge = open_knowledge(settings)
    assert {s.title for s in knowledge.sources()} >= {"山あいの町に新しい図書館", "A lighthouse goes quiet"}
    whole(knowledge)
    knowledge.close()


def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("", encoding="utf-8")
    with pytest.raises(SteppeError, match="STEPPE_DATA_DIR"):
        open_knowledge(Settings(data_dir=blocked / "library", corpus=None))


def test_a_provider_that_answers_nonsense_is_said(settings: Settings) -> None:
    from langchain_core.embeddings import Embeddings

    from knowledge.embed import ProviderEncoder
    from knowledge.encoder import analyse
    from knowledge.errors import EncoderError

    class Broken(Embeddings):
        def embed_documents(self, texts: list[str]) -> list[list[float]]:
            return [[float("nan")] * 3 for _ in texts]

        def embed_query(self, text: str) -> list[float]:
            raise OSError("down")

    encoder = ProviderEncoder("test:broken", Broken())
    with pytest.raises(EncoderError, match="test:broken"):
        encoder.passages([analyse("a")])
    with pytest.raises(EncoderError, match="down"):
        encoder.question(analyse("a"))


def test_vectors_are_unit_length_in_the_index(small: Knowledge) -> None:
    store = small.library.vectors._store("ja")
    vectors = np.asarray(store.get(include=["embeddings"])["embeddings"])
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-4)
    assert replace(small.sources()[0], text="") == small.sources()[0]
