"""Finding a quotation in a text, and cleaning what a model wrote around it. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from knowledge.folding import Folded, fold_spaces, japanese
from knowledge.types import Language, Span

_WRAPPERS = (("「", "」"), ("『", "』"), ('"', '"'), ("\u201c", "\u201d"), ("'", "'"), ("\u2018", "\u2019"), ("«", "»"))
_MARKS = re.compile(r"\s?(?:\[(?:P?\d+(?:\s?[,;]\s?P?\d+)*)\]|【P?\d+】|［P?\d+］|[(（]P\d+[)）])")  # [1], [P2], 【3】
_TAGS = re.compile(r"</?[A-Za-z][^<>]{0,200}>|<!--.*?-->", re.DOTALL)
_EMPHASIS = re.compile(r"(\*\*|__|~~|`+)(?=\S)(.+?)(?<=\S)\1", re.DOTALL)
_LINE_MARKS = re.compile(r"^\s*(?:#{1,6}\s+|[-*\u2022・]\s+|>\s+|\d+[.)]\s+)")
_ADDRESS = re.compile(
    r"[a-z][a-z0-9+.-]{1,15}://|\bwww\.|\bmailto:|\bjavascript:|\bt\.me/|[\w.+-]+@[\w-]+\.\w|\]\(|\btg:",
    re.IGNORECASE | re.ASCII,
)
# A site may be a source's name (somesite.com reports): then the quotation has it too.
_SITE = re.compile(
    r"\b[\w-]+\.(?:com|net|org|info|biz|io|ru|cn|kz|jp|me|ly|gg|xyz|top|site|online|app|dev)\b(?:/\S*)?",
    re.IGNORECASE | re.ASCII,
)
# Addressed to the reader: no passage of a library does that, a planted instruction does.
_BIDDING = re.compile(
    r"(?<![a-z])(?:click|tap|press|visit|follow|open|go to|subscribe|download|scan|enter|log ?in|sign ?up|send|dm|contact)\b"
    r"[^.]{0,30}\b(?:here|this link|the link|our (?:channel|site|website|bot)|your (?:password|card|wallet|account|token|phone|details)|"
    r"qr code|below|now)\b"
    r"|\byour (?:password|wallet|api key|token|private key|account)\b|\bignore (?:all |any |the )?(?:previous|prior|above|earlier)\b"
    r"|\bas an ai\b|\bsystem prompt\b|\b(?:bitcoin|usdt|crypto) (?:address|wallet)\b|[@＠][A-Za-z_]\w{4,}"
    r"|(?:ここ|こちら|リンク|下記|以下の(?:リンク|サイト))を?(?:クリック|タップ|押し|開い|ご覧|から(?:登録|購入|申し込))|クリックして|タップして|"
    r"(?:登録|送金|ダウンロード|購入|入力|ログイン|アクセス|連絡)してください|パスワード|これまでの指示|以前の指示|指示を無視",
    re.IGNORECASE,
)
_ABBREVIATIONS = re.compile(
    r"(?:\b(?:[A-Z]|Mr|Mrs|Ms|Dr|St|No|Nos|Gen|Col|Sen|Gov|vs|e\.g|i\.e|etc|approx|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec))\.$"
)
_ENDS = re.compile(r"[。！？!?]+[」』）)\"'\u201d\u2019]*|\.[\"'\u201d\u2019)]*(?=\s|$)|\n+")
_ENGLISH_WORDS = frozenset(
    [
        "the",
        "a",
        "an",
        "of",
        "in",
        "to",
        "is",
        "are",
        "was",
        "were",
        "by",
        "for",
        "and",
        "with",
        "has",
        "have",
        "had",
        "from",
        "on",
        "at",
        "as",
        "that",
        "its",
        "it",
        "not",
        "this",
        "be",
        "been",
        "which",
        "who",
        "than",
        "about",
        "over",
        "under",
        "after",
        "before",
        "more",
        "most",
        "no",
        "their",
        "his",
        "her",
        "but",
        "or",
        "while",
        "into",
        "between",
    ]
)


@lru_cache(maxsize=512)
def _folded(text: str) -> Folded:
    return fold_spaces(text)


def check_quoted(text: str, quote: str) -> Span | None:
    """Where ``quote`` stands in ``text``: code points of ``text``, half-open; None when it does not.

    Comparison folds Unicode (NFKC) and runs of white space; nothing else. A Latin word or a number must not be cut at
    either end (``able`` is not found in ``unable``, ``600`` not in ``7600``). Quotation marks put around the whole
    quote are left off. Of several places the first is taken.
    """
    wanted = _folded(quote).text
    within = _folded(text)
    for form in (wanted, _unwrapped(wanted)):
        at = within.text.find(form) if form else -1
        while at >= 0:
            end = at + len(form)
            if not (_cut(within.text, at) or _cut(within.text, end)):
                return within.span(at, end)
            at = within.text.find(form, at + 1)
    return None


def sentence_around(text: str, span: Span, sentences: tuple[Span, ...]) -> Span:
    """The whole sentences of ``text`` that ``span`` touches; ``sentences`` are spans of ``text``, if known."""
    known = sentences or tuple(split_spans(text))
    touched = [one for one in known if one.start < span.end and span.start < one.end]
    return Span(min(touched[0].start, span.start), max(touched[-1].end, span.end)) if touched else span


def split_spans(text: str) -> Iterator[Span]:
    """The sentences of a text, for both languages; not for segmenting a library, only for a few sentences."""
    start = 0
    for m in _ENDS.finditer(text):
        if m[0].startswith(".") and _ABBREVIATIONS.search(text[start : m.start() + 1]):
            continue
        if text[m.end() : m.end() + 1] in ("と", "、", "の"):  # 「…。」と述べた
            continue
        if text[start : m.end()].strip():
            yield Span(start, m.end())
        start = m.end()
    if text[start:].strip():
        yield Span(start, len(text))


def clean(text: str) -> str:
    """A statement without control characters, markup and the model's own citation marks, on one line."""
    text = "".join(c for c in text if c in "\n\t" or unicodedata.category(c)[0] != "C")
    text = _TAGS.sub("", text)
    text = _LINE_MARKS.sub("", text)
    for _ in range(3):
        text, changed = _EMPHASIS.subn(r"\2", text)
        if not changed:
            break
    text = _MARKS.sub("", text)
    return re.sub(r"\s+", " ", text).strip()


