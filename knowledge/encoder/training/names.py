"""Names in both languages, to learn how katakana spells foreign ones: JMnedict, the project's glossary and dossiers.

All three are optional: what is not installed or not there is reported in one line and left out.
"""

from __future__ import annotations

import importlib.util
import re
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import yaml

from knowledge.encoder.training.overlap import Pair

_KNOWLEDGE = Path(__file__).resolve().parents[2]
_KATAKANA_NAME = re.compile(r"[ァ-ヺー・＝=]{3,}")
_REMARK = re.compile(r"\s*\([^)]*\)")
# Of names in kanji only these are taken: the reading already spells family names and villages in Latin letters.
_TAKEN_KINDS = {"person", "organization", "company", "work", "product", "station"}
_SPELLINGS_PER_NAME = 2


def jmnedict(report: Callable[[str], object] = print) -> list[Pair]:
    """Return (English, Japanese) names of JMnedict from the package ``jamdict-data``: about 140,000."""
    spec = importlib.util.find_spec("jamdict_data")
    path = Path(spec.origin).with_name("jamdict.db") if spec and spec.origin else None
    if path is None or not path.is_file():
        report("JMnedict is not installed, left out: pip install jamdict-data")
        return []
    with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as database:
        return list(_names(database))


def _names(database: sqlite3.Connection) -> Iterator[Pair]:
    english: dict[int, str] = {}
    kinds: dict[int, set[str]] = {}
    spellings: dict[int, list[str]] = {}
    gloss = "SELECT idseq, text FROM NETransGloss JOIN NETranslation ON tid = id WHERE lang = 'eng' ORDER BY tid"
    for entry, text in database.execute(gloss):
        english.setdefault(entry, _REMARK.sub("", text).strip())
    for entry, kind in database.execute(
        "SELECT idseq, NETransType.text FROM NETransType JOIN NETranslation ON tid = id"
    ):
        kinds.setdefault(entry, set()).add(kind)
    # Kanji first: kana stand for an entry only where it has no kanji.
    for entry, text in database.execute("SELECT idseq, text FROM NEKanji ORDER BY ID"):
        spellings.setdefault(entry, []).append(text)
    with_kanji = set(spellings)
    for entry, text in database.execute("SELECT idseq, text FROM NEKana ORDER BY ID"):
        if entry not in with_kanji:
            spellings.setdefault(entry, []).append(text)
    for entry, name in sorted(english.items()):
        for japanese in spellings.get(entry, ())[:_SPELLINGS_PER_NAME]:
            if name and (_KATAKANA_NAME.fullmatch(japanese) or kinds.get(entry, set()) & _TAKEN_KINDS):
                yield name, japanese.replace("＝", "・").replace("=", "・")


def dossier_pairs(folder: Path = _KNOWLEDGE / "corpus" / "dossiers") -> list[Pair]:
    """Return the statements of the project's own dossiers as (English, Japanese); empty where there are none."""
    found: list[Pair] = []
    for path in sorted(folder.glob("*.yaml")):
        for node in _mappings(yaml.safe_load(path.read_text(encoding="utf-8"))):
            if isinstance(node.get("en"), str) and isinstance(node.get("ja"), str):
                found.append((node["en"], node["ja"]))
    return found


def glossary_pairs(path: Path = _KNOWLEDGE / "glossary.yaml") -> list[Pair]:
    """Return each Japanese spelling of the name glossary with each English one; empty where there is none."""
    if not path.is_file():
        return []
    found: list[Pair] = []
    for node in _mappings(yaml.safe_load(path.read_text(encoding="utf-8"))):
        english, japanese = _texts(node.get("en")), _texts(node.get("ja"))
        found.extend((first, second) for first in english for second in japanese)
    return found


def _texts(value: object) -> list[str]:
    if isinstance(value, str):
        return [value]
    return [text for text in value if isinstance(text, str)] if isinstance(value, list) else []


def _mappings(node: Any) -> Iterator[dict[str, Any]]:
    if isinstance(node, dict):
        yield node
    for child in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
        yield from _mappings(child)
