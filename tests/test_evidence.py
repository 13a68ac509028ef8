"""The ledger beside answers from the shipped dossier."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path

import pytest

from knowledge.opening import Knowledge
from tests.test_answer import sound

EVALS = Path(__file__).parent / "evals"


def rows(name: str) -> list[dict[str, str]]:
    return [json.loads(line) for line in (EVALS / name).read_text("utf-8").splitlines()]


def test_each_contradicted_claim_shows_its_note_however_it_is_asked_for(shipped: Knowledge) -> None:
    """A plain wording may be refused (「電気を自前で」 for 電力の輸入), but no claim stays without its note."""
    shown: dict[tuple[str, str], list[bool]] = {}
    for row in rows("evidence.jsonl"):
        answer = shipped.ask(row["question"])
        sound(answer)
        noted = row["target"] in [note.claim_id for note in answer.evidence]
        assert noted or answer.abstained, row["id"]
        shown.setdefault((row["target"], row["language"]), []).append(noted)
    assert sum(map(sum, shown.values())) >= 35
    assert all(sum(found) >= len(found) - 1 >= 1 for found in shown.values())


@pytest.mark.parametrize("language", ["ja", "en"])
def test_claims_and_facts_are_reachable(shipped: Knowledge, language: str) -> None:
    mine = [row for row in rows("reach.jsonl") if row["language"] == language]
    assert len(mine) == 66 + 77
    reached = sum(_reached(shipped, row) for row in mine)
    assert reached / len(mine) >= 0.97


def _reached(knowledge: Knowledge, row: dict[str, str]) -> bool:
    """Whether a passage that carries the claim or fact is among the first three."""
    catalogue = knowledge.library.catalogue
    wanted = {name.partition("#")[0] for gold in row["gold"] for name in gold.split("|")}
    places = _paragraphs()
    for hit in knowledge.search(row["question"], top=3):
        passages = catalogue.passages_of(hit.passage.source_id)
        number = [p.id for p in passages].index(hit.passage.id)
        if places[hit.passage.source_id][number] in wanted:
            return True
    return False


@lru_cache(maxsize=1)
def _paragraphs() -> dict[str, list[str]]:
    """The paragraph ids of each dossier source, in order."""
    import yaml

    from knowledge.settings import SHIPPED_CORPUS

    found = {}
    for path in (SHIPPED_CORPUS / "dossiers").glob("*.yaml"):
        dossier = yaml.safe_load(path.read_text("utf-8"))
        ids = [paragraph["id"] for section in dossier["sections"] for paragraph in section["paragraphs"]]
        found |= {f"dossier-{dossier['id']}-{language}": ids for language in ("ja", "en")}
    return found
