"""Random texts, rendered and sent as the bot does: ``python -m tests.bot.random_texts 10000`` (``make soak``).

Markup, emoji with joiners, flags, marks that turn the direction, towers of accents, controls, lone surrogates, up to
10,000 characters, styled at random and made into plain views or whole answers. Each goes through the real sending to
the strict server. Nothing may be refused, no character may be missing, no style may move.
"""

from __future__ import annotations

import asyncio
import random
import sys
import time
from collections.abc import Sequence
from dataclasses import replace

from telegram.ext import ExtBot

from bot.line import Line
from bot.place import Place
from bot.send import send
from bot.simulator.driver import TOKEN, Simulator
from bot.simulator.refusal import Json
from bot.talk.render import render_answer
from bot.text import Entity, Rendered, Text, bold, code, italic, link, quote, render
from bot.view import Button, View
from knowledge.types import Statement
from tests.bot.fake_knowledge import FakeKnowledge

MOST_CHARACTERS = 10_000
PIECES = (
    *(
        "<b>&amp;</b>",
        "*_`[x](y)~|",
        "</i>",
        "&lt;script&gt;",
        "\\",
        "```",
        "[1][2]",
        "@steppe_bot",
        "/help",
        "#塩",
        "a@b.org",
    ),
    *("https://example.org/a?b=c", "👨‍👩‍👧‍👦", "👩🏽‍🚀", "🇰🇿", "🇯🇵🇨🇳", "🏴󠁧󠁢󠁳󠁣󠁴󠁿", "☂️", "❤️‍🔥", "1️⃣", "🧂", "\ud83d", "\udc00"),
    *("\u202eabc\u202c", "\u2067שלום\u2069", "عربى", "\u200f", "\u200b", "\ufeff", "\u2028", "\u00ad", "\u2060"),
    *("e\u0301", "a" + "\u0300" * 40, "각", "각", "नमस्ते", "กำ", "カザフスタン。", "ｶﾞ", "葛󠄀", "ﷺ", "𠮷", "ßẞ"),
    *("\n", "\n\n", "\r\n", "\t", " ", "　", "\x00", "\x1b[31m", "\x7f", "\x85", " " * 30, "\n" * 20),
    *("Oil. ", "word ", "A sentence of some length, with a number: 43%. ", "石油輸出の八割。", "x" * 200, "長" * 300),
)
# What Telegram itself drops or turns into a space; and spaces, which it trims at the ends of a message.
_DROPPED = frozenset("\r\u202a\u202b\u202c\u202d\u202e\u2028\u2029")
_SOLID = ("code", "text_link", "blockquote", "expandable_blockquote")


def random_text(rng: random.Random, most: int = MOST_CHARACTERS) -> str:
    """A text of pieces and letters of all scripts; most are short, some as long as may be."""
    wanted = int(most ** rng.random())
    out, length = [], 0
    while length < wanted:
        piece = (
            rng.choice(PIECES)
            if rng.random() < 0.7
            else chr(rng.choice((rng.randrange(0x20, 0x3000), rng.randrange(0x110000))))
        )
        out.append(piece * rng.choice((1, 1, 1, 2, 7)))
        length += len(out[-1])
    return "".join(out)[:wanted]


