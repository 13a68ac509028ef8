"""What a text says as a whole: the sentences that carry its argument, for "what does the column argue?".

Sentences are weighed as in extractive summaries since Edmundson (1969): by where they stand, by the words with which a
writer draws conclusions, and by how near they are to all that the text says. Figures and examples stand behind.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from knowledge.scoring import Candidate

_ARGUES = re.compile(
    r"\b(?:argu\w+|contend\w*|maintain\w*|insist\w*|stress\w*|conclud\w*|expects?|urge[sd]?|warn\w*|portray\w*|should|must|ought|never again"
    r"|always|lessons?|principle|what counts|not (?:a|an|just|only|simply)\b|in the (?:column|author)'s (?:view|reading|judgement)|opens by|picks out)\b"
    r"|主張|強調|論じ|訴え|説く|結論|教訓|原則|べき|なければ|ではなく|ではない|とは限らない|こそ|期待|とみる|見方|二度と|常に|本質|つまり|すなわち|だろう|一枚岩",
    re.IGNORECASE,
)
_ENDS, _CUE, _FIGURE = 0.2, 0.15, 0.15  # on a cosine to the whole


def weights(sentences: Sequence[Candidate]) -> NDArray[np.float64]:
    """How much of one text's argument each of its sentences carries.

    Args:
        sentences: Of one source, in the order of the text.

    Returns:
        float64 (len(sentences),), about 0 to 1.
    """
    if not sentences:
        return np.zeros(0)
    vectors = np.stack([one.vector for one in sentences]).astype(np.float64)
    whole = vectors.mean(axis=0)
    found = vectors @ (whole / max(float(np.linalg.norm(whole)), 1e-9))
    found += [_CUE * bool(_ARGUES.search(one.text)) - _FIGURE * any(map(str.isdigit, one.text)) for one in sentences]
    found[[0, -1]] += _ENDS
    return np.asarray(found, np.float64)
