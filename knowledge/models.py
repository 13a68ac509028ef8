"""The chat model: one string to open it, one call to draft an answer. Only this module knows LangChain's chat classes.

Everything a provider can do wrong becomes one of three errors: ``ModelSetupError`` (the operator must act),
``ModelUnavailableError`` (try later) or ``ModelReplyError`` (it answered, but not in the agreed form). Tracing stays off
whatever the environment says: a question is sent to the provider that was chosen and to nobody else.
"""

from __future__ import annotations

import contextvars
import json
import os
import re
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, TypeVar

from pydantic import BaseModel, ConfigDict, SecretStr, ValidationError

from knowledge.errors import ModelError, ModelReplyError, ModelSetupError, ModelUnavailableError
from knowledge.prompts import LANGUAGE_NAMES, Prompt, Rendered, load_prompt_file, new_fence, show_passages
from knowledge.settings import Settings
from knowledge.types import DraftAnswer, DraftStatement, Language, Passage, Question

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel
    from langchain_core.runnables import Runnable

Way = Literal["json_schema", "function_calling", "plain"]
T = TypeVar("T")


class Provider(NamedTuple):
    """What opening a provider's model takes.

    Attributes:
        extra: The optional dependency of this project that brings ``module``.
        keys: Environment variables that may hold the key; empty where none is needed.
        way: How the reply's form is asked for; ``plain`` where neither schema nor tools can be relied on.
    """

    langchain: str
    module: str
    extra: str
    keys: tuple[str, ...]
    way: Way


PROVIDERS: dict[str, Provider] = {
    "openai": Provider("openai", "langchain_openai", "openai", ("OPENAI_API_KEY",), "json_schema"),
    "anthropic": Provider("anthropic", "langchain_anthropic", "anthropic", ("ANTHROPIC_API_KEY",), "function_calling"),
    "google": Provider(
        "google_genai", "langchain_google_genai", "google", ("GOOGLE_API_KEY", "GEMINI_API_KEY"), "json_schema"
    ),
    "ollama": Provider("ollama", "langchain_ollama", "ollama", (), "json_schema"),
}
_ALIASES = {"google_genai": "google"}
_LONGEST_WAIT_S = 8.0


class _Quote(BaseModel):
    model_config = ConfigDict(extra="ignore")
    passage: str
    quote: str


class _Statement(BaseModel):
    model_config = ConfigDict(extra="ignore")
    text: str
    quotes: list[_Quote]


class _Reply(BaseModel):
    model_config = ConfigDict(extra="ignore")
    statements: list[_Statement]


# Written out, for the strict form that providers ask for: every property required, none besides.
SCHEMA: dict[str, Any] = {
    "title": "answer",
    "description": "Statements, each with the passages and words it rests on.",
    "type": "object",
    "additionalProperties": False,
    "required": ["statements"],
    "properties": {
        "statements": {
            "type": "array",
            "items": {
                "type": "object",
                "additionalProperties": False,
                "required": ["text", "quotes"],
                "properties": {
                    "text": {"type": "string", "description": "One sentence in the language asked for."},
                    "quotes": {
                        "type": "array",
                        "items": {
                            "type": "object",
                            "additionalProperties": False,
                            "required": ["passage", "quote"],
                            "properties": {
                                "passage": {"type": "string", "description": "The key of a passage: P1, P2, ..."},
                                "quote": {"type": "string", "description": "Words copied from it, unchanged."},
                            },
                        },
                    },
                },
            },
        }
    },
}


def open_chat_model(settings: Settings) -> BaseChatModel:
    """Build the chat model that ``settings.chat_model`` names (``provider:model``).

    Nothing is sent yet. The client's own retries are off: ``draft_answer`` retries within one time limit.

    Raises:
        ModelSetupError: No model is set, the provider is unknown, its package or its key is missing.
    """
    name, model = _named(settings)
    provider = PROVIDERS[name]
    if find_spec(provider.module) is None:
        raise ModelSetupError(f"chat model: {name} is not installed; run: make install EXTRAS={provider.extra}")
    key = settings.chat_model_key or _key_in_environment(provider)
    if key is None and provider.keys:
        if settings.chat_model_url is None:
            raise ModelSetupError(f"chat model: no key for {name}; set STEPPE_CHAT_MODEL_KEY or {provider.keys[0]}")
        key = SecretStr("none")  # a server of one's own may ask for none, but the client insists on one
    options = _options(name, settings, key)
    from langchain.chat_models import init_chat_model

    try:
        built: BaseChatModel = init_chat_model(model, model_provider=provider.langchain, **options)
        profile = getattr(built, "profile", None) or {}
        if profile.get("temperature") is False:  # reasoning models refuse a call that sets one
            options.pop("temperature", None)
            built = init_chat_model(model, model_provider=provider.langchain, **options)
    except ImportError as error:
        raise ModelSetupError(
            f"chat model: {name} is not installed; run: make install EXTRAS={provider.extra}"
        ) from error
    except Exception as error:
        raise ModelSetupError(
            f"chat model: {name}:{model} cannot be set up; check STEPPE_CHAT_MODEL and its key"
        ) from error
    return built


