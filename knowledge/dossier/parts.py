"""The form of the corpus files: what each entry must hold, and how a slip is named with its file and line."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from knowledge.types import Stance, Verdict

COLUMN = "column"  # the bibliography key of the owner's column, which the digest reports
DATE = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?")

Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
ClaimId = Annotated[str, StringConstraints(pattern=r"^KZ-C\d{2}$")]
Date = Annotated[str, StringConstraints(pattern=rf"^{DATE.pattern}$")]


class Part(BaseModel):
    """An entry of a corpus file; ``line`` is where it starts, from 1."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    line: int = Field(0, alias="__line__")


class Both(Part):
    """The same words in both languages."""

    ja: Line
    en: Line


class StatementPart(Part):
    """One sentence in both languages, with what stands behind it."""

    ja: Line
    en: Line
    sources: list[Line] = Field(min_length=1)
    facts: list[Line] = []
    claims: list[ClaimId] = []
    evidence: list[ClaimId] = []
    speaks: list[ClaimId] = []  # of the claims under evidence: this sentence is the one to set beside them


class ParagraphPart(Part):
    """A paragraph: one passage in each language."""

    id: Line
    statements: list[Any] = Field(min_length=1)


class SectionPart(Part):
    """A titled run of paragraphs."""

    title: Both
    paragraphs: list[Any] = Field(min_length=1)


class DossierPart(Part):
    """A dossier file."""

    id: Line
    kind: Literal["dossier"]
    stance: Stance
    title: Both
    updated: Date
    sections: list[Any] = Field(min_length=1)


class ReferencePart(Part):
    """One entry of the bibliography."""

    title: Line
    publisher: Line
    url: Annotated[str, StringConstraints(pattern=r"^https?://[^\s/]+\.[^\s]+$")] | None
    published: Date | None
    kind: Literal[
        "official", "academic", "thinktank", "news", "state-media", "ngo", "reference", "mirror", "partisan", "opinion"
    ]
    title_approximate: bool = False


class PlacePart(Part):
    """Where in the column a claim stands."""

    section: int = Field(ge=0)
    paragraph: int = Field(ge=1)


class ClaimPart(Part):
    """One entry of the evidence ledger."""

    id: ClaimId
    verdict: Verdict
    place: PlacePart
    claim: Both
    finding: Both
    as_of: Annotated[str, StringConstraints(pattern=rf"^{DATE.pattern}(/{DATE.pattern})?$")]
    sources: list[Line] = Field(min_length=1)


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """Something wrong in a corpus file; ``str`` gives ``file:line: what; what to do``."""

    file: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.message}"


M = TypeVar("M", bound=Part)


def checked(kind: Callable[..., M], raw: object, path: Path, problems: list[Problem]) -> M | None:
    """Read ``raw`` as a ``kind``; what is wrong with it goes to ``problems`` with its line, and None comes back."""
    if raw is None:
        return None
    line = raw.get("__line__", 1) if isinstance(raw, Mapping) else 1
    if not isinstance(raw, Mapping):
        problems.append(Problem(path.name, line, "a mapping of names to values is expected here"))
        return None
    try:
        return kind(**raw)
    except ValidationError as error:
        for item in error.errors(include_url=False, include_input=False):
            where = ".".join(str(step) for step in item["loc"])
            missing = item["type"] == "missing" and where in ("ja", "en")
            said = f"the {where} twin is missing; write it" if missing else f"{where}: {item['msg']}"
            problems.append(Problem(path.name, line, said))
        return None


def entries(raw: object) -> Iterator[tuple[str, object]]:
    """The named entries of a mapping; nothing where there is none."""
    if isinstance(raw, Mapping):
        yield from ((str(key), value) for key, value in raw.items() if key != "__line__")


def load_yaml(path: Path, problems: list[Problem]) -> Any:
    """Load a YAML file with the line of each mapping under ``__line__``; None when it is absent or broken."""
    import yaml

    if not path.exists():
        return None
    try:
        return yaml.load(path.read_text(encoding="utf-8"), Loader=_loader())  # noqa: S506 - derived from the safe loader
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        problems.append(Problem(path.name, line, f"not readable as YAML ({error.problem}); mend the line"))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        problems.append(Problem(path.name, 1, f"not readable as UTF-8 YAML ({' '.join(str(error).split())[:80]})"))
    return None


def _loader() -> Any:
    import yaml

    base = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

    class _Lined(base):  # type: ignore[misc, valid-type]  # the C loader where PyYAML has it
        def construct_mapping(self, node: Any, deep: bool = False) -> dict[Any, Any]:
            mapping: dict[Any, Any] = super().construct_mapping(node, deep=deep)
            mapping["__line__"] = node.start_mark.line + 1
            return mapping

    return _Lined