def random_tree(rng: random.Random, text: str, *, quotable: bool = True) -> Text:
    """The text cut into parts at random places, each in a style or none; quotations hold no quotations."""
    parts: list[Text] = []
    at = 0
    while at < len(text):
        end = min(len(text), at + 1 + int(len(text) ** rng.random()))
        piece = text[at:end]
        at = end
        style = rng.randrange(8)
        if style == 0:
            parts.append(bold(piece[: len(piece) // 2], italic(piece[len(piece) // 2 :])))
        elif style == 1:
            parts.append(code(piece))
        elif style == 2:
            parts.append(link("https://example.org/passage", piece))
        elif style == 3 and quotable:
            parts.append(quote(random_tree(rng, piece, quotable=False), folded=rng.random() < 0.5))
        elif style == 4:
            parts.append(italic(piece))
        else:
            parts.append(piece)
    return tuple(parts)


def random_view(rng: random.Random) -> View:
    """A view to send: a styled text with buttons, or an answer whose sentences and titles are random."""
    if rng.random() < 0.5:
        rows = ((Button("1", data="x"), Button("Copy", copy="y")),) if rng.random() < 0.5 else ()
        return View(random_tree(rng, random_text(rng)), rows)
    library = FakeKnowledge()
    answer = library.answer("x", rng.choice(("ja", "en")), [0, 1])
    cited = tuple(
        replace(c, quote=random_text(rng, 400), source=replace(c.source, title=random_text(rng, 300) or "x"))
        for c in answer.citations
    )
    said = tuple(Statement(random_text(rng, 5_000), s.citations, s.kind) for s in answer.statements)
    return render_answer(replace(answer, statements=said, citations=cited, followups=()), "0" * 16)


def styled_letters(text: str, entities: Sequence[Entity]) -> list[tuple[str, frozenset[str]]]:
    """Every letter that Telegram keeps, with the styles it is in. Code is nothing else beside."""
    styles: list[set[str]] = [set() for _ in text.encode("utf-16-le")[::2]]
    for entity in entities:
        for at in range(entity.offset, entity.end):
            styles[at].add(entity.style)
    out, at = [], 0
    for ch in text:
        kept = styles[at] & set(_SOLID) if "code" in styles[at] else styles[at]
        at += 2 if ch > "\uffff" else 1
        if not ch.isspace() and ch not in _DROPPED and ch >= " ":
            out.append((ch, frozenset(kept)))
    return out


def received(messages: list[Json]) -> list[tuple[str, frozenset[str]]]:
    """The letters of what arrived, with the styles that the bot gave them."""
    out: list[tuple[str, frozenset[str]]] = []
    for message in messages:
        ours = [
            Entity(e["type"], e["offset"], e["length"])
            for e in message.get("entities", ())
            if e["type"] in (*_SOLID, "bold", "italic")
        ]
        out += styled_letters(message["text"], ours)
    return out


def visible(letters: list[tuple[str, frozenset[str]]]) -> list[tuple[str, frozenset[str]]]:
    """The letters without those that show nothing: a message of nothing else cannot be sent."""
    import unicodedata

    return [one for one in letters if unicodedata.category(one[0]) not in ("Cf", "Cc", "Mn")]


async def send_all(telegram: Simulator, count: int, seed: int) -> tuple[int, int]:
    """Send ``count`` random views and hold what arrives against what was rendered; returns messages and characters.

    Raises:
        AssertionError: A letter or a style is missing, or has moved.
        telegram.error.BadRequest: One was refused.
    """
    telegram.world.flood.on = False
    telegram.user(1)
    line = Line(at_once=4)
    bot = ExtBot(TOKEN, base_url=f"{telegram.url}/bot", request=line, get_updates_request=Line(at_once=1))
    sent = characters = 0
    async with bot:
        for number in range(count):
            view = random_view(random.Random(f"{seed}/{number}"))
            telegram.world.messages.clear()
            telegram.world.events.clear()
            telegram.world.calls.clear()
            await send(bot, Place(1), view)
            arrived = [message for _, message in sorted(telegram.world.messages.items())]
            whole: Rendered = render(view.text)
            wanted, got = styled_letters(whole.text, whole.entities), received(arrived)
            if wanted != got:
                assert visible(wanted) == visible(got), f"seed {seed}, text {number}"
            if view.rows and arrived:
                assert "reply_markup" in arrived[-1], f"seed {seed}, text {number}: the buttons are gone"
            sent, characters = sent + len(arrived), characters + len(whole.text)
    return sent, characters


def main(count: int, seed: int = 20261125) -> None:
    """Send, and say how it went."""
    began = time.perf_counter()
    with Simulator() as telegram:
        sent, characters = asyncio.run(send_all(telegram, count, seed))
    print(
        f"{count} random texts, {characters:,} characters, in {sent:,} messages: none refused, no character lost, "
        f"no style moved ({time.perf_counter() - began:.0f} s)"
    )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000)