def draft_answer(
    model: BaseChatModel,
    question: Question | str,
    passages: Sequence[Passage],
    language: Language,
    settings: Settings,
    *,
    prompt: Prompt | None = None,
) -> DraftAnswer:
    """Ask the model for statements with quotes. Unchecked: ``knowledge.verify`` decides what stands.

    Blocks for at most ``settings.model.timeout_s`` seconds, further tries and waiting included. Safe from several threads.

    Args:
        passages: Shown as P1, P2, ... in this order.
        prompt: The prompt to use; None: ``prompts/answer.md``.

    Raises:
        ModelSetupError: The provider refused the key or does not know the model.
        ModelUnavailableError: Rate-limited, down, too slow, not reachable, or cut off.
        ModelReplyError: A reply that is empty, no JSON, or of another form.
        PromptError: The prompt does not take the variables of this call.
    """
    fence = new_fence()
    rendered = (prompt or load_prompt_file("answer")).render(
        fence=fence,
        language=LANGUAGE_NAMES[language],
        max_statements=str(settings.ask.max_statements),
        passages=show_passages(passages, fence),
        question=question if isinstance(question, str) else question.standalone,
    )
    deadline = time.monotonic() + settings.model.timeout_s
    return _within(lambda: _tries(model, rendered, settings, deadline), deadline, settings.model.timeout_s)


def _named(settings: Settings) -> tuple[str, str]:
    if not settings.chat_model:
        raise ModelSetupError("chat model: none is set; set STEPPE_CHAT_MODEL=provider:model")
    name, colon, model = settings.chat_model.partition(":")
    name = _ALIASES.get(name.strip().lower(), name.strip().lower())
    if not colon or not model.strip() or name not in PROVIDERS:
        known = ", ".join(PROVIDERS)
        raise ModelSetupError(f"chat model: write STEPPE_CHAT_MODEL as provider:model with one of {known}")
    return name, model.strip()


def _key_in_environment(provider: Provider) -> SecretStr | None:
    return next((SecretStr(os.environ[name]) for name in provider.keys if os.environ.get(name)), None)


def _options(name: str, settings: Settings, key: SecretStr | None) -> dict[str, Any]:
    timeout, longest = settings.model.timeout_s, settings.model.max_reply_tokens
    options: dict[str, Any] = {"temperature": settings.model.temperature}
    if settings.chat_model_url:
        options["base_url"] = settings.chat_model_url
    if name == "ollama":
        return options | {"num_predict": longest, "client_kwargs": {"timeout": timeout}}
    # Google counts tries, the others further tries.
    retries = 1 if name == "google" else 0
    return options | {"api_key": key, "max_tokens": longest, "timeout": timeout, "max_retries": retries}


def _within(work: Callable[[], T], deadline: float, limit_s: float) -> T:
    """Run ``work`` in a thread and wait until ``deadline``: a client's own time-out counts the gaps between bytes only."""
    outcome: list[T] = []
    failure: list[BaseException] = []

    def run() -> None:
        try:
            outcome.append(work())
        except BaseException as error:  # carried over to the caller
            failure.append(error)

    thread = threading.Thread(target=contextvars.copy_context().run, args=(run,), name="chat-model", daemon=True)
    thread.start()
    thread.join(max(0.0, deadline - time.monotonic()))
    if failure:
        raise failure[0]
    if not outcome:
        raise ModelUnavailableError(
            f"chat model: no reply within {limit_s:g} s; try again or raise STEPPE_MODEL__TIMEOUT_S"
        )
    return outcome[0]


def _tries(model: BaseChatModel, rendered: Rendered, settings: Settings, deadline: float) -> DraftAnswer:
    for further in range(settings.model.max_retries, -1, -1):
        try:
            return _once(model, rendered, settings)
        except ModelUnavailableError as error:
            wait = _wait_s(error.__cause__, settings.model.max_retries - further)
            if not further or time.monotonic() + wait >= deadline:
                raise
            time.sleep(wait)
    raise AssertionError("unreachable")


_plain_only: set[str] = set()
"""Models that refused schema and tools once: asked in plain text from then on."""


def _once(model: BaseChatModel, rendered: Rendered, settings: Settings) -> DraftAnswer:
    name = settings.chat_model or type(model).__name__
    identity = f"{name} {settings.chat_model_url or ''}"
    way = _way(name) if identity not in _plain_only else "plain"
    try:
        return _ask(model, rendered, way)
    except ModelError:
        raise
    except NotImplementedError:  # the class has no structured output
        _plain_only.add(identity)
    except Exception as error:
        if way == "plain" or _status(error) not in (400, 422):
            raise _mapped(error) from error
        _plain_only.add(identity)  # most servers that speak a provider's protocol know only a part of it
    try:
        return _ask(model, rendered, "plain")
    except ModelError:
        raise
    except Exception as error:
        raise _mapped(error) from error


