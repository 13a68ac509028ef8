"""``python -m knowledge.encoder.evaluate``: measure the shipped encoder, beside published figures."""

from __future__ import annotations

import argparse
import os
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from knowledge.encoder.card import table, write_into_card
from knowledge.encoder.crossing import Crossing, article_crossing, dossier_crossing
from knowledge.encoder.published import PUBLISHED
from knowledge.encoder.training.datafolder import BITEXTS, DataFolder, default_folder
from knowledge.encoder.weights import DEFAULT_PATH
from knowledge.errors import SettingsError, SteppeError

if TYPE_CHECKING:
    from knowledge.encoder.embeddings import SentenceEncoder
    from knowledge.encoder.measures import Encode

_HEADER = ("measure", "ours", "beside it")
_TIMED_TEXTS, _TEACHER_TIMED_TEXTS = 1000, 100
_THREAD_VARIABLES = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS")


def main(arguments: list[str] | None = None) -> int:
    """Print the table, and write it into the card if asked to; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m knowledge.encoder.evaluate", description=__doc__)
    parser.add_argument("--data", type=Path, default=default_folder(), help="the data folder (default: %(default)s)")
    parser.add_argument("--write-card", action="store_true", help="put the table into CARD.md")
    options = parser.parse_args(arguments)
    try:
        text = evaluated(DataFolder(options.data, lambda line: print(line, file=sys.stderr)), options.data)
    except SteppeError as error:
        print(error, file=sys.stderr)
        return 1
    print(text)
    if options.write_card:
        write_into_card(text)
    return 0


def evaluated(data: DataFolder, folder: Path) -> str:
    """Measure everything that the data folder allows and return the Markdown table."""
    from knowledge.encoder.embeddings import SentenceEncoder

    started = time.perf_counter()
    encoder = SentenceEncoder()
    loaded = time.perf_counter() - started
    rows = _matching_rows(encoder, data) + _question_rows(encoder, data, folder)
    rows += _speed_rows(encoder, data)
    size = DEFAULT_PATH.stat().st_size / 1e6
    rows.append(
        ["size of the weights", f"{size:.1f} MB, {encoder.dimension} dimensions", "all-MiniLM-L6-v2: 90.9 MB, 384"]
    )
    rows.append(["time to load", f"{loaded * 1000:.0f} ms", ""])
    return table(_HEADER, rows)


def _matching_rows(encoder: SentenceEncoder, data: DataFolder) -> list[list[str]]:
    from knowledge.encoder.measures import matching, similarity

    rows: list[list[str]] = []
    for title, name in BITEXTS.items():
        if pairs := data.bitext(name):
            found = matching(encoder.encode, pairs)
            beside = (
                f"published, ja-en: {_published_tatoeba()}"
                if "Tatoeba" in title
                else "feasibility study: 0.982 / 0.986"
            )
            rows.append(
                [f"{title}, {len(pairs):,} sentences, ja→en / en→ja", f"{found.ja_en:.3f} / {found.en_ja:.3f}", beside]
            )
    others = "; ".join(f"{p.model} {p.ntrex_ja_en:.3f} / {p.ntrex_en_ja:.3f}, {p.parameters_m} M" for p in PUBLISHED)
    rows.append(["NTREX news sentences, ja→en / en→ja (not handed out)", "–", f"published: {others}"])
    if judged := data.similarity():
        rows.append([f"JSTS, Spearman, {len(judged):,} pairs", f"{similarity(encoder.encode, judged):.3f}", ""])
    return rows


def _published_tatoeba() -> str:
    return "; ".join(f"{published.model} {published.tatoeba:.3f}" for published in PUBLISHED)


def _question_rows(encoder: SentenceEncoder, data: DataFolder, folder: Path) -> list[list[str]]:
    from knowledge.encoder.measures import passage_scores, recall

    rows: list[list[str]] = []
    if questions := data.questions("dev"):
        index = {
            text: number for number, text in enumerate(dict.fromkeys(question.paragraph for question in questions))
        }
        wanted = [index[question.paragraph] for question in questions]
        scores = passage_scores(encoder, [question.text for question in questions], list(index))
        legs = {
            "whole passage": scores.whole,
            "nearest sentence": scores.sentence,
            "BM25 alone": scores.lexical,
            "BM25 + nearest sentence": scores.first_stage(),
            "fused, with word match": scores.fused(),
        }
        for title, leg in legs.items():
            ours = f"{recall(leg, wanted, 1):.3f} / {recall(leg, wanted, 5):.3f}"
            rows.append([f"JaQuAD dev, {len(index):,} paragraphs, R@1 / R@5: {title}", ours, ""])
    article = folder.parent / "sources" / "kazakhstan-sino-russian-rift.ja.txt"
    crossings = {
        "the article": article_crossing(article),
        "the dossier": dossier_crossing(),
        "the dossier, close questions": dossier_crossing(close=True),
    }
    for title, crossing in crossings.items():
        if crossing.questions:
            count = f"{len(crossing.questions)} questions, {len(crossing.passages)} passages"
            rows.append(
                [
                    f"EN question → JA passage, {title}, hit@1 / hit@3 ({count})",
                    " / ".join(f"{share:.3f}" for share in crossing_hits(encoder, crossing)),
                    "",
                ]
            )
    return rows


def crossing_hits(encoder: SentenceEncoder, crossing: Crossing) -> tuple[float, float]:
    """The share of the questions whose passage is first, and among three."""
    from knowledge.encoder.measures import passage_scores

    scores = passage_scores(encoder, crossing.questions, crossing.passages)
    nearest = (-(scores.sentence + scores.whole)).argsort(axis=1)
    first, three = (
        float(
            np.mean(
                [
                    bool(wanted & set(order[:at].tolist()))
                    for wanted, order in zip(crossing.wanted, nearest, strict=True)
                ]
            )
        )
        for at in (1, 3)
    )
    return first, three


def _speed_rows(encoder: SentenceEncoder, data: DataFolder) -> list[list[str]]:
    from knowledge.encoder.measures import texts_per_second
    from knowledge.encoder.tokens import analyse

    pairs = data.bitext(BITEXTS["FLORES devtest"])[:_TIMED_TEXTS]
    teacher = _teacher_encode()
    rows: list[list[str]] = []
    for language, texts in (("English", [pair[0] for pair in pairs]), ("Japanese", [pair[1] for pair in pairs])):
        if texts:
            # A trailing space makes each text new to the cache of analyses: the figure includes cutting into words.
            rounds = iter([[text + " " * n for text in texts] for n in range(1, 5)])
            analyse(texts[0])
            ours = texts_per_second(encoder.encode, rounds)
            beside = "all-MiniLM-L6-v2 is not installed"
            if teacher:
                theirs = texts_per_second(teacher, iter([texts[:_TEACHER_TIMED_TEXTS]] * 3))
                beside = f"all-MiniLM-L6-v2: {theirs:,.0f}, so {ours / theirs:.0f}×"
            rows.append([f"{language} texts/s, one core", f"{ours:,.0f}", beside])
    return rows


def _teacher_encode() -> Encode | None:
    from knowledge.encoder.training.teacher import load_teacher

    try:
        model = load_teacher()
        import torch
    except (SettingsError, ImportError):
        return None
    torch.set_num_threads(1)
    return lambda texts: np.asarray(model.encode(list(texts), show_progress_bar=False, normalize_embeddings=True))


if __name__ == "__main__":
    # Set before the first use of a numerical library: speeds are compared on one core.
    if any(os.environ.get(name) != "1" for name in _THREAD_VARIABLES):
        single = os.environ | dict.fromkeys(_THREAD_VARIABLES, "1")
        os.execve(sys.executable, [sys.executable, *sys.orig_argv[1:]], single)  # noqa: S606 - this very program again
    sys.exit(main())
