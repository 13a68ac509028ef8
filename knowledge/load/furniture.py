"""What stands in a page beside its prose: date lines, by-lines, labels, captions, lines of related reading.

Furniture is kept in the text, so that a source can be shown as it was, but it is never indexed or quoted.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from knowledge.load.draft import Block, Draft
from knowledge.load.published import date_line
from knowledge.types import Stance

_LONGEST = 250  # characters; longer lines are prose whatever they begin with
_HEAD_BLOCKS = 8  # date lines, labels and by-lines stand among the first blocks
_PROSE_CHARS = 150  # a block of this length ends the head whatever its end looks like

_RELATED = re.compile(
    r"(?:[▶►→■●◆・*>\-]\s*)?[【\[(（]?(?:関連(?:特集|記事|リンク|ニュース|トピックス?|項目|ページ)?|あわせて読みたい|こちらも(?:おすすめ)?|"
    r"おすすめ(?:記事)?|特集|タグ|カテゴリー?|次の記事|前の記事|続きを読む|"
    r"related(?:\s+(?:articles?|coverage|topics?|stor(?:y|ies)|reading|links?|content|news))?|see also|read (?:more|next|also)|"
    r"more on(?: this)?|more from|topics?|tags?|categor(?:y|ies)|filed under|share this|also read)[】\])）]?\s*(?P<rest>[::：].*|$)",
    re.IGNORECASE | re.DOTALL,
)
_CREDITED = re.compile(
    r"(?:[【\[(（▲△◆]\s*)?(?:写真(?:提供|は|説明)?|画像(?:提供|は)?|地図|図(?:表)?\s?\d*|提供|出典|出所|撮影|資料写真|"
    r"photos?(?:graph)?(?:\s+(?:by|credit|courtesy))?|images?(?:\s+(?:by|credit|source))?|picture(?:\s+by)?|map|caption|credit|"
    r"illustration|figure\s?\d*|fig\.\s?\d+|source)\s*[】\])）]?\s*[::：=＝/／]",
    re.IGNORECASE,
)
_CREDIT = re.compile(
    r"wikimedia|wikipedia commons|\bCC[ -]BY\b|\bCC0\b|creative commons|public domain|パブリック・?ドメイン|getty images|ゲッティ|shutterstock|"
    r"unsplash|flickr|\bAP Photo\b|アフロ|[/／=＝]\s?(?:AFP|AP|Reuters|ロイター|共同|時事|EPA|TASS|新華社|Xinhua|Getty)\b|"
    r"[(（](?:AFP|AP|Reuters|ロイター|共同(?:通信)?|時事(?:通信)?|EPA|TASS|新華社|Xinhua)(?:通信)?[)）]\s*$|"
    r"[(（](?:写真|画像|地図|photo|image|courtesy|credit)[^)）]*[)）]?\s*$|(?:提供|撮影)[)）]\s*$|[©Ⓒ]",
    re.IGNORECASE,
)
_BYLINE = re.compile(
    r"(?:[Bb]y\s+(?P<en>[A-Z][\w.'’-]+(?:\s+(?:[A-Z][\w.'’-]*|de|von|van|al|bin)){0,5}(?:\s*(?:,|and|&)\s*[A-Z](?:(?!and\s*[A-Z])[\w .'’-])++)*+)|"
    r"(?:文|執筆(?:者)?|著者?|筆者|取材・文|文・写真|記者|寄稿|[Aa]uthor|[Ww]ritten by)\s*[::：=＝/／]\s*(?P<ja>.{1,60}))\s*"
)
_LABEL = re.compile(
    r"[【\[(（<＜■●]?\s*(?P<opinion>オピニオン|社説|論説|論評|評論|コラム|寄稿|視点|opinions?|editorials?|op-?ed|commentar(?:y|ies)|columns?|viewpoint)"
    r"\s*[】\])）>＞]?\s*",
    re.IGNORECASE,
)
_OPINION_IN_TITLE = re.compile(
    r"[【\[(（<＜](?:オピニオン|社説|論説|論評|評論|コラム|opinion|editorial|op-?ed|commentary)[】\])）>＞]"
    r"|^(?:オピニオン|社説|論説|コラム|opinion|editorial|op-?ed|commentary)\s*[:：|｜／/]"
    r"|[|｜／/–—-]\s*(?:オピニオン|社説|論説|コラム|opinion|editorial|op-?ed|commentary)\s*$",
    re.IGNORECASE,
)
_OPINION = re.compile(r"オピニオン|社説|論説|コラム|\b(?:opinions?|editorials?|op-?ed|commentary)\b", re.IGNORECASE)
_ENDS = ("。", ".", "！", "？", "!", "?", "．")


@dataclass(slots=True)
class _Said:
    """What furniture says about its document."""

    published: str | None = None
    author: str | None = None
    stance: Stance | None = None


def is_sentence(text: str) -> bool:
    """Whether a block ends as sentences do; closing brackets and quotation marks do not count."""
    return text.rstrip("」』）)”\"'’】］] ").endswith(_ENDS)


def mark_furniture(draft: Draft) -> Draft:
    """Find the furniture among the blocks, and read in it date of publication, author and stance.

    What the draft says already stays.
    """
    said = _Said()
    blocks: list[Block] = []
    in_head, in_related = True, False
    for number, block in enumerate(draft.blocks):
        text = block.text.strip()
        in_head = in_head and number < _HEAD_BLOCKS
        role = block.role
        if role == "title":
            if _OPINION_IN_TITLE.search(text):
                said.stance = "opinion"
            in_related = False
        elif len(text) <= _LONGEST and role != "furniture":
            related = _RELATED.fullmatch(text)
            if related:
                role = "furniture"
                in_related = not (related["rest"] or "").strip(" :：")  # a heading of its own: a list follows
                if _OPINION.search(text):
                    said.stance = "opinion"
            elif (
                (in_related and role == "prose" and not is_sentence(text))
                or _is_caption(text)
                or (in_head and _tells(text, said))
            ):
                role = "furniture"
            elif role == "heading" or is_sentence(text):
                in_related = False
        if role == "prose" and (is_sentence(text) or len(text) > _PROSE_CHARS):
            in_head = False
            in_related = False
        blocks.append(block if role == block.role else replace(block, role=role))
    return replace(
        draft,
        blocks=tuple(blocks),
        published=draft.published or said.published,
        author=draft.author or said.author,
        stance=draft.stance or said.stance,
    )


def is_furniture_line(line: str) -> bool:
    """Whether a line near the top of a text is furniture, so neither a title nor a heading."""
    return len(line) <= _LONGEST and bool(_RELATED.fullmatch(line) or _is_caption(line) or _tells(line, _Said()))


def _is_caption(text: str) -> bool:
    if "\n" in text or "。" in text:
        return False
    if _CREDITED.match(text):
        return True
    # A paragraph of news may end with its agency; a caption is one short sentence at most.
    return not is_sentence(text) and ". " not in text[40:] and bool(_CREDIT.search(text))


def _tells(text: str, said: _Said) -> bool:
    """Whether a block of the head is a date line, a by-line or a label; what it says is noted."""
    date = date_line(text)
    if date:
        said.published = said.published or date
        return True
    byline = _BYLINE.fullmatch(text)
    if byline:
        said.author = said.author or (byline["en"] or byline["ja"]).strip()
        return True
    if _LABEL.fullmatch(text):
        said.stance = "opinion"
        return True
    return False
