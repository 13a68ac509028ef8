"""The lines of a briefing that are not quotations: headings, counts, dates. Pure; every renderer takes them from here."""

from __future__ import annotations

import re
from datetime import UTC, timedelta
from zoneinfo import ZoneInfo

from knowledge.briefing.values import Ahead, Background, Briefing, Change, Fact, Gap, Item
from knowledge.briefing.words import BRIEFING_WORDS, BriefingWords
from knowledge.types import Citation, Language, Passage, Statement

_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")
_TITLES = 3  # of sources with an impossible date, so many are named


def words_of(briefing: Briefing) -> BriefingWords:
    """The words of the briefing's language."""
    return BRIEFING_WORDS[briefing.language]


def date_told(published: str | None, language: Language) -> str | None:
    """A date as people write it; None where there is none, and what is no date as it stands."""
    if not published:
        return None
    words, found = BRIEFING_WORDS[language], _DATE.fullmatch(published)
    if found is None or (found[2] and not 1 <= int(found[2]) <= 12):
        return published
    if not found[2]:
        return words.date_y.format(year=found[1])
    number = int(found[2])
    pattern = words.date_ymd if found[3] else words.date_ym
    return pattern.format(year=found[1], month=words.months[number - 1], number=number, day=int(found[3] or 0))


def title(briefing: Briefing) -> str:
    """Its name, with the themes it is narrowed to."""
    words = words_of(briefing)
    if briefing.kind == "since":
        return words.title_since
    return words.title_theme.format(themes=words.separator.join(briefing.themes)) if briefing.themes else words.title


def dateline(briefing: Briefing) -> str:
    """Day, cut-off and window, as ``24 November 2026 · cut-off 06:45 Asia/Tokyo · last 24 hours``."""
    words = words_of(briefing)
    until = briefing.until.astimezone(ZoneInfo(briefing.zone))
    at = "24:00" if (until.hour, until.minute) == (0, 0) and until.date() > briefing.day else f"{until:%H:%M}"
    hours = round((briefing.until - briefing.since) / timedelta(hours=1))
    window = (
        words.window_hours.format(count=hours) if hours <= 48 else words.window_days.format(count=round(hours / 24))
    )
    told = date_told(briefing.day.isoformat(), briefing.language) or ""
    return " · ".join([told, words.cut_off.format(time=at, zone=briefing.zone), window])


def quiet_line(briefing: Briefing) -> str | None:
    """What is said where nothing is new; None where something is."""
    words = words_of(briefing)
    if briefing.empty and not briefing.citations and briefing.kind == "daily" and briefing.background is None:
        return words.empty if not briefing.last_new else _quiet(briefing, words)
    if not briefing.quiet:
        return None
    return words.nothing_since if briefing.kind == "since" else _quiet(briefing, words)


def _quiet(briefing: Briefing, words: BriefingWords) -> str:
    if briefing.last_new is None:
        return words.quiet_ever if not briefing.themes else words.quiet
    return words.quiet_since.format(day=date_told(briefing.last_new, briefing.language))


def numbers(statement: Statement) -> str:
    """The numbers of its citations, as ``[1][2]``."""
    return "".join(f"[{n}]" for n in statement.citations)


def item_text(item: Item, briefing: Briefing) -> str:
    """The item's sentence; where it was said first of all already, that it stands above."""
    return words_of(briefing).above if item.statement in briefing.bluf else item.statement.text


def item_line(item: Item, language: Language) -> str:
    """Vectors, date, number and kinds of sources, agreement and labels, in one line."""
    words = BRIEFING_WORDS[language]
    told = ["/".join(words.vector[one] for one in item.vectors)] if item.vectors else []
    if date := date_told(item.published, language):
        told.append(date)
    if item.mix.total > 1:
        told.append(_mix_told(item, words))
    told.append(words.agreement[item.agreement])
    told += [words.label[one] for one in item.labels if item.mix.total == 1 or one in ("undated", "unreviewed")]
    return " · ".join(told)


def _mix_told(item: Item, words: BriefingWords) -> str:
    """How many sources, of what kinds, in which languages."""
    mix, comma = item.mix, words.comma
    kinds = [words.counted[kind].format(count=number) for kind in words.counted if (number := getattr(mix, kind))]
    languages = [words.languages[one].format(count=n) for one, n in (("ja", mix.ja), ("en", mix.en)) if n]  # type: ignore[index]  # the two
    parts = [comma.join(part) for part in (kinds, languages) if part]
    left, right = words.parentheses
    return f"{words.sources.format(count=mix.total)}{left}{words.semicolon.join(parts)}{right}"


def changed_heading(briefing: Briefing) -> str:
    """The heading of what changed, with the day of the briefing before."""
    words = words_of(briefing)
    day = date_told(briefing.earlier.isoformat(), briefing.language) if briefing.earlier else None
    return words.changed_since.format(day=day) if day else words.changed


def theme_line(told: Background) -> str:
    """The theme of the day: dossier and section."""
    return f"{told.topic} · {told.theme}" if told.theme else told.topic


def change_line(change: Change, language: Language) -> str:
    """The figure before and now."""
    return BRIEFING_WORDS[language].told.format(now=change.told[0], before=change.told[1])


def before_line(change: Change, language: Language) -> str:
    """The heading of the older sentence: when it stood."""
    words = BRIEFING_WORDS[language]
    told = date_told(change.earlier, language)
    return f"{words.before}{words.parentheses[0]}{told}{words.parentheses[1]}" if told else words.before


