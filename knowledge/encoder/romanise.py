"""One spelling for names in both scripts: トカエフ, Tokayev and Токаев share letter sequences and a consonant skeleton.

The romanisation is Hepburn without long vowels. The skeleton keeps only classes of consonants that transliteration
does not distinguish (r/l, b/p/v/f, s/z/sh/j/th, t/d/ch, k/g/q, m/n), so most foreign names have the same one.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_ROWS = {
    "": "アイウエオ", "k": "カキクケコ", "s": "サ スセソ", "t": "タ  テト", "n": "ナニヌネノ", "h": "ハヒ ヘホ",
    "m": "マミムメモ", "y": "ヤ ユ ヨ", "r": "ラリルレロ", "w": "ワヰ ヱヲ", "g": "ガギグゲゴ", "z": "ザ ズゼゾ",
    "d": "ダ  デド", "b": "バビブベボ", "p": "パピプペポ",
}  # fmt: skip
_KANA = {
    kana: row + vowel
    for row, kanas in _ROWS.items()
    for kana, vowel in zip(kanas, "aiueo", strict=False)
    if kana != " "
}
_KANA |= {"シ": "shi", "チ": "chi", "ツ": "tsu", "フ": "fu", "ジ": "ji", "ヂ": "ji", "ヅ": "zu", "ン": "n", "ヴ": "vu"}
_SMALL_Y = {"ャ": "a", "ュ": "u", "ョ": "o"}
_SMALL_VOWELS = {"ァ": "a", "ィ": "i", "ゥ": "u", "ェ": "e", "ォ": "o", "ヮ": "a"}
_LONG_VOWELS = re.compile(r"([aiueo])\1+|ou(?=[^aiueo]|$)")

_CYRILLIC = dict(
    zip(
        "абвгдеёжзийклмнопрстуфхцчшщъыьэюяәғқңөұүһі",
        "a b v g d e yo zh z i y k l m n o p r s t u f kh ts ch sh sh - y - e yu ya a g k n o u u h i".split(),
        strict=True,
    )
) | {"ъ": "", "ь": ""}

_CLUSTERS = [
    (re.compile(r"tch|ch|cz|ts|tz"), "t"), (re.compile(r"sch|sh|zh|th|j|x(?=$|[aeiouy])"), "s"), (re.compile(r"x"), "ks"),
    (re.compile(r"ph"), "f"), (re.compile(r"(?<=[aeou])r$|gh(?=t)|(?<=[aeiou])gh"), ""),
    (re.compile(r"ng"), "n"), (re.compile(r"ck|c(?![eiy])|q|g|kh"), "k"), (re.compile(r"c|z"), "s"), (re.compile(r"d"), "t"),
    (re.compile(r"[pvf]"), "b"), (re.compile(r"l"), "r"), (re.compile(r"m"), "n"), (re.compile(r"[^bkstrn]"), ""),
    (re.compile(r"(.)\1+"), r"\1"),
]  # fmt: skip


def romanise_kana(katakana: str) -> str:
    """Return lower-case letters for katakana: ``トウキョウ`` → ``tokyo``. Other characters are dropped."""
    letters: list[str] = []
    double = False
    for kana in katakana:
        previous = letters[-1] if letters else ""
        if kana in _SMALL_Y and previous:
            letters[-1] = previous[:-1] + ("" if previous[:-1] in ("sh", "ch", "j") else "y") + _SMALL_Y[kana]
        elif kana in _SMALL_VOWELS and previous:
            letters[-1] = _with_small_vowel(previous, _SMALL_VOWELS[kana])
        elif kana == "ッ":
            double = True
        elif kana in _KANA or kana in _SMALL_VOWELS:
            letter = _KANA.get(kana) or _SMALL_VOWELS[kana]
            letters.append(letter[0] + letter if double and letter[0] not in "aiueo" else letter)
            double = False
    return _LONG_VOWELS.sub(lambda match: match[1] or "o", "".join(letters))


def _with_small_vowel(previous: str, vowel: str) -> str:
    # ティ ti, ファ fa, ヴェ ve, ウィ wi, シェ she, チェ che, ジェ je; a small vowel after its own vowel only lengthens it.
    if previous == "u":
        return "w" + vowel
    return previous[:-1] + vowel if previous[-1:] in ("u", "e", "i", "o") else previous + vowel


@lru_cache(maxsize=50_000)
def latin_letters(word: str) -> str:
    """Return the plain a–z letters of a lower-case word in Latin or Cyrillic script; empty where it has none."""
    if word.isascii():
        return word if word.isalpha() else "".join(filter(str.isalpha, word))
    letters = "".join(_CYRILLIC.get(character, character) for character in word)
    letters = unicodedata.normalize(
        "NFD", letters.replace("ı", "i").replace("ø", "o").replace("ł", "l").replace("ß", "ss")
    )
    return re.sub(r"[^a-z]", "", letters)


@lru_cache(maxsize=50_000)
def skeleton(letters: str) -> str:
    """Return the consonant classes of romanised letters: ``tokayev`` and ``tokaefu`` → ``tkb``."""
    for pattern, replacement in _CLUSTERS:
        letters = pattern.sub(replacement, letters)
    return letters
