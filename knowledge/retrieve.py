"""Find passages for a question: two legs per language, fused, with room for both languages and for difference.

The vector leg crosses languages by itself; the lexical leg crosses by the glossary's names, by numbers and by words
that both scripts share. The fusion is a convex combination of scores, not of ranks (Bruch, Gai and Ingber 2023, "An
analysis of fusion functions for hybrid retrieval"): a rank says nothing of how sure its leg is.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from knowledge.encoder.tokens import Analysis, analyse
from knowledge.glossary import Glossary
from knowledge.lexical import match_expression, question_words
from knowledge.lexicon import kin
from knowledge.library import Library
from knowledge.types import LANGUAGES, Hit, Language, Question

LEG_DEPTH = 24  # passages asked of each leg
WIDTH = 8  # passages whose sentences are scored: reading more changed no answer of the training questions
# Weights of the vector leg; the lexical leg has the rest. Measured on the training split of the question sets: see
# `steppe eval`. Across languages only names and numbers are lexical, so the vectors carry more.
VECTOR_WEIGHT_SAME = 0.5
VECTOR_WEIGHT_ACROSS = 0.6
_LATIN_OR_DIGIT = re.compile(r"[a-z0-9]")


@dataclass(frozen=True, slots=True)
class Weighed:
    """The words of a question in one language of the library, each with its weight.

    Attributes:
        weights: Inverse document frequency of each word in that language; what no passage holds weighs the most.
        aliases: Other spellings of its names, and words that may stand for its words, each with the one of ``weights`` it stands for.
        passages: How many passages of that language the library holds.
    """

    weights: Mapping[str, float]
    aliases: Mapping[str, str]
    passages: int = 0

    @property
    def words(self) -> tuple[str, ...]:
        """What goes to the full-text index."""
        return (*self.weights, *self.aliases)

    @property
    def total(self) -> float:
        """The sum of all weights, zero when there are no words."""
        return sum(self.weights.values())


@dataclass(frozen=True, slots=True)
class Retrieval:
    """What was found, with the signals that the decision to answer needs.

    Attributes:
        hits: Best first, one per passage; of twins only the one in the question's language.
        weighed: The question's words per language.
    """

    hits: tuple[Hit, ...]
    weighed: Mapping[Language, Weighed]


def retrieve(
    library: Library, question: Question, glossary: Glossary, languages: Sequence[Language] = LANGUAGES
) -> Retrieval:
    """Find the ``WIDTH`` passages most likely to answer a question; ``knowledge.scoring`` reads their sentences.

    Args:
        languages: Which languages' passages to look through.

    Raises:
        DamagedError: Catalogue or index cannot be read.
        EncoderError: An embedding provider failed.
    """
    analysis = analyse(question.standalone)
    vector = library.encoder.question(analysis)
    found: dict[str, tuple[float | None, float | None]] = {}
    scores: dict[str, float] = {}
    weighed: dict[Language, Weighed] = {}
    for language in languages:
        weighed[language] = weigh(library, *words_for(question, analysis, glossary, language), language)
        # One after the other: in a thread beside it the vector leg came sooner, but cost half as much again.
        near = dict(library.vectors.query(language, vector, LEG_DEPTH))
        expression = match_expression(weighed[language].words)
        matching = dict(library.catalogue.search(language, expression, LEG_DEPTH)) if expression else {}
        share = VECTOR_WEIGHT_SAME if language == question.written else VECTOR_WEIGHT_ACROSS
        most = most_bm25(weighed[language])
        for identity in near.keys() | matching.keys():
            similarity = near.get(identity)
            lexical = min(1.0, matching[identity] / most) if identity in matching and most else None
            found[identity] = (similarity, lexical)
            # A leg that did not return the passage puts it below all that it did return.
            cosine = max(0.0, similarity if similarity is not None else min(near.values(), default=0.0))
            scores[identity] = share * cosine + (1 - share) * (lexical or 0.0)
    passages = library.catalogue.passages(found)
    hits = [Hit(passages[i], scores[i], *found[i]) for i in found if i in passages]
    hits.sort(key=lambda hit: (-hit.score, hit.passage.id))
    if question.written in languages:
        hits = prefer_language(library, hits, question.written)
    hits = with_room(hits, WIDTH)
    return Retrieval(tuple(hits), weighed)


def words_for(
    question: Question, analysis: Analysis, glossary: Glossary, language: Language
) -> tuple[tuple[str, ...], dict[str, str]]:
    """The words that stand for a question in one language's full-text index, and others that may stand for these.

    In the question's language these are its own words; in the other one, its names there, what both scripts share, and
    what the lexicon has for the rest.
    """
    own = question_words(analysis)
    words = dict.fromkeys(own if language == question.written else filter(_LATIN_OR_DIGIT.match, own))
    aliases: dict[str, str] = {}
    for word in own:
        others = [one for one in kin(word) if one.isascii() == (language == "en") and one not in words]
        if others and word not in words:
            words[others[0]] = None
            word = others.pop(0)
        aliases |= dict.fromkeys(others, word)
    for name in question.names:
        forms = [_words(form) for form in glossary.variants(name, language)]
        known = next((form for form in forms if form and all(word in words for word in form)), None)
        if known is None and forms and language != question.written:
            known = forms[0]
            words |= dict.fromkeys(known)
        if known:
            # Only names of one word: the parts of a longer one say something else when they stand alone.
            aliases |= {form[0]: known[0] for form in forms if len(form) == 1 and form[0] not in words}
    return tuple(words), aliases


@lru_cache(maxsize=4_096)
def _words(form: str) -> tuple[str, ...]:
    return question_words(analyse(form))


def weigh(library: Library, words: Sequence[str], aliases: Mapping[str, str], language: Language) -> Weighed:
    """Give each word its inverse document frequency: ln(1 + (N - n + 0.5) / (n + 0.5)), as BM25 has it.

    Aliases of a word that stands in every fifth passage are dropped: such a name tells no passage from another, and its
    rare spellings would.
    """
    total = library.catalogue.count(language)
    counts = library.catalogue.frequencies(language, words) if words else {}
    weights = {word: math.log(1 + (total - n + 0.5) / (n + 0.5)) for word in words for n in [counts.get(word, 0)]}
    telling = {alias: word for alias, word in aliases.items() if counts.get(word, 0) < total / 5}
    return Weighed(weights, telling, total)


def most_bm25(weighed: Weighed) -> float:
    """What a passage of average length that holds every word of the question once would score, about.

    BM25 gives a word that stands once in a passage of average length just its IDF (k1 cancels out). So a leg's score
    as a share of this says how much of the question a passage carries, and can be compared between questions.
    """
    return weighed.total


def prefer_language(library: Library, hits: Sequence[Hit], language: Language) -> list[Hit]:
    """Let one of two twins stand, in the wanted language, with the better score of the two."""
    best: dict[str, Hit] = {}
    for hit in hits:
        passage = hit.passage
        key = min(passage.id, passage.twin_id) if passage.twin_id else passage.id
        other = best.get(key)
        if other is None:
            best[key] = hit
        elif passage.language == language:
            best[key] = Hit(passage, other.score, hit.similarity, hit.lexical)
    absent = [hit.passage.twin_id for hit in best.values() if hit.passage.language != language and hit.passage.twin_id]
    twins = library.catalogue.passages(absent) if absent else {}
    return [
        Hit(twins[hit.passage.twin_id], hit.score, hit.similarity, hit.lexical)
        if hit.passage.language != language and hit.passage.twin_id in twins
        else hit
        for hit in best.values()
    ]


def with_room(hits: Sequence[Hit], limit: int) -> list[Hit]:
    """Cut to ``limit`` so that the best passages of each language stay in: a third of the places at least."""
    kept = list(hits[:limit])
    for language in LANGUAGES:
        mine = [hit for hit in hits if hit.passage.language == language][: limit // 3]
        kept.extend(hit for hit in mine if hit not in kept)
    kept.sort(key=lambda hit: (-hit.score, hit.passage.id))
    return kept