def fact_line(fact: Fact, language: Language) -> str:
    """As of when the dossier's sentence holds, and what to know of its sources."""
    words = BRIEFING_WORDS[language]
    told = [words.as_of.format(date=date)] if (date := date_told(fact.as_of, language)) else []
    told += [words.label[one] for one in fact.labels]
    if fact.sources == 1:
        told.append(words.fact_single)
    return " · ".join(told)


def ahead_line(ahead: Ahead, language: Language) -> str:
    """The day of an event and how far off it is."""
    words = BRIEFING_WORDS[language]
    day, left = date_told(ahead.day, language) or ahead.day, ahead.days_left
    if left is None:
        return day
    away = words.day_today if left == 0 else words.day_left if left == 1 else words.days_left.format(count=left)
    return f"{day}{words.parentheses[0]}{away}{words.parentheses[1]}"


def gap_line(gap: Gap, language: Language) -> str:
    """A gap in words."""
    words = BRIEFING_WORDS[language]
    return (words.gap_watched if gap.kind == "watched" else words.gap_asked).format(text=gap.text)


def gap_lines(briefing: Briefing) -> list[str]:
    """All gaps in words, and what was left out because of its date."""
    doubted = doubted_line(briefing)
    return [*(gap_line(one, briefing.language) for one in briefing.gaps), *([doubted] if doubted else [])]


def doubted_line(briefing: Briefing) -> str | None:
    """What was left out because of its date; None where nothing was."""
    if not briefing.doubted:
        return None
    words, count = words_of(briefing), len(briefing.doubted)
    left, right = words.parentheses
    named = [f"{_short(one.title)}{left}{one.published}{right}" for one in briefing.doubted[:_TITLES]]
    titles = words.separator.join(named) + ("…" if count > _TITLES else "")
    return (words.doubted_one if count == 1 else words.doubted).format(count=count, titles=titles)


def more_line(briefing: Briefing) -> str | None:
    """How many items did not find room; None where all did."""
    if not briefing.more_new:
        return None
    words = words_of(briefing)
    return (words.more_new_one if briefing.more_new == 1 else words.more_new).format(count=briefing.more_new)


def basis_line(briefing: Briefing) -> str:
    """What the briefing rests on, counted, and how it was made."""
    words = words_of(briefing)
    return words.separator.join([*counts(briefing), words.basis_mode.format(mode=mode_told(briefing))])


def counts(briefing: Briefing) -> list[str]:
    """The counts of the basis, each in words."""
    words, basis = words_of(briefing), briefing.basis
    told = [
        (words.basis_passages_one if basis.passages == 1 else words.basis_passages).format(count=basis.passages),
        (words.basis_sources_one if basis.sources == 1 else words.basis_sources).format(count=basis.sources),
    ]
    if basis.newest_days is not None:
        told.append(
            words.basis_newest_today
            if basis.newest_days <= 0
            else (words.basis_newest_one if basis.newest_days == 1 else words.basis_newest).format(
                count=basis.newest_days
            )
        )
    told.append(words.basis_languages.format(ja=basis.ja, en=basis.en))
    told += [words.basis_kinds[kind].format(count=n) for kind in words.basis_kinds if (n := getattr(basis, kind))]
    return told


def mode_told(briefing: Briefing) -> str:
    """How the briefing was made: in the extractive mode, or by which model."""
    words = words_of(briefing)
    return words.mode_extractive if briefing.mode == "extractive" else briefing.mode


def rejected_line(briefing: Briefing) -> str | None:
    """How many of the model's sentences were left out; None where none was."""
    if not briefing.rejected:
        return None
    words = words_of(briefing)
    return (words.rejected_one if briefing.rejected == 1 else words.rejected).format(count=briefing.rejected)


def place_told(passage: Passage, language: Language) -> str:
    """Where a passage stands in its source."""
    words = BRIEFING_WORDS[language]
    pattern = words.locator if passage.section else words.locator_plain
    return pattern.format(section=passage.section, paragraph=passage.paragraph)


def source_told(citation: Citation, language: Language) -> str:
    """The source of a citation on one line: what it is, from whom, of when, in which language if not the reader's."""
    words, source = BRIEFING_WORDS[language], citation.source
    told = [words.stance.get(source.stance or source.kind, source.stance or source.kind)]
    if source.publisher and source.kind != "dossier":
        told.append(source.publisher)
    told += [one for one in (date_told(source.published, language),) if one]
    if source.language != language:
        told.append(words.in_language[source.language])
    return f"{source.title}{words.dash}{' · '.join([*told, place_told(citation.passage, language)])}"


def references_told(citation: Citation, language: Language) -> list[str]:
    """The published sources behind a sentence of the dossier, one line each."""
    words = BRIEFING_WORDS[language]
    lines = []
    for one in citation.references:
        told = [
            words.reference_kind.get(one.kind, one.kind),
            date_told(one.published, language) or words.label["undated"],
        ]
        lines.append(f"{one.publisher}{words.colon}{one.title}{words.dash}{' · '.join(told)}")
    return lines


def composed_at(briefing: Briefing) -> str:
    """The cut-off in UTC, for machines: ``2026-11-24T21:45:00Z``."""
    return f"{briefing.until.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= 60 else text[:59] + "…"
