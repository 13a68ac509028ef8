from __future__ import annotations

from pathlib import Path

import pytest

from knowledge.dossier.read import corpus_digest, read_corpus
from knowledge.errors import CorpusError
from tests.small import write_corpus


def change(folder: Path, name: str, old: str, new: str) -> None:
    path = folder / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_both_languages_with_exact_offsets_and_twins(small_corpus: Path) -> None:
    corpus = read_corpus(small_corpus)
    assert corpus.problems == ()
    by_id = {d.source.id: d for d in corpus.dossiers}
    ja, en = by_id["dossier-harbour-ja"], by_id["dossier-harbour-en"]
    assert ja.source.twin_id == en.source.id
    for mine, theirs in ((ja, en), (en, ja)):
        for passage, twin in zip(mine.passages, theirs.passages, strict=True):
            assert mine.source.text[passage.start : passage.end] == passage.text
            assert passage.twin_id == twin.id
            assert len(passage.sentences) == len(twin.sentences)
    spans = {(n.start, n.end) for n in ja.notes}
    assert spans == {(s.start, s.end) for p in ja.passages for s in p.sentences}
    assert ja.source.text[ja.notes[0].start : ja.notes[0].end].endswith("積み出した。")


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        (
            "dossiers/harbour.yaml",
            "            ja: タルウィックの新しい渡し船は一度に300人の乗客を運ぶ。\n",
            "",
            "the ja twin is missing",
        ),
        ("dossiers/harbour.yaml", "updated: '2024-06-01'", "updated: '2024-13-01'", "updated"),
        ("dossiers/harbour.yaml", "evidence: [KZ-C01]", "evidence: [KZ-C77]", "claim KZ-C77 is not in evidence.yaml"),
        ("dossiers/harbour.yaml", "sources: [gazette]", "sources: [gazete]", "source gazete is not in sources.yaml"),
        ("evidence.yaml", "sources: [gazette]", "sources: []", "sources"),
        ("evidence.yaml", "as_of: '2024-05'", "as_of: May", "as_of"),
        ("sources.yaml", "https://example.org/gazette/ferry", "example.org", "url"),
        ("sources.yaml", "kind: news", "kind: rumour", "kind"),
        ("dossiers/harbour.yaml", "id: harbour-ferry", "id: harbour-trade", "stands in harbour.yaml too"),
        ("dossiers/harbour.yaml", "sections:", "sections: [", "not readable as YAML"),
    ],
)
def test_a_slip_is_named_with_file_and_line(tmp_path: Path, file: str, old: str, new: str, said: str) -> None:
    write_corpus(tmp_path)
    change(tmp_path, file, old, new)
    problems = read_corpus(tmp_path).problems
    mine = [problem for problem in problems if said in problem.message]
    assert mine, problems
    assert mine[0].file == Path(file).name
    lines = (tmp_path / file).read_text(encoding="utf-8").splitlines()
    assert 1 <= mine[0].line <= len(lines) + 1


def test_the_rest_is_read_when_one_paragraph_is_wrong(tmp_path: Path) -> None:
    write_corpus(tmp_path)
    change(
        tmp_path, "dossiers/harbour.yaml", "            ja: タルウィックの新しい渡し船は一度に300人の乗客を運ぶ。\n", ""
    )
    harbour = [d for d in read_corpus(tmp_path).dossiers if d.source.id == "dossier-harbour-ja"]
    assert len(harbour[0].passages) == 1


def test_digest_changes_with_any_file_and_a_missing_folder_is_said(tmp_path: Path) -> None:
    write_corpus(tmp_path)
    before = corpus_digest(tmp_path)
    assert corpus_digest(tmp_path) == before
    change(tmp_path, "sources.yaml", "2024-05", "2024-06")
    assert corpus_digest(tmp_path) != before
    with pytest.raises(CorpusError, match="no such folder"):
        corpus_digest(tmp_path / "nowhere")
