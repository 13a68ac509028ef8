"""Vectors: unit length and finite on any input, equal alone and in a batch; a damaged file gives one clear line."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.encoder import BuiltinEmbeddings, analyse
from knowledge.encoder.late import WordMatch
from knowledge.encoder.romanise import latin_letters, romanise_kana, skeleton
from knowledge.encoder.rows import Rows
from knowledge.encoder.weights import DEFAULT_PATH, load, quantise, save
from knowledge.errors import EncoderError

_ODD = ["", "   ", "😀😀", "\x00", "\ud800", "Токаев", "مرحبا", "ｶｻﾞﾌｽﾀﾝ", "。。。", "1", "石油 oil نفط", "あ" * 100_000]


@pytest.fixture(scope="module")
def encoder() -> BuiltinEmbeddings:
    return BuiltinEmbeddings()


def test_odd_texts_have_unit_vectors(encoder: BuiltinEmbeddings) -> None:
    vectors = encoder.encode(_ODD)
    assert vectors.shape == (len(_ODD), encoder.dimension)
    assert vectors.dtype == np.float32
    assert np.isfinite(vectors).all()
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-4)


@settings(max_examples=100, deadline=None)
@given(st.text(st.characters(codec=None), max_size=40))
def test_any_text_has_a_unit_vector(text: str) -> None:
    vector = np.array(_shared().embed_query(text))
    assert abs(float(np.linalg.norm(vector)) - 1) < 1e-4


def _shared() -> BuiltinEmbeddings:
    if not hasattr(_shared, "encoder"):
        _shared.encoder = BuiltinEmbeddings()  # type: ignore[attr-defined]
    found: BuiltinEmbeddings = _shared.encoder  # type: ignore[attr-defined]
    return found


def test_nothing_to_encode(encoder: BuiltinEmbeddings) -> None:
    assert encoder.encode([]).shape == (0, encoder.dimension)
    assert encoder.embed_documents([]) == []
    assert encoder.encode_spans(analyse("石油"), []).shape == (0, encoder.dimension)


def test_alone_and_in_a_batch(encoder: BuiltinEmbeddings) -> None:
    texts = [f"カザフスタンの原油輸出は{n}万トン。" if n % 2 else f"Exports of oil were {n} tonnes" for n in range(600)]
    batch = encoder.encode(texts)
    alone = np.stack([BuiltinEmbeddings().encode([text])[0] for text in texts[:3]])
    np.testing.assert_allclose(batch[:3], alone, atol=1e-6)
    np.testing.assert_array_equal(batch, encoder.encode([analyse(text) for text in texts]))
    assert encoder.embed_documents(texts[:1])[0] == encoder.embed_query(texts[0])


def test_parts_of_a_text_are_the_parts_alone(encoder: BuiltinEmbeddings) -> None:
    first, second = "カザフスタンは内陸国である。", "Oil is exported through Russia."
    spans = [(0, len(first)), (len(first), len(first + second)), (3, 3)]
    vectors = encoder.encode_spans(analyse(first + second), spans)
    np.testing.assert_allclose(vectors[:2], encoder.encode([first, second]), atol=1e-6)
    np.testing.assert_array_equal(vectors[2], encoder.encode([""])[0])


def test_threads_agree(encoder: BuiltinEmbeddings) -> None:
    texts = [f"第{n}回首脳会議がアスタナで開かれた。 Summit {n}" for n in range(300)]
    expected = encoder.encode(texts)
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda text: BuiltinEmbeddings.encode(encoder, [text])[0], texts))
    np.testing.assert_allclose(np.stack(found), expected, atol=1e-6)


def test_fingerprint_is_stable_and_depends_on_the_weights(encoder: BuiltinEmbeddings, tmp_path: Path) -> None:
    other = tmp_path / "weights.safetensors"
    save(other, np.random.default_rng(0).standard_normal((20, 16), np.float32), ["oil", "石油"], {})
    assert encoder.fingerprint == BuiltinEmbeddings().fingerprint
    assert BuiltinEmbeddings(other).fingerprint != encoder.fingerprint


def test_what_is_saved_is_what_is_loaded(tmp_path: Path) -> None:
    values = np.random.default_rng(0).standard_normal((40, 32), np.float32)
    save(tmp_path / "w", values, ["a", "石油"], {})
    table = load(tmp_path / "w")
    assert (table.vocabulary, table.buckets, table.dimension) == (["a", "石油"], 38, 32)
    read = table.values(np.arange(40))
    assert np.linalg.norm(read - values) / np.linalg.norm(values) < 0.25
    assert [part.dtype for part in quantise(values)] == [np.uint8, np.uint8, np.float16]


def test_missing_weights(tmp_path: Path) -> None:
    with pytest.raises(EncoderError, match="missing"):
        BuiltinEmbeddings(tmp_path / "none.safetensors")


@pytest.mark.parametrize("damage", ["empty", "cut", "header", "bit"])
def test_damaged_weights(tmp_path: Path, damage: str) -> None:
    content = bytearray(DEFAULT_PATH.read_bytes())
    if damage == "cut":
        content = content[: len(content) // 2]
    elif damage == "empty":
        content = bytearray()
    elif damage == "header":
        content[20:40] = b"x" * 20
    else:
        content[len(content) // 2] ^= 1
    path = tmp_path / "weights.safetensors"
    path.write_bytes(content)
    with pytest.raises(EncoderError) as raised:
        BuiltinEmbeddings(path)
    assert "\n" not in str(raised.value)


def test_importing_the_encoder_loads_nothing_heavy() -> None:
    heavy = "'torch', 'sentence_transformers', 'chromadb', 'scipy', 'yaml'"
    code = f"import sys, knowledge.encoder; print([m for m in ({heavy}) if m in sys.modules])"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = result.stdout.strip()
    assert not any(name in loaded for name in ("torch", "sentence_transformers", "chromadb", "scipy"))


def test_word_match_prefers_the_passage_that_answers(encoder: BuiltinEmbeddings) -> None:
    passages = [analyse(text) for text in ("ウランの生産量は世界一である。", "馬乳酒は革袋で作る。", "", "😀")]
    scores = WordMatch(encoder, passages).scores(analyse("How much uranium is produced?"))
    assert scores[0] > scores[1] > 0
    assert scores[2] == scores[3] == 0
    assert not WordMatch(encoder, passages).scores(analyse("")).any()


@pytest.mark.parametrize(
    ("kana", "english"),
    [
        ("トカエフ", "tokayev"),
        ("ワシントン", "washington"),
        ("バイデン", "biden"),
        ("クウェート", "kuwait"),
        ("スミス", "smith"),
    ],
)
def test_names_share_their_skeleton(kana: str, english: str) -> None:
    assert skeleton(romanise_kana(kana)) == skeleton(english)


def test_romanisation() -> None:
    assert romanise_kana("トウキョウ") == "tokyo"
    assert romanise_kana("フィッシャー") == "fisshya" or romanise_kana("フィッシャー") == "fissha"
    assert latin_letters("токаев") == "tokaev"
    assert latin_letters("são") == "sao"


def test_langchain_takes_it_and_is_imported_for_nobody_else() -> None:
    from langchain_core.embeddings import Embeddings

    assert issubclass(BuiltinEmbeddings, Embeddings)
    code = "import sys, knowledge.opening; sys.exit('langchain_core' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code]).returncode == 0


def test_every_feature_has_its_own_row() -> None:
    table = load()
    rows = Rows(table.vocabulary, table.buckets)
    assert [rows.row(feature) for feature in table.vocabulary] == list(range(len(table.vocabulary)))
    assert rows.row("no such feature") >= len(table.vocabulary)
