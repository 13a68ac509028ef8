"""Words that stand for one another."""

from __future__ import annotations

from collections import Counter

from knowledge.clauses import _LIGHT
from knowledge.encoder.tokens import analyse
from knowledge.general import _GENERAL
from knowledge.lexical import plain_word, plain_words, question_words, stem
from knowledge.lexicon import groups, kin


def test_words_stand_in_the_file_as_they_are_compared() -> None:
    wrong = [
        word
        for english, japanese in groups()
        for word, plain in (*((one, stem(one)) for one in english), *((one, one) for one in japanese))
        if word and plain_word(analyse(word).lexemes[0]) != plain
    ]
    assert not wrong, "write English words as words and Japanese ones as the analysis has them"


def test_every_group_joins_words_and_no_word_is_in_many() -> None:
    counts: Counter[str] = Counter()
    for english, japanese in groups():
        words = {stem(one) for one in english if one} | {one for one in japanese if one}
        assert len(words) > 1, (english, japanese)
        counts.update(words)
    assert max(counts.values()) <= 3 and len(list(groups())) > 900


def test_kin_crosses_languages_and_leaves_the_word_itself_out() -> None:
    assert {"依存", stem("reliance")} <= set(kin(stem("depend"))) and stem("depend") not in kin(stem("depend"))
    assert stem("depend") in kin("依存") and not kin("tulip")


def test_lists_of_words_are_read_without_an_analysis_and_say_the_same() -> None:
    for listed in (_GENERAL.split(), _LIGHT.split()):
        analysed = {word for one in listed for word in question_words(analyse(one))}
        assert analysed <= plain_words(listed)
