"""The whole measurement, as ``steppe eval`` runs it: one value of plain numbers, which the page and the JSON both show."""

from __future__ import annotations

import hashlib
import statistics
import tempfile
from collections.abc import Callable, Mapping, Sequence
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
from knowledge.opening import Knowledge, open_knowledge
from knowledge.reading.quantities import quantities, supports
from knowledge.settings import Settings
from knowledge.types import LANGUAGES, Answer, Turn

APART = (
    "blind",
    "visitors",
    "close",
    "everyday",
    *MESSAGES,
)  # sets with rows of their own, that nothing else is measured on
DISTRACTORS = 1_000  # passages, in the question's language
_SHARE_REFUSED = 0.05  # what a baseline's threshold refuses of the training questions: what ours aims at
Say = Callable[[str], None]
Row = Mapping[str, Any]


def measure(knowledge: Knowledge, folder: Path, say: Say) -> dict[str, Any]:
    """Measure everything on the test questions.

    Args:
        knowledge: A library with the shipped dossier.
        folder: Where the question sets lie.
        say: Told what is being done.

    Raises:
        SteppeError: A set is missing or damaged.
    """
    rows = read_sets(folder, (*SETS, *MESSAGES))
    tested = [row for row in rows if held_out(row["id"])]
    desk = knowledge.desk
    say("answers and refusals")
    asked = list(ask_all(desk, tested, removed=True))
    plain = [one for one in asked if one.set not in ("visitors", "close", "everyday", *MESSAGES)]
    result: dict[str, Any] = {"fingerprint": fingerprint(folder, knowledge.library.settings)}
    result["answers"] = {
        name: {one: _answers([a for a in asked if a.language == one and part(a)]) for one in LANGUAGES}
        for name, part in (
            ("test", lambda a: a.set not in APART),
            ("blind", lambda a: a.set == "blind"),
            ("visitors", lambda a: a.set == "visitors"),
            ("everyday", lambda a: a.set == "everyday"),
            ("close", lambda a: a.set == "close"),
            ("overview", lambda a: a.set == "overview"),
            ("several at once", lambda a: a.set == "several"),
        )
    }
    result["risk_coverage"] = {
        one: [[round(x, 4), round(y, 4)] for x, y in risk_coverage([a for a in plain if a.language == one])]
        for one in LANGUAGES
    }
    result["answered_share"] = {
        one: round(sum(a.answered for a in mine) / len(mine), 4)
        for one in LANGUAGES
        for mine in [[a for a in plain if a.language == one and a.question and a.found]]
    }
    say("soundness and time")
    result |= _soundness(desk, [row for row in tested if row["answerable"]])
    say("baselines")
    result["baselines"] = _baselines(desk, rows)
    say("across languages, with and without distractors")
    result["retrieval"] = _directions(tested, folder, knowledge.library.settings)
    say("the chat model's road")
    result["road"] = {kind: _share(found) for kind, found in measure_road(desk).items()}
    return result


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


def _soundness(desk: Desk, rows: Sequence[Row]) -> dict[str, Any]:
    """Whether every statement is cited, every citation a slice, every quotation within, every figure borne out."""
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


def _baselines(desk: Desk, rows: Sequence[Row]) -> dict[str, Any]:
    """Each baseline on the test questions, with the threshold that refuses as many training questions as ours."""
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


def _directions(tested: Sequence[Row], folder: Path, settings: Settings) -> dict[str, Any]:
    """Retrieval with the dossier in one language only, asked in either, without and with distractors in the asking one."""
    good = [row for row in tested if row["answerable"] and set_of(row["id"]) not in APART]
    found: dict[str, Any] = {}
    with tempfile.TemporaryDirectory() as name:
        for language in LANGUAGES:
            home = Path(name) / language
            knowledge = open_knowledge(Settings(data_dir=home, corpus=settings.corpus))
            for source in knowledge.sources():
                if source.language != language:
                    knowledge.forget(source.id)
            for asking in LANGUAGES:
                asked = [row for row in good if row["language"] == asking]
                own = {source.id for source in knowledge.sources()}
                plain = _ranked(knowledge.desk, asked)
                texts = Path(name) / f"texts-{language}-{asking}"
                texts.mkdir()
                write_distractors(texts, asking, DISTRACTORS)
                if knowledge.ingest([texts]).count("failed"):
                    raise SteppeError("distractors could not be taken in; run `steppe eval` again")
                found[f"{asking}→{language}"] = {"0": plain, str(DISTRACTORS): _ranked(knowledge.desk, asked)}
                for source in knowledge.sources():
                    if source.id not in own:
                        knowledge.forget(source.id)
            knowledge.close()
    return found


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
