"""Who does what to whom, as far as word order and particles tell: enough to notice that two names or figures changed places.

Names are compared across languages by a key: the glossary entry, the people or state, or the consonants of the name.
Where a sentence does not tell roles plainly, none are read and nothing is refused.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from knowledge.folding import japanese
from knowledge.glossary import Glossary
from knowledge.reading.mentions import Mention, mentions, named
from knowledge.reading.peoples import people
from knowledge.reading.quantities import Quantity, quantities, supports

_AGENT = re.compile(r"^(?:[一-龥々]{0,8}(?:氏|側|政府|当局|大統領|首相|外相|国家主席)?)?(?:は|が)(?!ら)")
_PATIENT = re.compile(r"^(?:[一-龥々]{0,8}(?:氏|側|政府)?)?(?:を|に(?!よ|と|対す|関)|へ)")
_FROM_JA = re.compile(r"^(?:海|側|国内|方面)?から")
_TO_JA = re.compile(r"^(?:海|側|国内|方面)?(?:へ|まで|に至|向け|に向)")
_PREPOSITION = re.compile(
    r"\b(?:in|at|from|of|by|for|with|on|to|between|and|near|via|through|across|into|under|since|against|unlike|toward|towards|than|or|as|over|beside|besides)"
    r"(?: the| a| an| its| both)?(?: [a-z-]+){0,2}\s*$",
    re.IGNORECASE,
)
_PASSIVE = re.compile(
    r"\b(?:is|are|was|were|been|being|be)\s(?:\w+ly\s)?(?:\w+ed|\w+en|built|sent|made|held|sold|bought|led|paid|met|put|hit|cut|shipped|borne)\b|れ[るたてま]|られ|\bby\b"
)
_COPULA = re.compile(r"\b(?:is|are|was|were|remains?|became)\s(?:the\s|a\s|an\s|its\s|[A-Z]\w+'s\s|still\s|also\s)")
_FROM_EN = re.compile(r"\bfrom (?:the )?(?:[a-z]+ )?$", re.IGNORECASE)
_TO_EN = re.compile(r"\b(?:to|into|towards?) (?:the )?(?:[a-z]+ )?$", re.IGNORECASE)
# Figures belong to the names of their own clause.
_CLAUSE = re.compile(r"、|[,;](?=\s)|\b(?:and|while|but|against|whereas)\b|(?<=[一-龥ァ-ヺ%％人])で(?=[、ァ-ヺ一-龥])")


_PLAIN_NAMES = 3
"""With more names than this a sentence has clauses of its own, and order tells little."""


@dataclass(frozen=True, slots=True)
class Roles:
    """Keys of the names by role in one sentence; empty where the sentence does not tell."""

    agents: frozenset[str]
    patients: frozenset[str]
    origins: frozenset[str]
    goals: frozenset[str]
    all: frozenset[str]


def key(mention: Mention) -> str:
    """What two spellings of one name share: glossary entry, people, consonants, or the string itself."""
    head = people(mention.text)
    if head:
        return {"kazakh": "kazakhstan"}.get(head, head)
    if mention.entries:
        return people(mention.entries[0].replace("-", " ")) or mention.entries[0]
    from knowledge.encoder.romanise import latin_letters, romanise_kana, skeleton

    letters = (
        latin_letters(mention.text.lower())
        if mention.text[:1].isascii()
        else romanise_kana(mention.reading or mention.text)
    )
    bones = skeleton(letters)
    return bones if len(bones) > 2 else mention.text.lower()


def roles(sentence: str, glossary: Glossary) -> Roles:
    """Read the roles of the names in one sentence."""
    found = [mention for mention in mentions(sentence, glossary) if mention.kind != "term"]
    read = _japanese if any(japanese(c) for c in sentence) else _english
    agents, patients, origins, goals = read(sentence, found)
    return Roles(agents, patients, origins, goals, frozenset(map(key, found)))


def swapped(claim: str, sources: Sequence[str], glossary: Glossary) -> bool:
    """Whether doer and receiver, or origin and goal, changed places, or the doer was replaced by another name.

    Args:
        claim: One sentence.
        sources: The whole sentences that hold the quotations.
    """
    mine = roles(claim, glossary)
    if not mine.all:
        return False
    theirs = [roles(source, glossary) for source in sources]
    if not theirs:
        return False
    doers = [mention for mention in mentions(claim, glossary) if key(mention) in mine.agents]
    known = [any(named(mention, source, glossary) for mention in doers) for source in sources]
    return all(_opposed(mine, one, doer_known) for one, doer_known in zip(theirs, known, strict=True))


def reordered(claim: str, source: str, glossary: Glossary) -> bool:
    """Whether a near copy of ``source`` names the same names in another order."""
    mine = [key(mention) for mention in mentions(claim, glossary) if mention.kind != "term"]
    theirs = [key(mention) for mention in mentions(source, glossary) if mention.kind != "term"]
    return mine != theirs and sorted(mine) == sorted(theirs)


def mispaired(claim: str, sources: Sequence[str], glossary: Glossary) -> bool:
    """Whether a figure of the claim stands, in the source, with another name of the claim's own kind.

    Refused only when the clause of the figure names nothing in common in both, and the claimed name has another figure
    in the source.
    """
    theirs = [pair for source in sources for pair in _figures(source, glossary)]
    for quantity, names in _figures(claim, glossary):
        if not names or quantity.unit in ("date", "decade", "century", "half-year", "quarter"):
            continue
        holders = [with_names for other, with_names in theirs if supports([other], quantity)]
        if not holders or any(not holder or holder & names for holder in holders):
            continue
        rivals = (pair for pair in theirs if pair[0].unit == quantity.unit and not supports([pair[0]], quantity))
        if any(names & with_names for _, with_names in rivals):
            return True
    return False


def _opposed(mine: Roles, theirs: Roles, doer_known: bool) -> bool:
    if mine.origins & theirs.goals and not mine.origins & theirs.origins:
        return True
    if mine.goals & theirs.origins and not mine.goals & theirs.goals:
        return True
    if not mine.agents or not theirs.agents or mine.agents & theirs.agents:
        return False
    if mine.agents & theirs.patients and theirs.agents & mine.patients:
        return max(len(mine.all), len(theirs.all)) <= _PLAIN_NAMES
    # Replaced: the claim's doer does not stand in this sentence at all, and this sentence's doer not in the claim.
    return not doer_known and not mine.agents & theirs.all and not theirs.agents & mine.all


def _japanese(sentence: str, found: Sequence[Mention]) -> tuple[frozenset[str], ...]:
    sets: tuple[set[str], ...] = (set(), set(), set(), set())
    passive = bool(_PASSIVE.search(sentence[-12:]))
    for mention in found:
        after = sentence[mention.end : mention.end + 16]
        for pattern, roles_ in ((_AGENT, sets[0]), (_PATIENT, sets[1]), (_FROM_JA, sets[2]), (_TO_JA, sets[3])):
            if pattern.match(after):
                roles_.add(key(mention))
    if passive:
        sets[0].clear()
        sets[1].clear()
    return tuple(frozenset(s) for s in sets)


def _english(sentence: str, found: Sequence[Mention]) -> tuple[frozenset[str], ...]:
    agents: set[str] = set()
    patients: set[str] = set()
    origins: set[str] = set()
    goals: set[str] = set()
    plain = not (_PASSIVE.search(sentence) or _COPULA.search(sentence))
    for mention in found:
        before, after = sentence[max(0, mention.start - 40) : mention.start], sentence[mention.end : mention.end + 2]
        if after.startswith(("'s", "\u2019s", "'", "\u2019", "-")):
            continue
        if _FROM_EN.search(before):
            origins.add(key(mention))
        elif _TO_EN.search(before):
            goals.add(key(mention))
        if not plain:
            continue
        if not agents and not patients and not _PREPOSITION.search(before):
            agents.add(key(mention))
        elif agents and key(mention) not in agents:
            patients.add(key(mention))
    return frozenset(agents), frozenset(patients), frozenset(origins), frozenset(goals)


def _figures(sentence: str, glossary: Glossary) -> list[tuple[Quantity, frozenset[str]]]:
    """Each figure with the keys of the names in its clause."""
    names = [mention for mention in mentions(sentence, glossary) if mention.kind != "term"]
    cuts = [0, *(m.end() for m in _CLAUSE.finditer(sentence)), len(sentence) + 1]
    pairs: list[tuple[Quantity, frozenset[str]]] = []
    figures = [q for q in quantities(sentence) if q.firm]
    for start, end in pairwise(cuts):
        here = frozenset(key(m) for m in names if start <= m.start < end)
        pairs += ((q, here) for q in figures if start <= q.start < end)
    return pairs
