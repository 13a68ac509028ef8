"""The terminal: the same front door as the bot, as commands.

Exit codes: 0 done (an abstention is an answer), 1 the work failed (one line on standard error), 2 wrong use.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, NoReturn, ParamSpec, TypeVar

import click

from knowledge.errors import LockedError, QuestionError, SettingsError, SteppeError
from knowledge.settings import Settings, read_settings

if TYPE_CHECKING:
    from knowledge.opening import Knowledge
    from knowledge.types import IngestReport

P = ParamSpec("P")
R = TypeVar("R")


class Terminal:
    """What the commands share: the settings, read once, and the open library."""

    def __init__(self, kind: type[Settings]) -> None:
        self._kind = kind
        self._settings: Settings | None = None

    @property
    def settings(self) -> Settings:
        """The settings. Raises SettingsError."""
        if self._settings is None:
            self._settings = read_settings(self._kind)
            start_log(self._settings.log_level)
        return self._settings

    @contextmanager
    def knowledge(self) -> Iterator[Knowledge]:
        """The open library, with a progress bar while it is being filled."""
        settings = self.settings
        from knowledge.opening import open_knowledge

        with progress("library") as step:
            knowledge = open_knowledge(settings, progress=step)
        try:
            for remark in knowledge.remarks:
                click.echo(f"steppe: {remark}", err=True)
            yield knowledge
        finally:
            knowledge.close()


pass_terminal = click.make_pass_decorator(Terminal)


def start_log(level: str) -> None:
    """Send log records of ``level`` and above to standard error."""
    import logging

    logging.basicConfig(level=level, format="%(asctime)s %(levelname)s %(name)s: %(message)s", stream=sys.stderr)
    # The libraries below log addresses, whole requests and what is stored; only their troubles are of interest.
    for name in (
        "httpx",
        "httpcore",
        "httpx2",
        "chromadb",
        "openai",
        "urllib3",
        "pypdf",
        "trafilatura",
        "aiosqlite",
        "sqlalchemy",
        "asyncpg",
        "alembic",
    ):
        logging.getLogger(name).setLevel(logging.ERROR)
    logging.getLogger("knowledge.opening").setLevel(logging.ERROR)  # its remarks are printed by the terminal


def failing(command: Callable[P, R]) -> Callable[P, R]:
    """Turn the errors of the core into one line on standard error and exit code 1."""

    @wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return command(*args, **kwargs)
        except SettingsError as error:
            fail(str(error), code=2)
        except SteppeError as error:
            fail(str(error))
        except BrokenPipeError:
            sys.stderr.close()
            sys.exit(1)

    return run


def fail(line: str, code: int = 1) -> NoReturn:
    """Say why on standard error and leave."""
    click.echo(f"steppe: {' '.join(line.split())}", err=True)
    sys.exit(code)


@contextmanager
def progress(what: str) -> Iterator[Callable[[int, int, str], None]]:
    """A progress bar on a terminal's standard error; silence elsewhere. It appears only when there is work."""
    if not sys.stderr.isatty():
        yield lambda done, total, name: None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(what, total=None, visible=False)
        yield lambda done, total, name: bar.update(
            task, completed=done, total=total, description=f"{what}: {Path(name).name[:40]}", visible=True
        )


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="steppe", prog_name="steppe")
def app() -> None:
    """Ask about Kazakhstan between Russia, China, the United States and others; every sentence carries its source.

    \b
    steppe ask "How much of its oil goes by CPC?"
    steppe ask "ウラン埋蔵量の世界シェアは？"
    steppe ingest report.pdf notes/ https://example.org/article.html
    """


def build_app(kind: type[Settings]) -> click.Group:
    """The command group, reading its settings as ``kind``."""
    from knowledge.briefing.command import brief
    from knowledge.feeds.command import feeds
    from knowledge.figures.command import figures

    app.add_command(brief)
    app.add_command(figures)
    app.add_command(feeds)
    app.context_settings["obj"] = Terminal(kind)
    return app


_language = click.option("--lang", type=click.Choice(["ja", "en"]), help="Answer in this language.")
_json = click.option("--json", "as_json", is_flag=True, help="Print JSON, one object.")
_batch = click.option(
    "--batch",
    type=click.File("r", encoding="utf-8"),
    help="Read JSON lines with id and question; print one JSON line each, in order.",
)


