"""The README says what the program does: commands, settings and Make targets are held against it."""

from __future__ import annotations

import re
from pathlib import Path

from bot.settings import BotSettings
from knowledge.cli import build_app

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_every_command_is_in_the_readme() -> None:
    for name in build_app(BotSettings).commands:
        assert f"steppe {name}" in README, name


def test_every_setting_of_the_readme_exists() -> None:
    known = {f"STEPPE_{name}".upper() for name in BotSettings.model_fields} | {"STEPPE_ENCODER_DATA"}
    for name in set(re.findall(r"STEPPE_[A-Z_]+", README)):
        assert name.split("__")[0] in known, name


def test_every_make_target_of_the_readme_exists() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in set(re.findall(r"`make ([a-z-]+)", README)):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target


def test_links_inside_the_repository_lead_somewhere() -> None:
    for target in re.findall(r"\]\((?!https?:)([^)#]+)\)", README):
        assert (ROOT / target).exists(), target


def test_lock_files_hold_no_addresses() -> None:
    for path in (ROOT / "requirements.lock", ROOT / "tests" / "requirements.lock"):
        assert "://" not in path.read_text(encoding="utf-8")
