"""The token is in no log, no traceback and no line on a terminal; started and stopped as operators do it."""

from __future__ import annotations

import io
import logging
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from urllib.parse import quote

import pytest
from click.testing import CliRunner

from bot.application import build_application
from bot.launch import start
from bot.redact import REDACTED, protect
from bot.settings import BotSettings
from bot.simulator.driver import TOKEN, Simulator
from knowledge.cli import build_app
from knowledge.errors import SettingsError
from tests.bot.conftest import running
from tests.bot.fake_knowledge import FakeKnowledge

FORMS = (TOKEN, quote(TOKEN, safe=""), quote(TOKEN, safe="").lower(), TOKEN.split(":")[1])


def assert_clean(text: str) -> None:
    for form in FORMS:
        assert form not in text, text[max(0, text.index(form) - 200) : text.index(form) + 100]


def test_no_log_of_a_full_run_holds_the_token(telegram: Simulator, knowledge: FakeKnowledge) -> None:
    captured = io.StringIO()
    handler = logging.StreamHandler(captured)
    handler.setFormatter(logging.Formatter("%(levelname)s %(name)s %(message)s"))
    root = logging.getLogger()
    undo, level = protect(TOKEN), root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    for name in ("aiohttp", "httpx", "telegram", "telegram.ext.ExtBot"):  # as an operator might, to find a fault
        logging.getLogger(name).setLevel(logging.DEBUG)
    try:
        with running(knowledge, telegram):
            anna = telegram.user(1)
            telegram.fault("sendMessage", code=502, description="Bad Gateway")
            telegram.fault("getUpdates", "cut")
            anna.says("How much salt?")
            anna.presses(anna.wait_reply(timeout_s=20), "1")
            anna.wait_reply()

            def fail() -> None:
                raise RuntimeError(f"{telegram.url}/bot{TOKEN}/sendMessage and {quote(TOKEN, safe='')}")

            knowledge.answers["How much salt?"] = fail  # type: ignore[assignment]
            anna.says("How much salt?")
            assert_clean(anna.wait_reply()["text"])
    finally:
        root.removeHandler(handler)
        root.setLevel(level)
        undo()
        for name in ("aiohttp", "httpx", "telegram", "telegram.ext.ExtBot"):
            logging.getLogger(name).setLevel(logging.NOTSET)
    text = captured.getvalue()
    assert "Set Bot API URL" in text and REDACTED in text and "RuntimeError" in text  # there was something to clean
    assert_clean(text)


def test_without_debugging_the_noisy_loggers_are_quiet(
    telegram: Simulator, knowledge: FakeKnowledge, caplog: pytest.LogCaptureFixture
) -> None:
    undo = protect(TOKEN)
    try:
        with caplog.at_level(logging.INFO), running(knowledge, telegram):
            anna = telegram.user(1)
            anna.says("How much salt?")
            anna.wait_reply()
    finally:
        undo()
    assert not [r for r in caplog.records if r.name.startswith(("aiohttp", "httpx", "telegram"))]
    assert "How much salt" not in caplog.text  # nor what people write


def test_arguments_stacks_and_malformed_records_are_cleaned(caplog: pytest.LogCaptureFixture) -> None:
    undo = protect(TOKEN)
    log = logging.getLogger("some.library")
    try:
        with caplog.at_level(logging.DEBUG):
            log.debug("calling %s with %r", f"/bot{TOKEN}/getMe", {"url": quote(TOKEN, safe="")})
            log.warning("half of it: %s", TOKEN.split(":")[1], stack_info=True)
            try:
                raise ValueError(f"bad url /bot{TOKEN}")
            except ValueError:
                log.exception("failed")
            log.info("%s")  # no argument where one is wanted
            log.info("untouched %d", 7)
    finally:
        undo()
    assert_clean(caplog.text)
    assert "ValueError: bad url /bot[token]" in caplog.text and "untouched 7" in caplog.text


def test_uncaught_exceptions_are_cleaned(capsys: pytest.CaptureFixture[str]) -> None:
    undo = protect(TOKEN)
    try:
        error = ValueError(f"https://api.telegram.org/bot{TOKEN}/getMe")
        sys.excepthook(ValueError, error, None)
        threading.excepthook(threading.ExceptHookArgs((ValueError, error, None, None)))
    finally:
        undo()
    told = capsys.readouterr().err
    assert told.count("ValueError: https://api.telegram.org/bot[token]/getMe") == 2
    assert_clean(told)


def test_protection_can_be_undone() -> None:
    factory, hook = logging.getLogRecordFactory(), sys.excepthook
    protect(TOKEN)()
    assert logging.getLogRecordFactory() is factory and sys.excepthook is hook


