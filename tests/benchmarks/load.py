"""The bot at Telegram's own ceiling: 200 chats that ask 30 questions a second, over an API that takes 50 ms a call.

The unchanged bot runs in a process of its own over the shipped dossier, the simulator and the people in this one. The
same questions, with the same history, are then put to the core alone in a third process: what the bot costs is said
as a share of that, and each reply is held against what the core says, so that a lost, doubled or misplaced one shows. They
are put to it once more at the bot's pace: a processor that rests between questions works slower.

``python -m tests.benchmarks load`` takes two minutes of asking; ``STEPPE_LOAD_S`` another time, ``STEPPE_LOAD_PER_SECOND`` another
pace: a machine that cannot hold this one still tells what the bot costs beside the core.
"""

from __future__ import annotations

import json
import os
import random
import re
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot.simulator.driver import TOKEN, Simulator
from bot.simulator.person import Person

EVALS = Path(__file__).parent.parent / "evals"
CHATS, GROUPS = 200, 60
PER_SECOND = int(os.environ.get("STEPPE_LOAD_PER_SECOND", "30"))
LATENCY_S = 0.05
SETTLE_S = 20.0  # the longest wait for the last replies
_COLUMN = "column"  # questions on a text that is not part of the repository


@dataclass
class Chat:
    """A chat with what was asked in it and what came back; both as pairs of time and text."""

    person: Person
    where: int
    asked: list[tuple[float, str, int]] = field(default_factory=list)
    heard: list[tuple[float, dict[str, Any]]] = field(default_factory=list)


def run() -> list[str]:
    """Ask for two minutes, compare, and print what came of it."""
    seconds = float(os.environ.get("STEPPE_LOAD_S", "120"))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with Simulator() as telegram:
            telegram.world.latency_s = LATENCY_S
            chats = _chats(telegram)
            with Bot(telegram, folder) as bot:
                _warm(telegram)
                before = bot.cpu_s()
                _ask(chats, seconds)
                _wait_for_all(telegram, chats)
                cost = bot.cpu_s() - before
                failures = bot.failures()
        told, paced = _replayed(folder, chats), _replayed(folder, chats, "paced")
    return _lines(chats, told, paced["cpu_s"], cost, failures)


