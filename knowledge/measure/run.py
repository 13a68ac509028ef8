"""The whole measurement, as ``steppe eval`` runs it: one value of plain numbers, which the page and the JSON both show.

Its parts do not hang on one another; each is measured in a process of its own, as many at a time as there are processors.
"""

from __future__ import annotations

import hashlib
import os
import statistics
import tempfile
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from knowledge.answer import answer
from knowledge.desk import Desk
from knowledge.errors import SteppeError
from knowledge.measure.baselines import answered, baselines, outcomes, threshold_refusing
from knowledge.measure.distractors import write_distractors
from knowledge.measure.road import measure_road
from knowledge.measure.score import Share, cited, refused, retrieved, risk_coverage, wrongly_answered
from knowledge.measure.sets import MESSAGES, SETS, Asked, ask_all, held_out, read_sets, set_of
from knowledge.opening import open_knowledge
from knowledge.reading.quantities import quantities, supports
from knowledge.settings import Settings
from knowledge.types import LANGUAGES, Answer, Language, Turn

APART = (
    "blind",
    "visitors",
    "everyday",
    "close",
    *MESSAGES,
)  # sets with rows of their own, that nothing else is measured on
DISTRACTORS = 1_000  # passages, in the question's language
_SHARE_REFUSED = 0.05  # what a baseline's threshold refuses of the training questions: what ours aims at
_NAMES = {"several": "several at once"}  # of sets that are called otherwise on the page
Say = Callable[[str], None]
Job = Callable[..., dict[str, Any]]
Row = Mapping[str, Any]


def measure(settings: Settings, folder: Path, say: Say) -> dict[str, Any]:
    """Measure everything on the test questions.

    Args:
        settings: Of a library with the shipped dossier, which is open for writing nowhere.
        folder: Where the question sets lie.
        say: Told what has been measured.

    Raises:
        SteppeError: A set is missing or damaged.
    """
    result: dict[str, Any] = {"fingerprint": fingerprint(folder, settings)}
    jobs: list[tuple[str, Job, tuple[Any, ...]]] = [
        *((f"answers and refusals, {one}", _answers_in, (one,)) for one in LANGUAGES),  # the longest first
        *((f"the dossier in one language, {one}", _directions_in, (one,)) for one in LANGUAGES),
        ("soundness and time", _sound, ()),
        ("baselines", _baselines, ()),
        ("the chat model's road", _road, ()),
    ]
    with ProcessPoolExecutor(min(len(jobs), os.cpu_count() or 1), get_context("spawn")) as pool:
        running = [(what, pool.submit(job, settings, folder, *more)) for what, job, more in jobs]
        for what, part in running:
            _merge(result, part.result())
            say(what)
    return result


def _answers_in(settings: Settings, folder: Path, language: Language) -> dict[str, Any]:
    """What is answered and refused in one language."""
    rows = [row for row in _tested(folder, MESSAGES) if row["language"] == language]
    with closing(open_knowledge(settings)) as knowledge:
        # Of the questions as near as can be the passages stay: nothing is said of what else they find.
        asked = list(ask_all(knowledge.desk, [row for row in rows if set_of(row["id"]) != "close"], removed=True))
        asked += ask_all(knowledge.desk, [row for row in rows if set_of(row["id"]) == "close"])
    plain = [one for one in asked if one.set not in ("visitors", "close", "everyday", *MESSAGES)]
    searched = [one for one in plain if one.question and one.found]
    return {
        "answers": {
            "test": {language: _answers([one for one in asked if one.set not in APART])},
            **{
                name: {language: _answers([one for one in asked if one.set == kept])}
                for kept, name in ((kept, _NAMES.get(kept, kept)) for kept in APART)
            },
        },
        "risk_coverage": {language: [[round(x, 4), round(y, 4)] for x, y in risk_coverage(plain)]},
        "answered_share": {language: round(sum(one.answered for one in searched) / len(searched), 4)},
    }