@app.command()
@click.argument("question", required=False)
@_language
@_json
@_batch
@pass_terminal
@failing
def ask(terminal: Terminal, question: str | None, lang: Any, as_json: bool, batch: IO[str] | None) -> None:
    """Answer QUESTION with sentences that carry their sources.

    \b
    steppe ask "Why is the CPC pipeline a risk?"
    steppe ask --lang ja --json "How large is trade with the EU?"
    steppe ask --batch questions.jsonl --json
    """
    from knowledge.wire import answer_json

    _one_of(question, batch)
    with terminal.knowledge() as knowledge:
        if batch is not None:
            for row in _rows(batch):
                try:
                    found = answer_json(knowledge.ask(row["question"], language=lang, id=row["id"]))
                except QuestionError as error:
                    found = {"id": row["id"], "question": row["question"], "error": str(error)}
                _print_json(found)
            return
        answer = knowledge.ask(question or "", language=lang)
        if as_json:
            _print_json(answer_json(answer))
        else:
            from knowledge.show import print_answer

            print_answer(answer)


@app.command()
@click.argument("query", required=False)
@_json
@click.option("--top", type=click.IntRange(1, 100), default=10, show_default=True, help="How many passages.")
@_batch
@pass_terminal
@failing
def search(terminal: Terminal, query: str | None, as_json: bool, top: int, batch: IO[str] | None) -> None:
    """Find passages for QUERY, best first.

    \b
    steppe search "Middle Corridor tonnage"
    steppe search --json --top 3 中部回廊
    """
    from knowledge.wire import hits_json

    _one_of(query, batch)
    with terminal.knowledge() as knowledge:
        if batch is not None:
            for row in _rows(batch):
                try:
                    found = hits_json(row["id"], knowledge.search(row["question"], top=top))
                except QuestionError as error:
                    found = {"id": row["id"], "results": [], "error": str(error)}
                _print_json(found)
            return
        hits = knowledge.search(query or "", top=top)
        if as_json:
            _print_json(hits_json("", hits))
        else:
            from knowledge.show import print_hits

            print_hits(hits, {source.id: source for source in knowledge.sources()})


@app.command()
@click.argument("targets", nargs=-1, required=True)
@_json
@pass_terminal
@failing
def ingest(terminal: Terminal, targets: tuple[str, ...], as_json: bool) -> None:
    """Take files, folders or http(s) addresses into the library.

    \b
    steppe ingest article.txt report.pdf
    steppe ingest ~/reading/ https://example.org/page.html
    """
    from knowledge.show import print_report

    places = [t if "://" in t else Path(t).expanduser() for t in targets]
    with terminal.knowledge() as knowledge:
        try:
            with progress("ingest") as step:
                report: IngestReport = knowledge.ingest(places, step)
        except LockedError:
            count = knowledge.hand_over(places)
            inbox = knowledge.library.settings.inbox
            click.echo(f"another process is writing: {count} handed to its inbox {inbox}, from where it takes them in")
            return
    if as_json:
        from knowledge.wire import report_json

        _print_json(report_json(report))
    else:
        print_report(report)
    for outcome in report.outcomes:
        if outcome.status == "failed":
            click.echo(f"steppe: {outcome.reason}", err=True)
    if report.outcomes and report.count("failed") == len(report.outcomes):
        sys.exit(1)


@app.command()
@_json
@pass_terminal
@failing
def sources(terminal: Terminal, as_json: bool) -> None:
    """List what the library holds."""
    with terminal.knowledge() as knowledge:
        rows = knowledge.sources()
        if as_json:
            from knowledge.wire import card_json

            _print_json([card_json(source) for source in rows])
        else:
            from knowledge.show import print_sources

            print_sources(rows)


@app.command()
@click.argument("source_id")
@_json
@pass_terminal
@failing
def show(terminal: Terminal, source_id: str, as_json: bool) -> None:
    """Print the stored text of SOURCE_ID."""
    with terminal.knowledge() as knowledge:
        source = knowledge.source(source_id)
    if as_json:
        from knowledge.wire import source_json

        _print_json(source_json(source))
    else:
        click.echo(source.text)


@app.command()
@click.argument("source_id")
@pass_terminal
@failing
def forget(terminal: Terminal, source_id: str) -> None:
    """Remove SOURCE_ID from the library."""
    with terminal.knowledge() as knowledge:
        source = knowledge.forget(source_id)
    click.echo(f"forgotten: {source.title} ({source.id})")


@app.command()
@pass_terminal
@failing
def rebuild(terminal: Terminal) -> None:
    """Make the vector index again from the catalogue."""
    with terminal.knowledge() as knowledge, progress("rebuild") as step:
        count = knowledge.rebuild(step)
    click.echo(f"rebuilt: {count:,} passages")


@app.command()
@_json
@pass_terminal
@failing
def evidence(terminal: Terminal, as_json: bool) -> None:
    """List the claims of the column and what other sources say of them, by verdict."""
    from knowledge.show import print_evidence
    from knowledge.wire import claim_json

    with terminal.knowledge() as knowledge:
        claims = knowledge.claims()
        rows = [(claim, knowledge.library.catalogue.references(claim.keys)) for claim in claims]
    if as_json:
        _print_json([claim_json(claim, references) for claim, references in rows])
    else:
        print_evidence(rows)


