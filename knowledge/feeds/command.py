"""``steppe feeds``: which feeds are followed and how they are doing; ``steppe feeds fetch``: ask them now."""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import click

from knowledge.errors import SettingsError, SteppeError

if TYPE_CHECKING:
    from knowledge.feeds.values import FeedHealth, FeedOutcome

_NONE = "no feeds are followed; set STEPPE_FEEDS_FILE to a list of them, such as deploy/feeds.toml"


@click.group(invoke_without_command=True)
@click.option("--json", "as_json", is_flag=True, help="Print JSON, a list of objects.")
@click.pass_context
def feeds(context: click.Context, as_json: bool) -> None:
    """List the feeds that are followed and how they are doing.

    \b
    steppe feeds
    steppe feeds fetch
    """
    if context.invoked_subcommand is None:
        _failing(lambda: _list(context.obj, as_json))


@feeds.command()
@click.option("--all", "everything", is_flag=True, help="Ask every feed, also those that are not due.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON, one object.")
@click.pass_obj
def fetch(terminal: Any, everything: bool, as_json: bool) -> None:
    """Ask the feeds that are due once, and take in what is on the topic."""
    _failing(lambda: _fetch(terminal, everything, as_json))


def _list(terminal: Any, as_json: bool) -> None:
    with terminal.knowledge() as knowledge:
        rows = knowledge.feed_health()
    if as_json:
        click.echo(json.dumps([health_json(one) for one in rows], ensure_ascii=False))
    elif rows:
        _print(rows)
    else:
        click.echo(_NONE)


def _fetch(terminal: Any, everything: bool, as_json: bool) -> None:
    with terminal.knowledge() as knowledge:
        if not knowledge.feeds.sources:
            raise SettingsError(_NONE)
        knowledge.hold()
        report = knowledge.fetch_feeds(datetime.now(UTC), everything=everything)
    if as_json:
        outcomes = [outcome_json(outcome) for outcome in report.outcomes]
        click.echo(json.dumps({"outcomes": outcomes, "forgotten": report.forgotten}, ensure_ascii=False))
    else:
        for outcome in report.outcomes:
            click.echo(_told(outcome))
        if not report.outcomes:
            click.echo("no feed is due; --all asks them anyway")
        if report.forgotten:
            click.echo(f"forgotten: {report.forgotten} old")
    failed = [outcome for outcome in report.outcomes if outcome.status == "failed"]
    for outcome in failed:
        click.echo(f"steppe: {outcome.feed}: {outcome.line}", err=True)
    if report.outcomes and len(failed) == len(report.outcomes):
        sys.exit(1)


def _told(outcome: FeedOutcome) -> str:
    if outcome.status == "failed":
        return f"{outcome.feed}: {outcome.problem}"
    if outcome.status == "unchanged":
        return f"{outcome.feed}: nothing new"
    counts = ((outcome.taken, "taken"), (outcome.replaced, "replaced"), (outcome.off_topic, "off the topic"),
              (outcome.passed, "passed over"), (outcome.undated, "undated"))  # fmt: skip
    told = ", ".join(f"{number} {what}" for number, what in counts if number)
    line = f"{outcome.feed}: {outcome.new} new of {outcome.items}" + (f" ({told})" if told else "")
    return line + (f"; {outcome.line}" if outcome.line else "") + ("; stopped" if outcome.status == "stopped" else "")


def _print(rows: tuple[FeedHealth, ...]) -> None:
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    table = Table(box=None, pad_edge=False)
    for heading in ("feed", "", "kind", "last read", "next", "seen", "taken", "state"):
        table.add_column(
            heading, no_wrap=heading != "state", justify="right" if heading in ("seen", "taken") else "left"
        )
    for one in rows:
        state: str = one.problem or ("ok" if one.succeeded else "not asked yet")
        state += f" ({one.failures} times)" if one.failures > 1 else ""
        table.add_row(
            one.source.id, one.source.language, one.source.kind, _time(one.succeeded), _time(one.due),
            str(one.seen), str(one.taken), escape(f"{state}: {one.line}" if one.line else state),
        )  # fmt: skip
    # In a pipe a line is as long as it is.
    (Console(highlight=False) if sys.stdout.isatty() else Console(highlight=False, width=1_000)).print(table)


def _time(moment: datetime | None) -> str:
    return moment.strftime("%Y-%m-%d %H:%MZ") if moment else "–"


def health_json(one: FeedHealth) -> dict[str, Any]:
    """A feed with its health for ``steppe feeds --json``; times in ISO 8601, UTC."""
    source = one.source
    times = {"tried": one.tried, "succeeded": one.succeeded, "due": one.due}
    return {
        "id": source.id, "name": source.name, "url": source.url, "kind": source.kind, "language": source.language,
        "weight": source.weight, "full_text": source.full_text, "problem": one.problem, "line": one.line,
        "failures": one.failures, "seen": one.seen, "taken": one.taken, "off_topic": one.off_topic,
        "passed": one.passed, "undated": one.undated,
    } | {name: moment.isoformat() if moment else None for name, moment in times.items()}  # fmt: skip


def outcome_json(outcome: FeedOutcome) -> dict[str, Any]:
    """What one round brought of one feed, for ``steppe feeds fetch --json``."""
    return {name: getattr(outcome, name) for name in outcome.__slots__}


def _failing(command: Any) -> None:
    try:
        command()
    except SteppeError as error:
        click.echo(f"steppe: {' '.join(str(error).split())}", err=True)
        raise SystemExit(2 if isinstance(error, SettingsError) else 1) from None
