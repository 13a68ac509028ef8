"""Proper names in a statement, and whether a text carries them in either language.

Three roads lead from one script to the other: the glossary, a small table of peoples and one-kanji countries, and the
consonant skeleton of romanised kana. The last one is conservative: トカエフ meets Tokayev, not Tokugawa.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache
from typing import Literal

from knowledge.folding import fold, japanese, lower
from knowledge.glossary import Entry, Glossary
from knowledge.reading.peoples import people_forms

MentionKind = Literal["glossary", "term", "name", "acronym"]
"""``term`` is an entry of the glossary that names no single thing (核実験, pipeline): it has synonyms, so nobody checks it."""


@dataclass(frozen=True, slots=True)
class Mention:
    """A name as written. ``text[start:end] == mention.text`` of the text given; code points, half-open.

    Attributes:
        entries: Ids of the glossary entries it may stand for; empty when it is not in the glossary.
        reading: Katakana reading of a Japanese name; empty where unknown.
    """

    text: str
    start: int
    end: int
    kind: MentionKind
    entries: tuple[str, ...] = ()
    reading: str = ""


# Capitalised in English without naming anything by itself; the glossary knows the names they are part of.
_ORDINARY = frozenset(
    """a about above according across after again against air all almost along already also although amid among an and
    another any are area arms around article as ask at away back bank based basic because been before behind being
    below belt beside besides between beyond big border both bridge budget building business but by can capital
    carbon cargo central century chairman chief china-led city coal column commission committee community companies
    company compared conference congress consortium construction contract cooperation corridor council countries
    country court crude crisis currency customs data day days deal defence defense deputy despite development
    diplomacy diplomats direct director do domestic during each early earlier east eastern economic economy either
    electricity elsewhere embassy energy environment especially ethnic even every exactly exchange experts
    exploration export exporters exports external famine far federal federation few finance financial first five
    flights following food for force forces foreign formally former four freight from fuel further future gas
    general given global gold goods government governments grain great group growth had half has have head health
    heat heating here high highway history home house how however human if imports in income independence
    independent indeed industry inflation infrastructure inside instead institute interest international investment
    investors iron is island it its joint just kilometre lake land language large larger last late later law leader
    leaders leading least less like line local logistics long loss low main major manufacturing many market markets
    meanwhile media meeting members memorandum metal metals middle military million mine minerals mining minister
    ministers ministry minority model moreover most mostly mountain mountains much nation national natural near
    nearly neither new news next no nobody nor north northern not nothing now nuclear of office official officials
    oil on once one only open opinion or order ore other others our out output outside over overall park parliament
    part partner partners parts party passage peace people per perhaps petrol pipeline pipelines plan planned plant
    plants plus point police policy political politics population port ports power president presidents press
    pressure price prices prime private production products programme program project projects protest protests
    province public quotas rail railway railways rare rather reactor reactors recent reform refugees region regional
    regions relations religion report reports republic research residents resources revenue river road roads role
    route routes rule same sanctions school sea second secretary sector security senior senate several ship
    shipments shipping ships short side silk since six so social society soldiers some soon source south southern
    special spending staff stance state statement states steel steppe still strategic strategy such summit supplies
    supply support talks tanker tankers tariffs tax taxes technology ten tests that the their them then there these
    they third this those though three through throughout thus title to today together too total town trade traders
    traffic train trains transit transport treaty troops two under underground union unit unlike until up upper
    uranium us use used value very via victims village visit war was water we wealth well were west western wheat
    white when where whereas whether which while whole why widely wind with within without women wool work workers
    works world years yet you young zone yes act north-west north-east south-east south-west autonomous chancellor
    king queen emperor vice deputies chair speaker mr mrs ms dr sir professor ambassador governor mayor
    general-secretary envoy section dossier column's analysts observers critics scientists scholars historians
    campaigners activists survivors critical earth earths citizens ordinary residents ethnic migrants labour labor
    students teachers exporters producers miners farmers farming agriculture drought desert dam rivers lakes drones
    missiles missile ballistic guards troops' multi-vector balance balancing neutrality diversification dependence
    leverage influence distrust trust""".split()
)
_ORDINARY_ENDINGS = (
    "ing",
    "ed",
    "ly",
    "tion",
    "tions",
    "ment",
    "ments",
    "ity",
    "ities",
    "ness",
    "ism",
    "ance",
    "ence",
    "ship",
)
_CALENDAR = frozenset(
    """january february march april may june july august september october november december monday tuesday wednesday
    thursday friday saturday sunday jan feb mar apr jun jul aug sep sept oct nov dec""".split()
)

_UNITS = frozenset({"GW", "MW", "TEU", "TWh", "MWh", "GWh", "GDP", "LNG", "VVER", "CEO", "AI", "NGO", "PDF"})
# Parts of dates, and words that the dictionary also has as family names.
_NO_NAMES = frozenset({"明治", "大正", "昭和", "平成", "令和", "西暦", "見方", "味方", "日産", "月産", "年産", "合弁"})

_PAIRED_KANJI = re.compile(
    r"[日米中英仏独露ロ韓欧ソ印]{2,4}|(?<=[対親反訪在駐])[日米中英仏独露ロ韓欧]|[日米中英仏独露ロ韓欧](?=[国政軍企資製議両大側系語]|[ァ-ヺ]|との|への|から)"
)

_CAPITALISED = re.compile(
    r"(?<![A-Za-z\d'])[A-Z](?:[A-Za-z\u00c0-\u024f]|['\u2019](?=[A-Za-z])|-(?=[A-Z])|\.(?=[A-Z]\b))*(?:\d*\+\d|-\d+)?\d*"
)
_ACRONYM = re.compile(r"[A-Z][A-Z\d&+.-]+s?")
_SENTENCE_START = re.compile(r"(?:^|[.!?:][\"'\u201d\u2019)]*\s|[。「\n]\s*)[\"'\u201c\u2018(\[]*$")
_KATAKANA_RUN = re.compile(r"[ァ-ヺー]+(?:[・=][ァ-ヺー]+)*")


def mentions(text: str, glossary: Glossary | None = None) -> tuple[Mention, ...]:
    """The proper names in ``text``, in order, not overlapping.

    Japanese: names of the glossary, and what Sudachi takes for a proper noun (katakana unknown to its dictionary
    included). English: names of the glossary, acronyms, and capitalised words; at the start of a sentence only those
    that are no ordinary word.
    """
    found: list[Mention] = []
    taken: set[int] = set()
    for one in glossary.occurrences(text) if glossary is not None else ():
        if found and found[-1].start == one.start:  # entries that share a name
            found[-1] = Mention(
                found[-1].text,
                one.start,
                one.end,
                found[-1].kind,
                (*found[-1].entries, one.entry.id),
                found[-1].reading,
            )
        else:
            kind: MentionKind = "term" if one.entry.kind == "term" else "glossary"
            found.append(Mention(text[one.start : one.end], one.start, one.end, kind, (one.entry.id,)))
        taken.update(range(one.start, one.end))
    for mention in (*_english(text), *_japanese(text)):
        if taken.isdisjoint(range(mention.start, mention.end)):
            found.append(mention)
            taken.update(range(mention.start, mention.end))
    return tuple(sorted(found, key=lambda m: m.start))


def named(mention: Mention, source_text: str, glossary: Glossary) -> bool:
    """Whether ``source_text`` carries the name, in either language.

    True when the same string stands there (NFKC, case, middle dots, long vowels and ヴ/バ folded), another name of the
    same glossary entry, another form of the same people or state (Russian, ロシア, ロ in 中ロ), or a word with the same
    consonants in the other script.
    """
    if _contains(source_text, mention.text):
        return True
    for id in mention.entries:
        entry = glossary.get(id)
        if entry is not None and any(_contains(source_text, name) for name in _usable(entry)):
            return True
    if _person_part(mention, source_text, glossary):
        return True
    parts = re.split("[・=]", mention.text)
    if not mention.entries and len(parts) > 1:
        return all(named(Mention(part, 0, 0, "name"), source_text, glossary) for part in parts if part)
    word = _bare(mention.text)
    forms = people_forms(word)
    if any(_contains(source_text, form) for form in forms if len(form) > 1 or form.isascii()):
        return True
    if any(form in pair for form in forms if len(form) == 1 for pair in _PAIRED_KANJI.findall(source_text)):
        return True
    return not mention.entries and _sounds_in(mention, source_text)


def _person_part(mention: Mention, source_text: str, glossary: Glossary) -> bool:
    """Whether a person named in full on one side is named by a part (Xi, 習) on the other."""
    if mention.entries:
        people_ = [entry for id in mention.entries if (entry := glossary.get(id)) and entry.kind == "person"]
        words = {word for entry in people_ for name in entry.names() for word in re.split(r"[ ・]", name)}
        if any(_contains(source_text, word) for word in words if len(word) > (1 if word.isascii() else 2)):
            return True
    word = mention.text
    return any(
        word in re.split(r"[ ・-]", name)
        for entry in glossary.find(source_text)
        if entry.kind == "person"
        for name in entry.names()
    )


def only_names(text: str, glossary: Glossary | None = None) -> bool:
    """Whether nothing but names, numbers and marks stands in ``text``: too thin to carry a statement."""
    covered: set[int] = set()
    for mention in mentions(text, glossary):
        covered.update(range(mention.start, mention.end))
    rest = _CAPITALISED.sub("", "".join(c for i, c in enumerate(text) if i not in covered))
    return not re.search(r"[a-z]{4,}|[ぁ-ん]{2}|[\u3400-\u9fff]{2}", rest)


def _usable(entry: Entry) -> Iterator[str]:
    """Names that can be searched as strings: a single kanji is found in too many words."""
    return (name for name in entry.names() if len(name) > 1)


def _english(text: str) -> Iterator[Mention]:
    for m in _CAPITALISED.finditer(text):
        word = re.sub(r"['\u2019]s$", "", m[0]).rstrip("'\u2019-")
        bare = word.lower()
        if len(word) < 2 or word in _UNITS or all(part in _CALENDAR for part in bare.split("-")):
            continue
        end = m.start() + len(word)
        if any(c.isdigit() for c in word) or (_ACRONYM.fullmatch(word) and sum(c.isupper() for c in word) > 1):
            yield Mention(word, m.start(), end, "acronym")
            continue
        ordinary = bare in _ORDINARY or _singular(bare) in _ORDINARY or all(p in _ORDINARY for p in bare.split("-"))
        if ordinary or bare in ("i",):
            continue
        if _SENTENCE_START.search(text[max(0, m.start() - 8) : m.start()]) and not _name_opens(bare, text[end:]):
            continue
        yield Mention(word, m.start(), end, "name")


# A name at the start of a sentence is followed by its verb, by another capital, or is a possessive.
_NAME_FOLLOWS = re.compile(
    r"\s+(?:[A-Z]|(?:is|was|has|had|will|would|may|might|can|could|and|also|did|does)\b|(?:\w+ed|[a-z]+(?<!ing)(?<!s)s|met|told|sold|bought|took|gave|made|"
    r"won|built|began|sent|put|led|held|left|lost|set|went|came|got|paid|saw|spoke)\b)"
)


def _name_opens(bare: str, after: str) -> bool:
    if people_forms(bare) or after.startswith(("'s", "\u2019s")):
        return True
    return not bare.endswith((*_ORDINARY_ENDINGS, "ings")) and _NAME_FOLLOWS.match(after) is not None


def _japanese(text: str) -> Iterator[Mention]:
    if not any(japanese(c) for c in text):
        return
    from knowledge.encoder.tokens import analyse  # loads a dictionary

    for lexeme in analyse(text).lexemes:
        # One kanji is no safe name; a compound of common words (安全保障理事会) is a description.
        compound = len(lexeme.parts) > 1 and not _KATAKANA_RUN.search(lexeme.surface)
        if lexeme.surface in _NO_NAMES:
            continue
        if lexeme.kind == "name" and lexeme.end - lexeme.start > 1 and not compound:
            yield Mention(lexeme.surface, lexeme.start, lexeme.end, "name", (), lexeme.reading)


def _singular(word: str) -> str:
    return word[:-1] if word.endswith("s") and len(word) > 3 else word


def _bare(text: str) -> str:
    return lower(fold(text).text).strip(" .'\"")


_FOLDED_KANA = str.maketrans(
    {"・": None, "=": None, "ー": None, "ヴ": "ブ", "ヂ": "ジ", "ヅ": "ズ", "\u2019": "'", "\u2010": "-", "\u2013": "-"}
)
_V_ROWS = (
    ("ヴァ", "バ"),
    ("ヴィ", "ビ"),
    ("ヴェ", "ベ"),
    ("ヴォ", "ボ"),
    ("ヴュ", "ビュ"),
    ("ツィ", "チ"),
    ("ティ", "チ"),
)


@lru_cache(maxsize=4096)
def _searchable(text: str) -> str:
    folded = lower(fold(text).text)
    for written, plain in _V_ROWS:
        folded = folded.replace(written, plain)
    return re.sub(r"\s+", " ", folded.translate(_FOLDED_KANA))


def _contains(text: str, name: str) -> bool:
    wanted, within = _searchable(name), _searchable(text)
    if not wanted or wanted not in within:
        return False
    if not wanted.isascii():
        return True
    return re.search(rf"(?<![a-z\d]){re.escape(wanted)}(?![a-z\d])", within) is not None


_DEMONYMS = ("ian", "ese", "ean", "an", "ic", "ish", "n", "i")


def _sounds_in(mention: Mention, source_text: str) -> bool:
    """Whether a word of the other script in ``source_text`` has the consonants of the name."""
    from knowledge.encoder.romanise import latin_letters, romanise_kana, skeleton

    if mention.text[:1].isascii():
        if mention.kind == "acronym" or any(c.isdigit() for c in mention.text):
            return False
        said = [latin_letters(_bare(mention.text))]
        said += [
            said[0].removesuffix(end) for end in _DEMONYMS if said[0].endswith(end) and len(said[0]) > len(end) + 3
        ]
        heard = _kana_words(source_text)
        pairs = ((a, romanise_kana(b)) for a in said for b in heard)
    else:
        kana = mention.reading or mention.text.replace("・", "")
        if not _KATAKANA_RUN.fullmatch(kana):
            return False
        pairs = (
            (latin_letters(w.lower()), romanise_kana(kana))
            for w in re.findall(r"[A-Z][A-Za-z\u00c0-\u024f'-]+", source_text)
        )
    return any(_alike(latin, kana, skeleton(latin), skeleton(kana)) for latin, kana in pairs)


@lru_cache(maxsize=1024)
def _kana_words(text: str) -> tuple[str, ...]:
    """Katakana runs, their parts, and the readings of Japanese names."""
    runs = [run for run in _KATAKANA_RUN.findall(fold(text).text) if len(run) > 1]
    parts = [part for run in runs for part in re.split("[・=]", run) if len(part) > 1]
    readings = [m.reading for m in _japanese(text) if m.reading]
    return tuple(dict.fromkeys([run.replace("・", "") for run in runs] + parts + readings))


def _alike(latin: str, kana: str, a: str, b: str) -> bool:
    if not a or a != b or not latin or not kana:
        return False
    # Two consonants are shared by many names (Iran, Rouen): then the vowels must agree as well.
    least = 0.5 if len(a) >= 3 else 0.65
    return len(a) >= 2 and SequenceMatcher(None, latin, kana, autojunk=False).ratio() >= least
