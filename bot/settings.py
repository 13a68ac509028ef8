"""What the bot reads besides the core's settings: the token, where Telegram is, and who may ask."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, SecretStr, field_validator
from pydantic_settings import NoDecode

from knowledge.settings import Settings

Access = Literal["allowlist", "pairing", "open"]
IdList = Annotated[tuple[int, ...], NoDecode]  # comma-separated in the environment, not JSON


class QuotaSettings(BaseModel):
    """How much may be asked. Operators are exempt; 0 lifts a limit."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    per_user_minute: int = Field(30, ge=0, le=10_000, description="Most messages and presses of one person a minute.")
    per_user_day: int = Field(
        600, ge=0, le=1_000_000, description="Most messages and presses of one person a day (UTC)."
    )
    per_chat_minute: int = Field(60, ge=0, le=10_000, description="Most messages and presses in one group a minute.")


class BotSettings(Settings):
    """Everything the bot reads. A token makes it a Telegram bot; nothing else is needed to start."""

    telegram_token: SecretStr | None = Field(
        None, description="Token of the bot, from @BotFather; unset: the product opens locally instead."
    )
    telegram_api_url: str = Field(
        "https://api.telegram.org",
        pattern=r"^https?://[^\s/]+(/[^\s]*)?$",
        description="Address of the Bot API; another one for a Bot API server of your own.",
    )
    # Deny by default: any bot can be found by its name, and with a chat model every question costs its owner money.
    # A newcomer is not left guessing: the bot tells a stranger their id and which setting lets them in.
    access: Access = Field(
        "pairing",
        description=(
            "Who may ask: open (anyone), allowlist (the ids of STEPPE_ALLOWED_IDS and STEPPE_ADMIN_IDS), or pairing "
            "(those, and whoever an operator lets in: a stranger gets a six-digit code, the operator sends /pair CODE)."
        ),
    )
    admin_ids: IdList = Field(
        (),
        description="Numeric Telegram ids of the operators, comma-separated: they may ask, let others in, and /admin.",
    )
    librarian_ids: IdList = Field(
        (), description="Numeric Telegram ids that may send documents into the library, comma-separated; operators may."
    )
    allowed_ids: IdList = Field(
        (), description="Numeric Telegram ids that may ask, comma-separated: users (123) and whole groups (-100123)."
    )
    database_url: SecretStr | None = Field(
        None,
        description=(
            "Where chats and subscriptions are kept: sqlite:///path or postgresql://user:password@host/name; unset: the "
            "file state.db inside the library folder."
        ),
    )
    history_turns: int = Field(6, ge=0, le=50, description="Earlier questions of a chat used to resolve a follow-up.")
    keep_answers_days: int = Field(
        90,
        ge=1,
        le=3_650,
        description=(
            "How long conversations, answers with their citations, votes and unanswered questions are kept, in days; "
            "the buttons under an older answer no longer work."
        ),
    )
    quota: QuotaSettings = Field(QuotaSettings(), description="How much may be asked.")
    inbox_every_s: float = Field(
        15.0, gt=0, le=3_600, description="How often the inbox folder is looked through while the bot runs, in seconds."
    )

    delivery_grace_h: float = Field(
        6.0,
        gt=0,
        le=72,
        description="How late a daily briefing may still be delivered, in hours; later ones are let go.",
    )
    delivery_lease_s: float = Field(
        60.0,
        ge=1,
        le=3_600,
        description="After how long the deliveries of a process that died are seen to, in seconds.",
    )
    keep_briefings_days: int = Field(
        400, ge=1, le=36_500, description="How long briefings are kept as they were sent, in days."
    )

    @field_validator("admin_ids", "allowed_ids", "librarian_ids", mode="before")
    @classmethod
    def _split_ids(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        parts = [part.strip() for part in value.replace("、", ",").split(",") if part.strip()]
        for part in parts:
            if not part.removeprefix("-").isdecimal():
                raise ValueError("must be numeric ids separated by commas, such as 123456,-100987654")
        return tuple(int(part) for part in parts)

    @field_validator("telegram_token", "database_url", mode="before")
    @classmethod
    def _empty_secret_is_unset(cls, value: object) -> object:
        text = value.get_secret_value() if isinstance(value, SecretStr) else value
        return (text.strip() or None) if isinstance(text, str) else text

    @field_validator("telegram_api_url", "access", mode="before")
    @classmethod
    def _empty_is_default(cls, value: object, info: object) -> object:
        if value != "":
            return value
        name = getattr(info, "field_name", None)
        return cls.model_fields[name].default if isinstance(name, str) else value

    @property
    def database_address(self) -> str:
        """Where chats and subscriptions are kept, the usual place filled in. It may hold a password."""
        if self.database_url is not None:
            return self.database_url.get_secret_value()
        return f"sqlite:///{self.data_dir / 'state.db'}"

    @field_validator("telegram_api_url")
    @classmethod
    def _no_trailing_slash(cls, value: str) -> str:
        return value.rstrip("/")
