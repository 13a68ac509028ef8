"""The cross-encoder's tokenizer: the unigram pieces of XLM-RoBERTa that Japanese and English texts use.

The likeliest way to cut a text (Kudo 2018), found by the Viterbi algorithm. The library ``tokenizers`` cuts alike (a test
compares them), but takes 32 MB of memory for what is a dictionary of 3 MB.
"""

from __future__ import annotations

import re
import unicodedata
from array import array
from collections.abc import Sequence

START, PAD, END, UNKNOWN = 0, 1, 2, 3  # ids that every vocabulary of this family begins with
_WORD = "▁"  # stands for the space before a word
_SPACES = re.compile(r"\s+")
_UNKNOWN_COSTS = 10.0  # log-probability below the least likely piece
_MOST_QUESTION, _MOST_SENTENCE = 48, 96  # pieces; what is longer is cut, as a long text costs in proportion
_LONGEST_TEXT = 2_000  # characters; more make no more pieces than are kept


class Pieces:
    """Cuts texts into pieces.

    Args:
        pieces: The vocabulary; the first four stand for start, padding, end and whatever is unknown.
        scores: The log-probability of each.
    """

    def __init__(self, pieces: Sequence[str], scores: Sequence[float]) -> None:
        first = UNKNOWN + 1
        self._known = {piece: number for number, piece in enumerate(pieces[first:], first)}
        self._scores = array("d", scores)  # a quarter of what a list takes
        self._longest = max(map(len, self._known))
        self._unknown = min(scores[first:]) - _UNKNOWN_COSTS

    def ids(self, text: str) -> list[int]:
        """The ids of a text's pieces, without start and end; characters in a row that no piece holds share one id."""
        words = normal(text)[:_LONGEST_TEXT].split(" ")
        return [one for word in words if word for one in self._cut(_WORD + word)]

    def _cut(self, word: str) -> list[int]:
        best = [0.0]
        taken: list[tuple[int, int]] = [(0, UNKNOWN)]  # where the last piece begins, and its id
        for end in range(1, len(word) + 1):
            score, begin, number = best[end - 1] + self._unknown, end - 1, UNKNOWN
            for start in range(max(0, end - self._longest), end):
                known = self._known.get(word[start:end])
                if known is not None and best[start] + self._scores[known] > score:
                    score, begin, number = best[start] + self._scores[known], start, known
            best.append(score)
            taken.append((begin, number))
        found: list[int] = []
        end = len(word)
        while end:
            end, number = taken[end]
            if not (number == UNKNOWN and found and found[-1] == UNKNOWN):
                found.append(number)
        return found[::-1]

    def question(self, text: str) -> list[int]:
        """A question as the network takes it."""
        return [START, *self.ids(text)[:_MOST_QUESTION], END]

    def sentence(self, text: str) -> list[int]:
        """A sentence as the network takes it."""
        return [START, *self.ids(text)[:_MOST_SENTENCE], END]


def normal(text: str) -> str:
    """The form of a text that pieces were counted on: compatibility forms composed, runs of space as one."""
    return _SPACES.sub(" ", unicodedata.normalize("NFKC", text)).strip()