def unsafe(text: str, quoted: str = "") -> bool:
    """Whether a statement holds an address or tells the reader to do something.

    The bare name of a site (``example.com``) is allowed where ``quoted`` has it as well.
    """
    folded = unicodedata.normalize("NFKC", text)
    if _ADDRESS.search(folded) or _BIDDING.search(folded):
        return True
    within = unicodedata.normalize("NFKC", quoted).lower()
    return any(site.lower() not in within for site in _SITE.findall(folded))


def in_language(text: str, language: Language) -> bool:
    """Whether a sentence is written in ``language``; names in the other script are no objection."""
    letters = [c for c in unicodedata.normalize("NFKC", text) if c.isalpha()]
    if not letters:
        return False
    own = sum(japanese(c) for c in letters)
    latin = sum(c < "\u0250" for c in letters)
    if own + latin < 0.8 * len(letters):
        return False
    if language == "ja":
        return own >= 0.3 * len(letters) and any("ぁ" <= c <= "ん" for c in letters)
    words = re.findall(r"[a-z]+", text.lower())
    return own <= 0.2 * len(letters) and (len(words) < 5 or sum(w in _ENGLISH_WORDS for w in words) >= 0.1 * len(words))


def _unwrapped(quote: str) -> str:
    for left, right in _WRAPPERS:
        if len(quote) > 2 and quote.startswith(left) and quote.endswith(right):
            return quote[1:-1].strip()
    return ""


def _cut(text: str, at: int) -> bool:
    if not 0 < at < len(text):
        return False
    left, right = text[at - 1], text[at]
    if _word(left) and _word(right):
        return True
    return (left in ".," and right.isdigit() and at > 1 and text[at - 2].isdigit()) or (  # inside 7.5 or 7,600
        left.isdigit() and right in ".," and at + 1 < len(text) and text[at + 1].isdigit()
    )


def _word(char: str) -> bool:
    return char.isalnum() and not japanese(char)
