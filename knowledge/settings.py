"""Settings: one described page, read once at an entry point.

Values come from the environment (prefix ``STEPPE_``, nested groups with ``__``: ``STEPPE_MODEL__TIMEOUT_S=30``) and
from a ``.env`` file in the working directory; the environment wins. This room stands below everything else.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from knowledge.errors import SettingsError

SHIPPED_CORPUS = Path(__file__).parent / "corpus"


def default_folder() -> Path:
    """The library's usual place: ``$XDG_DATA_HOME/steppe``, else ``~/.local/share/steppe``."""
    base = os.environ.get("XDG_DATA_HOME")
    return (Path(base) if base else Path.home() / ".local" / "share") / "steppe"


class LoadSettings(BaseModel):
    """What may come into the library."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    max_file_bytes: int = Field(50_000_000, ge=1_000, description="Largest file or page that is read, in bytes.")
    max_text_chars: int = Field(
        5_000_000, ge=1_000, description="Longest extracted text that is stored, in characters."
    )
    fetch_timeout_s: float = Field(20.0, gt=0, le=300, description="Longest time for fetching one address, in seconds.")
    max_redirects: int = Field(5, ge=0, le=20, description="Most redirects that are followed for one address.")


class SplitSettings(BaseModel):
    """How long passages are. Part of the index fingerprint: a change rebuilds the index."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    passage_ja_chars: int = Field(450, ge=50, le=4_000, description="Longest Japanese passage, in characters.")
    passage_en_chars: int = Field(1_100, ge=100, le=8_000, description="Longest English passage, in characters.")


class AskSettings(BaseModel):
    """Limits of one question and its answer."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    max_question_chars: int = Field(
        2_000, ge=10, le=20_000, description="Longest question that is taken, in characters."
    )
    max_statements: int = Field(5, ge=1, le=20, description="Most sentences in one answer.")
    passages_shown: int = Field(
        8, ge=1, le=50, description="Most passages considered for one answer or shown to a model."
    )


class ModelSettings(BaseModel):
    """How a chat model is called."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    timeout_s: float = Field(40.0, gt=0, le=600, description="Longest time for one reply of the model, in seconds.")
    max_retries: int = Field(1, ge=0, le=5, description="Further tries after a refused or failed call.")
    temperature: float = Field(0.0, ge=0, le=2, description="Sampling temperature; 0 is the most repeatable.")
    max_reply_tokens: int = Field(1_500, ge=100, le=20_000, description="Longest reply of the model, in its tokens.")


class FeedSettings(BaseModel):
    """How feeds are fetched. Which ones: the file that ``STEPPE_FEEDS_FILE`` names; none without it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    every_min: int = Field(60, ge=10, le=10_080, description="How often one feed is asked for news, in minutes.")
    keep_days: int = Field(
        60,
        ge=1,
        le=3_650,
        description="How long an item of a feed stays in the library, in days since it was taken in.",
    )
    max_bytes: int = Field(2_000_000, ge=10_000, le=50_000_000, description="Largest feed that is read, in bytes.")
    max_items: int = Field(200, ge=1, le=2_000, description="Most items that are looked at in one feed.")
    max_pages: int = Field(20, ge=0, le=200, description="Most pages of items fetched for one feed in one round.")
    timeout_s: float = Field(20.0, gt=0, le=300, description="Longest time for one feed or page, in seconds.")
    pause_s: float = Field(
        3.0,
        ge=0,
        le=300,
        description="Least time between two requests to one host, in seconds; robots.txt may ask more.",
    )


class Settings(BaseSettings):
    """Everything the core reads. The bot adds its own fields in ``bot.settings``."""

    model_config = SettingsConfigDict(
        env_prefix="STEPPE_",
        env_nested_delimiter="__",
        env_file=".env",
        env_file_encoding="utf-8",
        extra="forbid",
        frozen=True,
        validate_default=True,
        hide_input_in_errors=True,  # an error about a secret must not print it
    )

    data_dir: Path = Field(default_factory=default_folder, description="Folder of the library: catalogue, index, lock.")
    corpus: Annotated[Path | None, Field(description="Folder of the dossier; empty: start with an empty library.")] = (
        SHIPPED_CORPUS
    )
    sources_dir: Path | None = Field(
        None, description="Inbox folder: files put here are ingested. Unset: the folder inbox inside the library."
    )
    embeddings: str = Field(
        "builtin",
        description="Sentence encoder: builtin, provider:model of LangChain, or folder:PATH of a local static model.",
    )
    reranker: Literal["builtin", "off"] = Field(
        "builtin",
        description="builtin: where in doubt, the best sentence is read together with the question; off: it never is.",
    )
    chroma_url: str | None = Field(
        None, description="Address of a Chroma server, http(s)://host:port; unset: an index inside the library folder."
    )
    chat_model: str | None = Field(
        None, description="Chat model as provider:model, for example openai:gpt-5-mini; unset: extractive answers."
    )
    chat_model_key: SecretStr | None = Field(
        None, description="Key for the chat model; unset: the provider's own environment variable is used."
    )
    chat_model_url: str | None = Field(None, description="Base address of the provider's API, if not the usual one.")
    feeds_file: Path | None = Field(
        None, description="File that lists the feeds to follow, such as deploy/feeds.toml; unset: no feeds."
    )
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        "WARNING", description="Least level that is logged."
    )
    load: LoadSettings = Field(LoadSettings(), description="What may come into the library.")
    split: SplitSettings = Field(SplitSettings(), description="How long passages are.")
    ask: AskSettings = Field(AskSettings(), description="Limits of one question and its answer.")
    feeds: FeedSettings = Field(FeedSettings(), description="How feeds are fetched.")
    model: ModelSettings = Field(ModelSettings(), description="How a chat model is called.")

    @field_validator(
        "corpus",
        "sources_dir",
        "feeds_file",
        "chroma_url",
        "chat_model",
        "chat_model_key",
        "chat_model_url",
        mode="before",
    )
    @classmethod
    def _empty_is_unset(cls, value: object) -> object:
        return None if value == "" else value

    @field_validator("data_dir", "embeddings", "reranker", "log_level", mode="before")
    @classmethod
    def _empty_is_usual(cls, value: object, info: ValidationInfo) -> object:
        if value != "" or info.field_name is None:
            return value
        return cls.model_fields[info.field_name].get_default(call_default_factory=True)

    @property
    def inbox(self) -> Path:
        """The folder whose files are ingested while the bot runs."""
        return self.sources_dir or self.data_dir / "inbox"


S = TypeVar("S", bound=Settings)


def read_settings(kind: type[S]) -> S:
    """Read ``kind`` from the environment and ``.env``.

    Raises:
        SettingsError: A value is wrong or a name in ``.env`` unknown; names each and never prints a value.
    """
    try:
        return kind()
    except ValidationError as error:
        lines = []
        for item in error.errors(include_input=False, include_url=False):
            name = "STEPPE_" + "__".join(str(part).upper() for part in item["loc"])
            lines.append(f"{name.replace('STEPPE_STEPPE_', 'STEPPE_')}: {item['msg']}")
        raise SettingsError("settings: " + "; ".join(lines)) from None
    except OSError as error:
        raise SettingsError(f"settings: .env cannot be read ({error.strerror}); mend its permissions") from error