def _tested(folder: Path, more: Sequence[str] = ()) -> list[Row]:
    return [row for row in read_sets(folder, (*SETS, *more)) if held_out(row["id"])]


def _merge(whole: dict[str, Any], part: Mapping[str, Any]) -> None:
    for name, value in part.items():
        if isinstance(value, dict) and name in whole:
            _merge(whole[name], value)
        else:
            whole[name] = value


def fingerprint(folder: Path, settings: Settings) -> str:
    """Sixteen digits over all that the figures depend on and a reader may change: sets, fit, encoder and dossier."""
    here = Path(__file__).parent.parent
    total = hashlib.sha256()
    corpus = sorted((settings.corpus / "dossiers").glob("*.yaml")) if settings.corpus else []
    for path in (
        *(folder / f"{name}.jsonl" for name in (*SETS, *MESSAGES)),
        here / "calibration.json",
        here / "lexicon.txt",
        here / "encoder" / "weights.safetensors",
        here / "reranker" / "weights.safetensors",
        *corpus,
    ):
        try:
            total.update(path.read_bytes())
        except OSError as error:
            raise SteppeError(f"{path}: cannot be read; run from a clone of the repository, or give --sets") from error
    return total.hexdigest()[:16]


def _answers(asked: Sequence[Asked]) -> dict[str, Any]:
    ranks, quotes = retrieved(asked), cited(asked)
    kinds = dict.fromkeys(one.kind for one in asked if not one.answerable)
    return {
        "hit1": _share(ranks.first),
        "hit3": _share(ranks.three),
        "mrr": round(ranks.mrr, 4),
        "first_right": _share(quotes.first),
        "precision": [*_share(quotes.precision), *_rounded(quotes.precision_interval)],
        "recall": [*_share(quotes.recall), *_rounded(quotes.recall_interval)],
        "sentences": round(quotes.sentences, 3),
        "refused": [*_share(refused(asked)), *_rounded(refused(asked).interval)],
        "wrongly_answered": {kind: _share(wrongly_answered(asked, kind)) for kind in kinds},
    }


def _sound(settings: Settings, folder: Path) -> dict[str, Any]:
    """Whether every statement is cited, every citation a slice, every quotation within, every figure borne out."""
    rows = [row for row in _tested(folder, MESSAGES) if row["answerable"] and set_of(row["id"]) != "close"]
    with closing(open_knowledge(settings)) as knowledge:
        return _soundness(knowledge.desk, rows)


def _soundness(desk: Desk, rows: Sequence[Row]) -> dict[str, Any]:
    counts = {"coverage": [0, 0], "span": [0, 0], "containment": [0, 0], "figures": [0, 0]}
    times = []
    for row in rows:
        history = [Turn(turn["question"], turn.get("answer", "")) for turn in row["history"]]
        found = answer(desk, row["question"], language=row["language"], history=history)
        times.append(found.elapsed_ms)
        _count(counts, found)
    return {"sound": counts, "latency_ms": [round(statistics.median(times), 1), round(_quantile(times, 0.95), 1)]}


def _count(counts: dict[str, list[int]], found: Answer) -> None:
    by_number = {one.n: one for one in found.citations}
    for statement in found.statements:
        quotes = [by_number[n] for n in statement.citations if n in by_number]
        _add(counts["coverage"], bool(quotes))
        _add(counts["containment"], all(one.quote in statement.text for one in quotes))
        evidence = [q for one in quotes for q in quantities(one.quote)]
        for quantity in quantities(statement.text):
            if quantity.firm:
                _add(counts["figures"], supports(evidence, quantity))
    for one in found.citations:
        _add(counts["span"], one.source.text[one.start : one.end] == one.quote)


def _baselines(settings: Settings, folder: Path) -> dict[str, Any]:
    """Each baseline on the test questions, with the threshold that refuses as many training questions as ours."""
    with closing(open_knowledge(settings)) as knowledge:
        return {"baselines": _beside(knowledge.desk, read_sets(folder, SETS))}


