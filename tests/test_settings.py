from __future__ import annotations

from pathlib import Path

import pytest

from knowledge.errors import SettingsError
from knowledge.settings import SHIPPED_CORPUS, Settings, default_folder, read_settings


def test_empty_values_are_unset(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DATA_DIR", "EMBEDDINGS", "LOG_LEVEL", "CHAT_MODEL", "CORPUS", "SOURCES_DIR", "CHAT_MODEL_KEY"):
        monkeypatch.setenv(f"STEPPE_{name}", "")
    settings = read_settings(Settings)
    assert settings.data_dir == default_folder()
    assert settings.embeddings == "builtin"
    assert (settings.corpus, settings.chat_model, settings.chat_model_key) == (None, None, None)
    assert settings.inbox == default_folder() / "inbox"


def test_unset_means_the_shipped_corpus(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("STEPPE_CORPUS", raising=False)
    assert read_settings(Settings).corpus == SHIPPED_CORPUS


def test_nested_values_come_by_double_underscore(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STEPPE_MODEL__TIMEOUT_S", "7.5")
    assert read_settings(Settings).model.timeout_s == 7.5


@pytest.mark.parametrize(
    ("name", "value"), [("ASK__MAX_STATEMENTS", "0"), ("LOG_LEVEL", "LOUD"), ("LOAD__MAX_FILE_BYTES", "x")]
)
def test_a_wrong_value_is_one_line_with_the_name_and_without_the_value(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(f"STEPPE_{name}", value)
    with pytest.raises(SettingsError) as caught:
        read_settings(Settings)
    assert f"STEPPE_{name}" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_an_unknown_name_in_the_env_file_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("STEPPE_CHATMODEL=secret-value\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SettingsError) as caught:
        read_settings(Settings)
    assert "CHATMODEL" in str(caught.value).upper()
    assert "secret-value" not in str(caught.value)


def test_secrets_do_not_show() -> None:
    settings = Settings(chat_model_key="sk-very-secret")
    assert "very-secret" not in repr(settings)
    assert "very-secret" not in str(settings.model_dump())