@app.command(name="eval")
@click.option(
    "--sets",
    type=click.Path(path_type=Path),
    default=Path("tests/evals"),
    show_default=True,
    help="Folder of the question sets.",
)
@click.option(
    "--write", "write_to", type=click.Path(path_type=Path), help="Write the page and its numbers to this folder."
)
@click.option("--picture", type=click.Path(path_type=Path), help="Draw the risk-coverage curve to this PNG file.")
@click.option("--fit", "fit_to", type=click.Path(path_type=Path), help="Fit the decision to answer; write it there.")
@_json
@pass_terminal
@failing
def evaluate(
    terminal: Terminal, sets: Path, write_to: Path | None, picture: Path | None, fit_to: Path | None, as_json: bool
) -> None:
    """Measure answers on the question sets of the repository; figures are of the questions that nothing was fitted on."""
    from knowledge.measure.page import page, short
    from knowledge.measure.run import measure

    with terminal.knowledge() as knowledge:
        if fit_to is not None:
            from dataclasses import replace

            from knowledge.abstain import SIDES
            from knowledge.desk import READ_ALL
            from knowledge.measure.fit import fitted
            from knowledge.measure.sets import LEARNED, SETS, ask_all, held_out, read_sets
            from knowledge.reranker.unseen import FILE, Unseen

            rows = [row for row in read_sets(sets, (*SETS, *LEARNED)) if not held_out(row["id"])]
            desk = replace(knowledge.desk, reader=Unseen(sets / FILE), doubt=READ_ALL)
            found = {side: list(ask_all(desk, rows, side=side, removed=True)) for side in SIDES}
            fit_to.write_text(json.dumps(fitted(found, sets), indent=1) + "\n", encoding="utf-8")
            click.echo(f"written: {fit_to}")
            return
        settings = knowledge.library.settings
    result = measure(settings, sets, lambda line: click.echo(f"  measured: {line}", err=True))
    if write_to is not None:
        (write_to / "RESULTS.md").write_text(page(result), encoding="utf-8")
        (write_to / "results.json").write_text(json.dumps(result, ensure_ascii=False) + "\n", encoding="utf-8")
    if picture is not None:
        from knowledge.measure.curve import draw_curve

        draw_curve(result, picture)
    if as_json:
        _print_json(result)
    else:
        click.echo(short(result))


@app.command()
@_language
@pass_terminal
@failing
def chat(terminal: Terminal, lang: Any) -> None:
    """Ask one question after the other; an empty line or Ctrl-D ends."""
    from knowledge.show import print_answer
    from knowledge.types import Turn

    with terminal.knowledge() as knowledge:
        click.echo("Steppe / ステッペ. Ask in English or Japanese; an empty line ends. 空行で終了。")
        turns: list[Turn] = []
        for line in _typed():
            try:
                answer = knowledge.ask(line, language=lang, history=turns[-4:])
            except QuestionError as error:
                click.echo(str(error))
                continue
            turns.append(Turn(line, answer.text))
            print_answer(answer)


@app.command()
@_json
@pass_terminal
def check(terminal: Terminal, as_json: bool) -> None:
    """Say what is wrong with settings, library, index, prompts and encoder, and how to mend it."""
    from knowledge.check import findings

    try:
        found = findings(terminal.settings)
    except SettingsError as error:
        fail(str(error), code=2)
    if as_json:
        _print_json([{"part": f.part, "ok": f.ok, "message": f.message} for f in found])
    else:
        for finding in found:
            mark = click.style("ok", fg="green") if finding.ok else click.style("!!", fg="red")
            click.echo(f"{mark} {finding.part}: {finding.message}")
    if not all(finding.ok for finding in found):
        sys.exit(1)


def _typed() -> Iterator[str]:
    """Lines as they are typed (or piped in) until an empty one or the end."""
    import contextlib

    with contextlib.suppress(ImportError):
        import readline  # noqa: F401 - its import gives input() history and editing
    while True:
        try:
            line = input("› " if sys.stdin.isatty() else "")
        except (EOFError, KeyboardInterrupt):
            return
        if not line.strip():
            return
        yield line


def _one_of(text: str | None, batch: IO[str] | None) -> None:
    if (text is None) == (batch is None):
        raise click.UsageError("give a question, or --batch FILE")


def _rows(batch: IO[str]) -> Iterator[dict[str, str]]:
    for number, line in enumerate(batch, 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            yield {"id": str(row["id"]), "question": str(row["question"])}
        except (ValueError, KeyError, TypeError) as error:
            raise click.UsageError(
                f"{batch.name}:{number}: one JSON object with id and question is expected"
            ) from error


def _print_json(value: object) -> None:
    # Surrogates can come in by the command line; they must not end a batch.
    text = json.dumps(value, ensure_ascii=False)
    click.echo(text.encode("utf-8", "backslashreplace").decode("utf-8"))
    sys.stdout.flush()
