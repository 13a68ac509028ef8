"""Names across languages: one entry for トカエフ, Tokayev and Токаев.

The file is a YAML list of ``{id, kind, en: [...], ja: [...], ru: [...]}``; the first name of a language is the one
to print. Searching is a lookup by the first word of a name, or its first two characters in Japanese, longest first, which
costs microseconds for a question however many names there are.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal

import yaml

from knowledge.errors import CorpusError
from knowledge.folding import fold, lower

SHIPPED_GLOSSARY = Path(__file__).parent / "glossary.yaml"

NameLanguage = Literal["en", "ja", "ru"]
NAME_LANGUAGES: tuple[NameLanguage, ...] = ("en", "ja", "ru")

# One character for one, so that offsets stay: typographic hyphens, apostrophes and all kinds of space.
_PLAIN = str.maketrans(
    {
        **dict.fromkeys("\u2010\u2011\u2012\u2013\u2212", "-"),
        **dict.fromkeys("\u2018\u2019\u02bc`", "'"),
        **dict.fromkeys("\t\n\r", " "),
    }
)
# A katakana name may be followed by one of these without a particle in between (ロシアルート, カスピパイプライン).
_KATAKANA_TAILS = ("ルート", "パイプライン", "ガス", "ウラン", "エネルギー", "ドル", "メディア", "チーム", "サイド")


# The characters of ``_script``, as sets of a pattern.
_KATAKANA = "ァ-ヺー"
_REMEMBERED, _REMEMBERED_CHARACTERS = 512, 600  # texts, and how long: one question is looked through a dozen times
_WORD = "".join(re.escape(chr(code)) for code in range(0x600) if chr(code).isalnum())


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing with its names: the usual one of each language first.

    Attributes:
        id: Stable key, for example ``tokayev``.
        kind: Free word of the file: ``person``, ``place``, ``organisation``, ...
    """

    id: str
    kind: str
    en: tuple[str, ...] = ()
    ja: tuple[str, ...] = ()
    ru: tuple[str, ...] = ()

    def names(self, language: NameLanguage | None = None) -> tuple[str, ...]:
        """Its names in one language, or in all."""
        if language is None:
            return self.en + self.ja + self.ru
        return {"en": self.en, "ja": self.ja, "ru": self.ru}[language]


@dataclass(frozen=True, slots=True)
class Occurrence:
    """A name found in a text: code points of that text, half-open."""

    entry: Entry
    start: int
    end: int


class Glossary:
    """The entries, searchable. Immutable after construction and safe from several threads."""

    def __init__(self, entries: Iterable[Entry] = ()) -> None:
        """Index ``entries``; an id that comes twice is refused.

        Raises:
            CorpusError: Two entries have the same id.
        """
        self.entries = tuple(entries)
        self._by_id: dict[str, Entry] = {}
        self._names: dict[str, list[tuple[Entry, str | None]]] = {}
        for entry in self.entries:
            if entry.id in self._by_id:
                raise CorpusError(f"glossary: the id {entry.id!r} comes twice; give one of them another id")
            self._by_id[entry.id] = entry
            for name in entry.names():
                for form in _forms(name):
                    holders = self._names.setdefault(lower(form), [])
                    if all(holder is not entry for holder, _ in holders):
                        holders.append((entry, form if _case_matters(form) else None))
        lengths: dict[str, set[int]] = {}
        for folded in self._names:
            lengths.setdefault(_head(folded), set()).add(len(folded))
        self._lengths = {head: tuple(sorted(sizes, reverse=True)) for head, sizes in lengths.items()}
        self._beginnings = _beginnings({folded[0] for folded in self._names})
        self._remembered = lru_cache(maxsize=_REMEMBERED)(self._occurrences)

    def __len__(self) -> int:
        """How many entries there are."""
        return len(self.entries)

    def get(self, id: str) -> Entry | None:
        """The entry with this id, if there is one."""
        return self._by_id.get(id)

    def variants(self, id: str, language: NameLanguage | None = None) -> tuple[str, ...]:
        """The names of an entry in one language (or all), the usual one first; empty for an unknown id."""
        entry = self._by_id.get(id)
        return entry.names(language) if entry else ()

    def find(self, text: str) -> tuple[Entry, ...]:
        """The entries named in ``text``, each once, in order of first mention.

        Latin and Cyrillic names match whole words in any case, except that an acronym with a vowel (``US``, ``WHO``)
        wants its own case. Katakana names match whole katakana runs. Of names that overlap the longest wins.
        """
        return tuple(dict.fromkeys(occurrence.entry for occurrence in self.occurrences(text)))

    def occurrences(self, text: str) -> tuple[Occurrence, ...]:
        """Every mention in ``text``, left to right, not overlapping (but entries that share a name share a span)."""
        return self._remembered(text) if len(text) <= _REMEMBERED_CHARACTERS else self._occurrences(text)

    def _occurrences(self, text: str) -> tuple[Occurrence, ...]:
        if not self._lengths or not text:
            return ()
        folded = fold(text)
        spans = ((entry, folded.span(start, end)) for entry, start, end in self._scan(folded.text.translate(_PLAIN)))
        return tuple(Occurrence(entry, span.start, span.end) for entry, span in spans)

    def _scan(self, plain: str) -> Iterator[tuple[Entry, int, int]]:
        folded = lower(plain)
        size, taken = len(folded), 0
        for beginning in self._beginnings.finditer(folded):
            at = beginning.start()
            if at < taken:
                continue
            for length in self._lengths.get(beginning.group() if beginning.lastgroup else folded[at : at + 2], ()):
                end = at + length
                holders = self._names.get(folded[at:end])
                if holders is None or end > size or not _bounded(folded, at, end):
                    continue
                written = plain[at:end]
                found = [entry for entry, exact in holders if exact is None or exact == written]
                if found:
                    for entry in found:
                        yield entry, at, end
                    taken = end
                    break


