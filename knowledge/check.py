"""Look the installation over: what is wrong, and how to mend it. Changes nothing."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass

from knowledge.errors import SteppeError
from knowledge.settings import Settings


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at."""

    part: str
    ok: bool
    message: str


def findings(settings: Settings) -> list[Finding]:
    """Look at settings, folders, encoder, reranker, prompts, corpus, catalogue, index, feeds and model, in that order."""
    parts: tuple[tuple[str, Callable[[Settings], str]], ...] = (
        ("settings", _names),
        ("folder", _folder),
        ("encoder", _encoder),
        ("reranker", _reranker),
        ("prompts", _prompts),
        ("corpus", _corpus),
        ("library", _library),
        ("feeds", _feeds),
        ("model", _model),
    )
    found = []
    for part, look in parts:
        try:
            found.append(Finding(part, True, look(settings)))
        except SteppeError as error:
            found.append(Finding(part, False, str(error)))
    return found


def _names(settings: Settings) -> str:
    known = set()
    for name, field in type(settings).model_fields.items():
        nested = getattr(field.annotation, "model_fields", None)
        known |= {f"STEPPE_{name}__{inner}".upper() for inner in nested} if nested else {f"STEPPE_{name}".upper()}
    unknown = sorted(name for name in os.environ if name.startswith("STEPPE_") and name.upper() not in known)
    unknown = [name for name in unknown if name != "STEPPE_ENCODER_DATA"]  # for training the encoder, not for running
    if unknown:
        raise SteppeError(f"unknown in the environment: {', '.join(unknown)}; mend the spelling or unset them")
    return "read"


def _folder(settings: Settings) -> str:
    folder = settings.data_dir
    parent = next((place for place in (folder, *folder.parents) if place.exists()), folder)
    if not os.access(parent, os.W_OK | os.X_OK):
        raise SteppeError(f"{parent}: cannot be written; mend its permissions or set STEPPE_DATA_DIR")
    return f"{folder}{'' if folder.exists() else ' (made at first use)'}"


def _encoder(settings: Settings) -> str:
    from knowledge.embed import open_encoder

    return f"{settings.embeddings}, fingerprint {open_encoder(settings.embeddings).fingerprint}"


def _reranker(settings: Settings) -> str:
    from knowledge.reranker.weights import load

    if settings.reranker == "off":
        return "off: sentences are judged by their words alone"
    weights = load()
    return f"builtin, {weights.layers} layers, {len(weights.pieces):,} pieces"


def _prompts(settings: Settings) -> str:
    from knowledge.prompts import load_prompt_file

    return load_prompt_file("answer").fingerprint


def _corpus(settings: Settings) -> str:
    from knowledge.dossier.read import corpus_digest, read_corpus
    from knowledge.figures.match import check_figures

    if settings.corpus is None:
        return "none (STEPPE_CORPUS is empty)"
    corpus_digest(settings.corpus)
    corpus = read_corpus(settings.corpus)
    if problems := (*corpus.problems, *check_figures(settings.corpus)):
        more = f" (and {len(problems) - 1} more)" if len(problems) > 1 else ""
        raise SteppeError(f"{problems[0]}{more}; `python -m knowledge.corpus_check` names all")
    return f"{len(corpus.dossiers)} dossiers, {len(corpus.claims)} claims, {len(corpus.references)} published sources"


def _library(settings: Settings) -> str:
    from knowledge.embed import open_encoder
    from knowledge.errors import DamagedError
    from knowledge.library import INDEX, fingerprint, open_library
    from knowledge.types import LANGUAGES

    if not (settings.data_dir / "library.sqlite3").exists():
        return "not made yet; the first command makes it"
    encoder = open_encoder(settings.embeddings)
    library = open_library(settings, encoder)
    try:
        if wrong := library.catalogue.verify():
            raise DamagedError(f"catalogue: {wrong}; restore it from a backup")
        current = library.catalogue.read(INDEX) or ""
        if not current.startswith(fingerprint(settings, encoder)):
            raise DamagedError("the index was made with another encoder or splitting; run `steppe rebuild`")
        counts = []
        for language in LANGUAGES:
            ids = library.catalogue.passage_ids(language)
            if missing := library.vectors.missing(language, ids):
                raise DamagedError(f"{len(missing)} {language} passages have no vector; run `steppe rebuild`")
            counts.append(f"{len(ids)} {language}")
        return f"{len(library.catalogue.sources())} sources, passages: {', '.join(counts)}"
    finally:
        library.close()


def _feeds(settings: Settings) -> str:
    from knowledge.feeds.journal import Journal
    from knowledge.feeds.listing import read_feeds
    from knowledge.feeds.rounds import JOURNAL

    if settings.feeds_file is None:
        return "none: STEPPE_FEEDS_FILE is not set"
    sources = read_feeds(settings.feeds_file)
    failing = [one for one in Journal(settings.data_dir / JOURNAL).health(sources) if one.failures > 2]
    if failing:
        names = ", ".join(f"{one.source.id} ({one.problem})" for one in failing)
        raise SteppeError(f"failing again and again: {names}; `steppe feeds` says more")
    return f"{len(sources)} followed"


def _model(settings: Settings) -> str:
    if not settings.chat_model:
        return "none: answers are extractive"
    from knowledge.models import open_chat_model

    open_chat_model(settings)
    return settings.chat_model