def _beside(desk: Desk, rows: Sequence[Row]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, search in baselines(desk).items():
        every = list(outcomes(desk, search, [row for row in rows if set_of(row["id"]) not in APART]))
        training = [one for one in every if not held_out(one.id) and set_of(one.id) != "boundary"]
        threshold = threshold_refusing(training, _SHARE_REFUSED)
        found[name] = {}
        for language in LANGUAGES:
            mine = [one for one in every if held_out(one.id) and one.id.endswith(f"-{language}")]
            good = [one for one in mine if one.answerable]
            given = [one for one in good if one.score >= threshold]
            found[name][language] = {
                "hit1": _share(Share(sum(one.rank == 1 for one in good), len(good))),
                "hit3": _share(Share(sum(0 < one.rank <= 3 for one in good), len(good))),
                "first_right": _share(Share(sum(one.right for one in given), len(given))),
                "refused": _share(Share(len(good) - len(given), len(good))),
                "wrongly_answered": {
                    kind: _share(answered(mine, threshold, kind))
                    for kind in dict.fromkeys(o.kind for o in mine if not o.answerable)
                },
            }
    return found


def _road(settings: Settings, folder: Path) -> dict[str, Any]:
    """What a chat model drafts, and what of it reaches the reader."""
    with closing(open_knowledge(settings)) as knowledge:
        return {"road": {kind: _share(found) for kind, found in measure_road(knowledge.desk).items()}}


def _directions_in(settings: Settings, folder: Path, language: Language) -> dict[str, Any]:
    """Retrieval with the dossier in one language only, asked in either, without and with distractors in the asking one."""
    good = [row for row in _tested(folder) if row["answerable"] and set_of(row["id"]) not in APART]
    found: dict[str, Any] = {}
    with (
        tempfile.TemporaryDirectory() as name,
        closing(open_knowledge(settings.model_copy(update={"data_dir": Path(name) / "library"}))) as knowledge,
    ):
        for source in knowledge.sources():
            if source.language != language:
                knowledge.forget(source.id)
        own = {source.id for source in knowledge.sources()}
        for asking in LANGUAGES:
            asked = [row for row in good if row["language"] == asking]
            plain = _ranked(knowledge.desk, asked)
            texts = Path(name) / f"texts-{asking}"
            texts.mkdir()
            write_distractors(texts, asking, DISTRACTORS)
            if knowledge.ingest([texts]).count("failed"):
                raise SteppeError("distractors could not be taken in; run `steppe eval` again")
            found[f"{asking}→{language}"] = {"0": plain, str(DISTRACTORS): _ranked(knowledge.desk, asked)}
            for source in knowledge.sources():
                if source.id not in own:
                    knowledge.forget(source.id)
    return {"retrieval": found}


def _ranked(desk: Desk, rows: Sequence[Row]) -> dict[str, Any]:
    """Ours beside the three baselines, on one library."""
    ranks = retrieved(list(ask_all(desk, rows)))
    table: dict[str, Any] = {
        "Steppe": {"hit1": _share(ranks.first), "hit3": _share(ranks.three), "mrr": round(ranks.mrr, 4)}
    }
    for name, search in baselines(desk).items():
        found = [one.rank for one in outcomes(desk, search, rows)]
        table[name] = {
            "hit1": _share(Share(sum(r == 1 for r in found), len(found))),
            "hit3": _share(Share(sum(0 < r <= 3 for r in found), len(found))),
            "mrr": round(sum(1 / r for r in found if r) / len(found), 4),
        }
    return table


def _share(found: Share) -> list[int]:
    return [found.part, found.of]


def _rounded(interval: tuple[float, float]) -> list[float]:
    return [round(value, 4) for value in interval]


def _add(count: list[int], good: bool) -> None:
    count[0] += good
    count[1] += 1


def _quantile(values: Sequence[float], share: float) -> float:
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]