def load_glossary(path: Path | None = None) -> Glossary:
    """Read a glossary, once per path and modification time.

    Args:
        path: The file; None: the one shipped beside this module.

    Returns:
        The glossary; an empty one where there is no such file.

    Raises:
        CorpusError: The file cannot be read or is not a list of entries; names the file and the place.
    """
    place = SHIPPED_GLOSSARY if path is None else path
    try:
        changed = place.stat().st_mtime_ns
    except FileNotFoundError:
        return Glossary()
    except OSError as error:
        raise CorpusError(f"{place.name}: cannot be read ({error.strerror}); mend its permissions") from error
    return _load(place, changed)


@lru_cache(maxsize=8)
def _load(place: Path, changed: int) -> Glossary:
    try:
        content = yaml.load(place.read_text(encoding="utf-8"), Loader=_SafeLoader)  # noqa: S506 - the C safe loader
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        line = " ".join(str(error).split())
        raise CorpusError(f"{place.name}: not readable as YAML in UTF-8 ({line})") from error
    if content is None:
        return Glossary()
    if not isinstance(content, list):
        raise CorpusError(f"{place.name}: write a list of entries with id, kind, en, ja, ru")
    return Glossary(_entry(place, number, item) for number, item in enumerate(content, 1))


_SafeLoader: type = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # ten times quicker where libyaml is there


def _entry(place: Path, number: int, item: object) -> Entry:
    if not isinstance(item, Mapping) or not isinstance(item.get("id"), str):
        raise CorpusError(f"{place.name}: entry {number} has no id; write id: a short key in quotes if need be")
    names: dict[str, tuple[str, ...]] = {}
    for language in NAME_LANGUAGES:
        given = item.get(language) or []
        given = [given] if isinstance(given, str) else given
        if not isinstance(given, list) or not all(isinstance(name, str) and name.strip() for name in given):
            raise CorpusError(f"{place.name}: entry {number} ({item['id']}): {language} must be a list of names")
        names[language] = tuple(name.strip() for name in given)
    return Entry(item["id"], str(item.get("kind") or "name"), **names)


def _forms(name: str) -> tuple[str, ...]:
    """The name and its usual other spellings: with or without middle dots, hyphen or space."""
    name = unicodedata.normalize("NFKC", name).translate(_PLAIN)
    others = [name.replace("・", ""), name.replace("・", "=")] if "・" in name else []
    if "-" in name and name.isascii():
        others.append(name.replace("-", " "))
    return tuple(dict.fromkeys(form for form in (name, *others) if form))


def _case_matters(form: str) -> bool:
    """Whether a name is an acronym that might be mistaken for a word in lower case (US, WHO; not CSTO written csto)."""
    letters = [c for c in form if c.isalpha()]
    if not letters or not form.isascii() or form.upper() != form or " " in form:
        return False
    return (len(letters) <= 2 and form.isalpha()) or any(c in "AEIOUY" for c in letters)


def _bounded(text: str, start: int, end: int) -> bool:
    before = text[start - 1] if start else ""
    after = text[end] if end < len(text) else ""
    if after == "-" and text[end + 1 : end + 2].isdigit() and text[end - 1].isascii():
        return False  # Power of Siberia-2 is not Power of Siberia
    if before and _script(before) and _script(before) == _script(text[start]):
        return False
    if after and _script(after) and _script(after) == _script(text[end - 1]):
        return _script(after) == "katakana" and text.startswith(_KATAKANA_TAILS, end)
    return True


def _beginnings(first: set[str]) -> re.Pattern[str]:
    """Where a name may begin that begins with one of these characters: with a run of letters or of katakana, or anywhere."""
    others = "".join(re.escape(char) for char in sorted(first) if not _script(char))
    return re.compile(f"(?P<word>[{_WORD}]+)|[{_KATAKANA}]+" + (f"|[{others}]" if others else ""))


def _head(folded: str) -> str:
    """What a name is looked up by: its first word, or two characters where words are not told apart."""
    word = re.match(f"[{_WORD}]+", folded)
    return word[0] if word else folded[:2]


def _script(char: str) -> str:
    """``word`` for letters written with spaces between words and for digits, ``katakana``, or empty."""
    if "ァ" <= char <= "ヺ" or char == "ー":
        return "katakana"
    if char.isalnum() and char < "\u0600":  # Latin, Greek, Cyrillic, digits
        return "word"
    return ""
