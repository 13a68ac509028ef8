"""deploy/ says what is true: settings, unit, container files, and the backup that the runbook promises."""

from __future__ import annotations

import re
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from bot.settings import BotSettings
from knowledge.opening import open_knowledge
from knowledge.settings import Settings, read_settings

ROOT = Path(__file__).parent.parent.parent
DEPLOY = ROOT / "deploy"
BY_PLACE = {"STEPPE_DATA_DIR", "STEPPE_CORPUS"}  # their defaults depend on the machine and are told in words


def settings_by_name(kind: type[BaseModel], prefix: str = "STEPPE_") -> dict[str, FieldInfo]:
    """Every setting by the name it has in the environment."""
    found: dict[str, FieldInfo] = {}
    for name, field in kind.model_fields.items():
        if isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel):
            found |= settings_by_name(field.annotation, f"{prefix}{name.upper()}__")
        else:
            found[f"{prefix}{name.upper()}"] = field
    return found


def example() -> dict[str, tuple[str, str]]:
    """Name to (value, comment above it) of the example."""
    found: dict[str, tuple[str, str]] = {}
    comment: list[str] = []
    for line in (DEPLOY / "steppe.env.example").read_text(encoding="utf-8").splitlines():
        if entry := re.fullmatch(r"#(STEPPE_\w+)=(.*)", line):
            assert entry[1] not in found, f"{entry[1]} stands twice"
            found[entry[1]] = (entry[2], " ".join(comment))
        comment = [*comment, line.removeprefix("# ")] if line.startswith("# ") else []
    return found


def shown(default: Any) -> str:
    if default is None:
        return ""
    return ",".join(map(str, default)) if isinstance(default, tuple) else str(default)


def test_the_example_has_every_setting_and_no_other() -> None:
    assert example().keys() == settings_by_name(BotSettings).keys()


@pytest.mark.parametrize("name", settings_by_name(BotSettings))
def test_the_example_says_what_the_settings_say(name: str) -> None:
    field = settings_by_name(BotSettings)[name]
    value, comment = example()[name]
    assert field.description and field.description in comment
    if name not in BY_PLACE:
        assert value == shown(field.get_default(call_default_factory=True))


def test_the_example_can_be_used_as_it_stands(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    before = read_settings(BotSettings)
    text = (DEPLOY / "steppe.env.example").read_text(encoding="utf-8")
    (tmp_path / ".env").write_text(text, encoding="utf-8")
    assert read_settings(BotSettings) == before
    kept = [line for line in text.splitlines() if not line.startswith(tuple(f"#{name}=" for name in BY_PLACE))]
    (tmp_path / ".env").write_text("\n".join(re.sub(r"^#(STEPPE_)", r"\1", line) for line in kept), encoding="utf-8")
    assert read_settings(BotSettings) == before  # each default, written out, is the default


def test_the_unit_is_sound(tmp_path: Path) -> None:
    tool = shutil.which("systemd-analyze")
    if tool is None:
        pytest.skip("systemd-analyze is not here")
    unit = (DEPLOY / "steppe.service").read_text(encoding="utf-8")
    assert "ExecStart=/opt/steppe/.venv/bin/steppe run" in unit
    placed = tmp_path / "steppe.service"
    placed.write_text(
        unit.replace("/opt/steppe/.venv/bin/steppe", shutil.which("true") or "/bin/true"), encoding="utf-8"
    )
    verified = subprocess.run([tool, "verify", str(placed)], capture_output=True, text=True, check=False)
    if "Failed to" in verified.stderr and "initialize" in verified.stderr:
        pytest.skip("systemd-analyze does not work here")
    assert (verified.returncode, verified.stderr) == (0, "")
    score = subprocess.run(
        [tool, "security", "--offline=true", "--threshold=15", str(placed)], capture_output=True, text=True, check=False
    )
    if "unrecognized option" in score.stderr:
        pytest.skip("this systemd-analyze does not know --offline")
    assert score.returncode == 0, score.stdout[-300:]
    told = re.search(r"exposure level for steppe.service: (\S+)", score.stdout)
    assert told and f"**{told[1]} (OK)**" in (DEPLOY / "RUNBOOK.md").read_text(encoding="utf-8")


def test_compose_confines_the_bot() -> None:
    service = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))["services"]["bot"]
    assert service["read_only"] is True and service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert service["user"] == "10001:10001" and service["volumes"] == ["library:/data"]
    assert "ports" not in service and "privileged" not in service
    assert (DEPLOY.parent / service["build"]["dockerfile"]).exists()


def test_the_container_file_copies_what_there_is_and_runs_as_nobody() -> None:
    text = (DEPLOY / "Containerfile").read_text(encoding="utf-8")
    last = text[text.rindex("\nFROM ") :]
    assert "USER 10001:10001" in last and "HEALTHCHECK" in last and '"steppe", "check"' in last
    assert last.index("USER") < last.index("ENTRYPOINT")
    ignored = (DEPLOY / "Containerfile.dockerignore").read_text(encoding="utf-8")
    for line in re.findall(r"^COPY (?!--from)(.+)$", text, re.MULTILINE):
        for name in line.split()[:-1]:
            assert (ROOT / name).exists(), name
            assert f"!{name}" in ignored.split(), name
    assert "pip install --require-hashes -r requirements.lock" in text


def test_the_unit_and_the_image_start_a_command_that_exists() -> None:
    listed = subprocess.run(
        [sys.executable, "-m", "bot", "--help"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    for command in [*re.findall(r"`steppe (\w+)", (DEPLOY / "RUNBOOK.md").read_text(encoding="utf-8")), "run"]:
        assert re.search(rf"^  {command} ", listed, re.MULTILINE), command


def test_backup_restore_and_a_lost_index(tmp_path: Path, small_corpus: Path) -> None:
    """The runbook's own backup command, then the library lost, then restored without its index."""
    library, backup = tmp_path / "library", tmp_path / "backup.sqlite3"
    settings = Settings(data_dir=library, corpus=small_corpus)
    question = "How much salt did the harbour of Talwick ship in 2023?"
    knowledge = open_knowledge(settings)
    knowledge.hold()  # the bot runs
    script = re.search(r'python3 -c "(.+?)"', (DEPLOY / "RUNBOOK.md").read_text(encoding="utf-8"))
    assert script
    subprocess.run([sys.executable, "-c", script[1], str(library / "library.sqlite3"), str(backup)], check=True)
    before = knowledge.ask(question)
    knowledge.close()
    assert sqlite3.connect(backup).execute("PRAGMA integrity_check").fetchone() == ("ok",)

    shutil.rmtree(library)
    library.mkdir()
    shutil.copy(backup, library / "library.sqlite3")
    restored = open_knowledge(settings)
    try:
        after = restored.ask(question)
    finally:
        restored.close()
    assert before.statements and after.statements == before.statements
    assert [c.passage.id for c in after.citations] == [c.passage.id for c in before.citations]