@pytest.mark.parametrize("wrong", ["123456:" + "A" * 35, "no token at all"])
def test_a_refused_token_is_one_line_without_the_token(
    telegram: Simulator, knowledge: FakeKnowledge, wrong: str
) -> None:
    with (
        pytest.raises(AssertionError, match="STEPPE_TELEGRAM_TOKEN was refused") as caught,
        running(knowledge, telegram, telegram_token=wrong),
    ):
        pass
    assert wrong not in str(caught.value)


def test_a_token_that_is_revoked_ends_the_bot_with_a_line(
    telegram: Simulator, knowledge: FakeKnowledge, caplog: pytest.LogCaptureFixture
) -> None:
    undo = protect(TOKEN)
    try:
        with (
            pytest.raises(AssertionError, match="STEPPE_TELEGRAM_TOKEN was refused"),
            running(knowledge, telegram) as desk,
        ):
            anna = desk.user(1)
            anna.says("How much salt?")
            anna.wait_reply()
            desk.world.token = "900000001:another-one"
            anna.says("And Norway?")  # wakes the poll up
            until = time.monotonic() + 10
            while any(thread.name == "bot" for thread in threading.enumerate()) and time.monotonic() < until:
                time.sleep(0.02)
    finally:
        undo()
    assert_clean(caplog.text)


def test_no_token_says_where_to_get_one(knowledge: FakeKnowledge) -> None:
    with pytest.raises(SettingsError, match="@BotFather"):
        build_application(BotSettings(), knowledge)


def start_run(telegram: Simulator, folder: Path, corpus: Path | str, **more: str) -> subprocess.Popen[str]:
    env = {
        **{k: v for k, v in os.environ.items() if not k.startswith("STEPPE_")},
        "STEPPE_TELEGRAM_TOKEN": TOKEN,
        "STEPPE_TELEGRAM_API_URL": telegram.url,
        "STEPPE_DATA_DIR": str(folder / "library"),
        "STEPPE_CORPUS": str(corpus),
        "STEPPE_LOG_LEVEL": "DEBUG",
        "PYTHONPATH": str(Path(__file__).parent.parent.parent),
        **more,
    }
    command = [sys.executable, "-m", "bot", "run"]
    return subprocess.Popen(command, env=env, cwd=folder, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def test_the_command_runs_answers_and_stops_on_sigterm(telegram: Simulator, tmp_path: Path, small_corpus: Path) -> None:
    """The real core, the real command: a question over the small corpus, then SIGTERM while an answer is due."""
    process = start_run(telegram, tmp_path, small_corpus, STEPPE_ACCESS="allowlist", STEPPE_ALLOWED_IDS="1")
    try:
        anna, eve = telegram.user(1), telegram.user(2, "Eve")
        anna.says("How much salt did the harbour of Talwick ship in 2023?")
        answer = anna.wait_reply(timeout_s=60)
        assert "4.2 million tonnes" in answer["text"] and "found word for word" in answer["text"]
        anna.presses(answer, "1")
        assert "4.2 million tonnes" in anna.wait_reply()["text"]
        anna.says("タルウィック港は2023年に塩をどれだけ積み出した？")
        assert "塩420万トン" in anna.wait_reply()["text"]
        eve.says("hello")
        assert "private" in eve.wait_reply()["text"]
        anna.says("How much salt did the harbour of Talwick ship in 2023?")
        polls = telegram.world.poller
        until = time.monotonic() + 10
        while telegram.world.poller == polls and time.monotonic() < until:
            time.sleep(0.005)  # the update is with the bot once it polls again
        process.send_signal(signal.SIGTERM)
        assert "4.2 million tonnes" in anna.wait_reply()["text"]
        out, err = process.communicate(timeout=20)
    finally:
        process.kill()
    assert process.returncode == 0, err
    assert "@steppe_bot is listening" in err
    assert_clean(out + err)
    assert "salt did the harbour" not in err
    assert telegram.world.updates == []  # what was received was confirmed: a restart answers nothing twice


def test_the_command_refuses_a_wrong_token_in_one_line(telegram: Simulator, monkeypatch: pytest.MonkeyPatch) -> None:
    wrong = "123456:" + "A" * 35
    monkeypatch.setenv("STEPPE_TELEGRAM_TOKEN", wrong)
    monkeypatch.setenv("STEPPE_TELEGRAM_API_URL", telegram.url)
    monkeypatch.setenv("STEPPE_CORPUS", "")
    app = build_app(BotSettings)
    app.add_command(start)
    result = CliRunner().invoke(app, ["start"])  # with a token it is `run`
    assert result.exit_code == 2  # a wrong setting: systemd does not start it again
    assert "A" * 35 not in result.output
    assert "STEPPE_TELEGRAM_TOKEN was refused" in result.output.splitlines()[-1] and "Traceback" not in result.output
