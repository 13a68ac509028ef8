"""Prompts are files with a contract: front matter (id, version, variables) and checked rendering.

A file holds a ``## System`` and a ``## User`` part; ``{{name}}`` stands for a variable. Values are put in once and never
read again for placeholders, so that a passage that contains ``{{question}}`` stays as it is.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files
from typing import Protocol

import yaml

from knowledge.errors import PromptError
from knowledge.types import Language, Passage

LANGUAGE_NAMES: dict[Language, str] = {"ja": "Japanese", "en": "English"}

_FILE = re.compile(r"\A---\n(?P<front>.*?)\n---\n(?P<body>.*)\Z", re.DOTALL)
_PARTS = re.compile(r"\A\s*## System\n(?P<system>.*?)\n## User\n(?P<user>.*)\Z", re.DOTALL)
_VARIABLE = re.compile(r"\{\{\s*([a-z_]+)\s*\}\}")
_ID = re.compile(r"[a-z][a-z0-9-]*")


@dataclass(frozen=True, slots=True)
class Rendered:
    """A prompt ready to send: the two messages."""

    system: str
    user: str


@dataclass(frozen=True, slots=True)
class Prompt:
    """A prompt file, parsed.

    Attributes:
        variables: The names that must be given, each used at least once in the file.
        fingerprint: ``id@version+hash``; the hash covers the whole file, front matter included.
    """

    id: str
    version: str
    variables: tuple[str, ...]
    system: str = field(repr=False)
    user: str = field(repr=False)
    fingerprint: str

    def render(self, **variables: str) -> Rendered:
        """Put the variables in.

        Raises:
            PromptError: A variable is missing, not known to the file, or not a string.
        """
        missing = sorted(set(self.variables) - variables.keys())
        extra = sorted(variables.keys() - set(self.variables))
        if missing or extra:
            wrong = [f"missing {', '.join(missing)}"] * bool(missing) + [f"unknown {', '.join(extra)}"] * bool(extra)
            raise PromptError(f"prompt {self.id}: {'; '.join(wrong)}; give exactly {', '.join(self.variables)}")
        for name, value in variables.items():
            if not isinstance(value, str):
                raise PromptError(f"prompt {self.id}: {name} is not a string; convert it first")
        return Rendered(_fill(self.system, variables), _fill(self.user, variables))


class Readable(Protocol):
    """What a prompt is read from: a path or a package resource."""

    def read_text(self, encoding: str | None = ...) -> str:
        """The whole text."""


def load_prompt_file(id: str) -> Prompt:
    """The prompt ``id`` of the package ``prompts``, read once.

    Raises:
        PromptError: No such file, or the file breaks the contract; the message names the file.
    """
    if not _ID.fullmatch(id):
        raise PromptError(f"prompt {id!r}: ids are lower-case letters, digits and hyphens")
    return _shipped(id)


@lru_cache(maxsize=32)
def _shipped(id: str) -> Prompt:
    return read_prompt(files("prompts") / f"{id}.md", id)


def read_prompt(place: Readable, id: str) -> Prompt:
    """Read and check one prompt file; ``id`` must be the one in its front matter.

    Raises:
        PromptError: As ``load_prompt_file``.
    """
    name = f"prompts/{id}.md"
    try:
        text = place.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise PromptError(f"{name}: cannot be read; put the file there in UTF-8") from error
    whole = _FILE.match(text)
    if whole is None:
        raise PromptError(f"{name}: begins with no front matter; write id, version and variables between --- lines")
    try:
        front = yaml.safe_load(whole["front"])
    except yaml.YAMLError as error:
        raise PromptError(f"{name}: the front matter is not YAML; mend it") from error
    if not isinstance(front, dict) or set(front) != {"id", "version", "variables"}:
        raise PromptError(f"{name}: the front matter must hold exactly id, version and variables")
    variables = front["variables"]
    if front["id"] != id or not isinstance(variables, list) or not all(isinstance(one, str) for one in variables):
        raise PromptError(f"{name}: id must be {id} and variables a list of names")
    parts = _PARTS.match(whole["body"])
    if parts is None:
        raise PromptError(f"{name}: write a part ## System and then a part ## User")
    used = set(_VARIABLE.findall(whole["body"]))
    if used != set(variables) or len(set(variables)) != len(variables):
        odd = ", ".join(sorted(used ^ set(variables))) or "a name twice"
        raise PromptError(f"{name}: variables and their use differ: {odd}")
    digest = hashlib.sha256(text.encode()).hexdigest()[:12]
    version = str(front["version"])
    return Prompt(
        id, version, tuple(variables), parts["system"].strip(), parts["user"].strip(), f"{id}@{version}+{digest}"
    )


def show_passages(passages: Sequence[Passage], fence: str) -> str:
    """The passages as P1, P2, ..., each between two lines that hold the fence word.

    Args:
        fence: An unguessable word (``new_fence``), so that no passage can close its own fence.
    """
    blocks = []
    for number, passage in enumerate(passages, 1):
        section = " ".join(passage.section.split())
        heading = f"section: {section}\n" if section else ""
        blocks.append(
            f"<<<{fence} P{number} {passage.language}>>>\n{heading}{passage.text.replace(fence, '')}\n<<<{fence} end P{number}>>>"
        )
    return "\n\n".join(blocks)


def new_fence() -> str:
    """A fresh fence word: 16 hexadecimal digits, unguessable."""
    return secrets.token_hex(8)


def _fill(text: str, variables: dict[str, str]) -> str:
    return _VARIABLE.sub(lambda m: variables[m[1]], text)