def _way(name: str) -> Way:
    provider = PROVIDERS.get(_ALIASES.get(name.partition(":")[0].lower(), name.partition(":")[0].lower()))
    return provider.way if provider else "plain"


def _ask(model: BaseChatModel, rendered: Rendered, way: Way) -> DraftAnswer:
    from langchain_core.messages import HumanMessage, SystemMessage
    from langchain_core.prompts import ChatPromptTemplate
    from langsmith import tracing_context

    # Messages, not templates: braces in a passage are text.
    prompt = ChatPromptTemplate.from_messages([SystemMessage(rendered.system), HumanMessage(rendered.user)])
    asked: Runnable[Any, Any] = (
        model if way == "plain" else model.with_structured_output(SCHEMA, method=way, include_raw=True)
    )
    chain: Runnable[Any, Any] = prompt | asked
    with tracing_context(enabled=False):
        reply = chain.invoke({}, config={"callbacks": []})
    if way == "plain":
        return _read(_text(reply))
    parsed = reply.get("parsed")
    # A model that answers in text although a form was asked for is read as text.
    return _draft(parsed) if isinstance(parsed, dict) else _read(_text(reply.get("raw")))


def _text(message: Any) -> str:
    content = getattr(message, "content", message)
    if isinstance(content, str):
        return content
    parts = [
        one if isinstance(one, str) else one.get("text", "") for one in content or () if isinstance(one, str | dict)
    ]
    return "".join(part for part in parts if isinstance(part, str))


def _read(text: str) -> DraftAnswer:
    """The JSON object in a reply: alone, in a code block, or after some words."""
    if not text.strip():
        raise ModelReplyError("chat model: the reply is empty; try another model")
    block = re.search(r"```(?:json)?\s*\n(.*?)```", text, re.DOTALL)
    candidate = block[1] if block else text
    start = candidate.find("{")
    if start >= 0:
        try:
            parsed, _ = json.JSONDecoder().raw_decode(candidate[start:])
        except (ValueError, RecursionError) as error:
            raise ModelReplyError(
                "chat model: the reply is not whole JSON; raise STEPPE_MODEL__MAX_REPLY_TOKENS"
            ) from error
        return _draft(parsed)
    raise ModelReplyError("chat model: the reply holds no JSON object; try another model")


def _draft(parsed: object) -> DraftAnswer:
    try:
        reply = _Reply.model_validate(parsed)
    except ValidationError as error:
        raise ModelReplyError("chat model: the reply is not of the agreed form; try another model") from error
    return DraftAnswer(
        tuple(DraftStatement(s.text, tuple((q.passage, q.quote) for q in s.quotes)) for s in reply.statements)
    )


def _chain_of(error: BaseException) -> Iterator[BaseException]:
    seen: BaseException | None = error
    for _ in range(8):
        if seen is None:
            return
        yield seen
        seen = seen.__cause__ or seen.__context__


def _status(error: BaseException) -> int | None:
    """The HTTP status that a provider's error carries, whatever the provider's class is called."""
    for one in _chain_of(error):
        for name in ("status_code", "code"):
            value = getattr(one, name, None)
            if isinstance(value, int) and 100 <= value < 600:
                return value
    return None


def _transport(name: str) -> tuple[type[BaseException], ...]:
    """A class of the HTTP clients that are loaded: providers use httpx or its successor httpx2."""
    found = (getattr(sys.modules.get(module), name, None) for module in ("httpx", "httpx2"))
    return tuple(one for one in found if isinstance(one, type) and issubclass(one, BaseException))


def _mapped(error: Exception) -> ModelError:
    status = _status(error)
    if status in (401, 403):
        return ModelSetupError(f"chat model: the provider refused the key ({status}); check STEPPE_CHAT_MODEL_KEY")
    if status == 404:
        return ModelSetupError("chat model: the provider does not know the model (404); check STEPPE_CHAT_MODEL")
    if status == 429:
        return ModelUnavailableError("chat model: too many requests or no quota left (429); try again later")
    if status is not None and status >= 400:
        return ModelUnavailableError(f"chat model: the provider answered {status}; try again later")
    chain = list(_chain_of(error))
    if any(isinstance(one, (TimeoutError, *_transport("TimeoutException"))) for one in chain):
        return ModelUnavailableError("chat model: no reply in time; try again or raise STEPPE_MODEL__TIMEOUT_S")
    if any(isinstance(one, (OSError, *_transport("TransportError"))) for one in chain):
        return ModelUnavailableError(
            "chat model: not reachable or cut off; check the network and STEPPE_CHAT_MODEL_URL"
        )
    return ModelReplyError(f"chat model: the reply cannot be read ({type(error).__name__}); try another model")


def _wait_s(error: BaseException | None, tried: int) -> float:
    """Seconds before the next try: what the provider asks for, else half a second, doubled each time."""
    response = getattr(error, "response", None)
    headers = getattr(response, "headers", None) or {}
    try:
        return max(0.0, float(headers.get("retry-after", "")))
    except (ValueError, TypeError):
        return min(0.5 * 2.0**tried, _LONGEST_WAIT_S)