class Bot:
    """``steppe run`` in a process of its own, against the simulator."""

    def __init__(self, telegram: Simulator, folder: Path) -> None:
        env = {name: value for name, value in os.environ.items() if not name.startswith("STEPPE_")}
        env |= {"STEPPE_TELEGRAM_TOKEN": TOKEN, "STEPPE_TELEGRAM_API_URL": telegram.url, "STEPPE_ACCESS": "open"}
        self._env = env | {"STEPPE_DATA_DIR": str(folder / "library")}
        self._log = folder / "bot.log"

    def __enter__(self) -> Bot:
        with self._log.open("w") as log:
            self._process = subprocess.Popen([sys.executable, "-m", "bot", "run"], env=self._env, stderr=log)
        while "is listening" not in self._log.read_text():
            assert self._process.poll() is None, self._log.read_text()
            time.sleep(0.05)
        return self

    def __exit__(self, *_: object) -> None:
        self._process.send_signal(signal.SIGTERM)
        self._process.wait(30)

    def cpu_s(self) -> float:
        """Seconds of processor time used so far."""
        fields = Path(f"/proc/{self._process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def failures(self) -> int:
        """How many failures and messages of uncertain fate the bot has logged."""
        return len(re.findall(r"error [0-9a-f]{8}|uncertain|Traceback", self._log.read_text()))


def _chats(telegram: Simulator) -> list[Chat]:
    found = []
    for number in range(1, CHATS + 1):
        person = telegram.user(number, f"P{number}", language_code="ja" if number % 2 else "en")
        where = telegram.group(-1_002_000_000_000 - number, f"G{number}") if number <= GROUPS else number
        found.append(Chat(person, where))
    return found


def _warm(telegram: Simulator) -> None:
    """The first questions of a process load what is only needed then. Others ask them: nobody's pace is used up."""
    for number, text in enumerate(_questions()[:30], 1_001):
        person = telegram.user(number, f"W{number}")
        person.says(text)
        person.wait_reply(timeout_s=60)


def _questions() -> list[str]:
    """Answerable and unanswerable questions of the sets, in both languages, mixed by a fixed seed."""
    found = []
    for path in sorted(EVALS.glob("*.jsonl")):
        if path.stem != _COLUMN:
            found += [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    texts = [one["question"] for one in found if isinstance(one.get("question"), str)]
    random.Random(20261125).shuffle(texts)
    return texts


def _ask(chats: list[Chat], seconds: float) -> None:
    """Let a chat after the other ask, in an order that is mixed anew each round, at an even pace."""
    rng, questions = random.Random(7), _questions()
    began, order = time.monotonic(), list(chats)
    for number in range(int(seconds * PER_SECOND)):
        if number % len(order) == 0:
            rng.shuffle(order)
        chat, text = order[number % len(order)], questions[number % len(questions)]
        time.sleep(max(0.0, began + number / PER_SECOND - time.monotonic()))
        at = time.monotonic()
        said = chat.person.says(text if chat.where > 0 else f"@steppe_bot {text}", chat=chat.where)
        chat.asked.append((at, text, said["message_id"]))


def _wait_for_all(telegram: Simulator, chats: list[Chat]) -> None:
    """Wait until as many replies are there as questions, and a little longer for those that come twice."""
    until = time.monotonic() + SETTLE_S
    wanted = sum(len(chat.asked) for chat in chats)
    while time.monotonic() < until and _heard(telegram, chats) < wanted:
        time.sleep(0.2)
    time.sleep(1.0)
    _heard(telegram, chats)


def _heard(telegram: Simulator, chats: list[Chat]) -> int:
    with telegram.world.changed:
        events = list(telegram.world.events)
    by_place = {chat.where: chat for chat in chats}
    for chat in chats:
        chat.heard = []
    for event in events:
        if event.kind == "message" and event.body["from"]["is_bot"]:
            chat = by_place.get(event.body["chat"]["id"])
            if chat is not None and chat.asked and event.at > chat.asked[0][0]:
                chat.heard.append((event.at, event.body))
    return sum(len(chat.heard) for chat in chats)


def _language(chat: Chat) -> str:
    """What a person speaks whose question does not show it."""
    return str(chat.person.world.people[chat.person.id]["language_code"])


def _replayed(folder: Path, chats: list[Chat], *pace: str) -> dict[str, Any]:
    """What the core says to the same questions in the same order, in a process of its own."""
    path = folder / "asked.json"
    path.write_text(
        json.dumps([[_language(chat), *(text for _, text, _ in chat.asked)] for chat in chats]), encoding="utf-8"
    )
    command = [sys.executable, "-m", "tests.benchmarks.load", str(folder / "library"), str(path), *pace]
    told = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return json.loads(told.splitlines()[-1])  # type: ignore[no-any-return]


def _replay(library: Path, path: Path, every_s: float) -> None:
    """Put the questions to the core alone, at most one in so many seconds; prints its time and each answer's sentences."""
    from bot.talk.render import without_commands
    from knowledge.language import question_language
    from knowledge.opening import open_knowledge
    from knowledge.settings import Settings
    from knowledge.types import Turn

    knowledge = open_knowledge(Settings(data_dir=library))
    for text in _questions()[:30]:
        knowledge.ask(text)
    answers, spent = [], 0.0
    for speech, *texts in json.loads(path.read_text(encoding="utf-8")):
        turns: list[Turn] = []
        row = []
        for text in texts:
            began, at = time.process_time(), time.monotonic()
            found = knowledge.ask(text, language=question_language(text, default=speech), history=tuple(turns[-6:]))
            spent += time.process_time() - began
            time.sleep(max(0.0, at + every_s - time.monotonic()))
            if found.abstention is None:
                turns.append(Turn(text, found.text))
                row.append([statement.text for statement in found.statements])
            else:
                row.append([without_commands(found.abstention.text)])
        answers.append(row)
    knowledge.close()
    print(json.dumps({"answers": answers, "cpu_s": spent}, ensure_ascii=False))


def _matched(chat: Chat, expected: list[list[str]]) -> tuple[list[float], int, int]:
    """How long each reply took, how many came twice, and how many are not what the core says to the question."""
    waits, twice, misplaced = [], 0, 0
    heard = [(at, body, body["text"]) for at, body in chat.heard]
    more = len(heard) - len(chat.asked)  # so many messages go on where the one before them ended
    for number, ((at, _, asked), sentences) in enumerate(zip(chat.asked, expected, strict=True)):
        if not heard:
            break
        came, body, text = heard.pop(0)
        following = expected[number + 1] if number + 1 < len(expected) else None
        while more > 0 and heard and not any(_begins(heard[0][2], one) for one in (following, sentences) if one):
            came, text, more = heard[0][0], text + heard.pop(0)[2], more - 1  # a long answer takes several messages
        replied = body.get("reply_to_message", {}).get("message_id", asked)
        if replied != asked or not _holds(text, sentences):
            misplaced += 1
            print(f"  expected {sentences!r:.160} but read {text!r:.160}", file=sys.stderr)
        waits.append(came - at - LATENCY_S)
        while more > 0 and heard and following != sentences and _begins(heard[0][2], sentences):
            heard.pop(0)
            twice, more = twice + 1, more - 1
    return waits, twice + len(heard), misplaced


def _begins(text: str, sentences: list[str]) -> bool:
    """Whether a message is an answer of its own and not the rest of one, which may quote its sentences again."""
    return text.strip().startswith(sentences[0].strip())  # all of it: two refusals may differ only at their ends


def _holds(text: str, sentences: list[str]) -> bool:
    return all(sentence.strip() in text for sentence in sentences)


def _lines(chats: list[Chat], told: dict[str, Any], paced_s: float, cost_s: float, failures: int) -> list[str]:
    asked = sum(len(chat.asked) for chat in chats)
    waits: list[float] = []
    twice = misplaced = 0
    for chat, expected in zip(chats, told["answers"], strict=True):
        took, doubled, wrong = _matched(chat, expected)
        waits, twice, misplaced = waits + took, twice + doubled, misplaced + wrong
    ordered = sorted(waits)
    p95 = ordered[int(len(ordered) * 0.95)] * 1e3
    core_ms, paced_ms, bot_ms = (spent / asked * 1e3 for spent in (told["cpu_s"], paced_s, cost_s))
    return [
        f"| reply beyond the API's {LATENCY_S * 1e3:.0f} ms, p95, {CHATS} chats, {PER_SECOND} questions a second "
        f"({asked} asked; median {statistics.median(ordered) * 1e3:.0f} ms, longest {ordered[-1] * 1e3:.0f} ms) | {p95:.0f} ms | 150 ms |",
        f"| of them lost / answered twice / out of order or not as the core says / failures logged | "
        f"{asked - len(waits)} / {twice} / {misplaced} / {failures} | 0 / 0 / 0 / 0 |",
        f"| processor time of the bot a question / of the core alone | {bot_ms / core_ms:.2f} ({bot_ms:.1f} ms / {core_ms:.1f} ms) | 1.25 |",
        f"| the same / of the core at the bot's pace | {bot_ms / paced_ms:.2f} ({bot_ms:.1f} ms / {paced_ms:.1f} ms) | |",
    ]


if __name__ == "__main__":
    _replay(Path(sys.argv[1]), Path(sys.argv[2]), 1 / PER_SECOND if "paced" in sys.argv else 0.0)
