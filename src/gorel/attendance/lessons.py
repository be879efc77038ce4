"""What a week taught: what participants and organisers said, the same thing gathered under one word."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from gorel.attendance.models import Feedback, OrganisersLesson
from gorel.ground import search
from gorel.programme.models import Week

# Words that many sentences share without being about the same thing; Swedish and English.
_COMMON = (
    "all alla att av bara blev bra de den det dig din du efter eller en er ett fler flera fram från få för gick "
    "går gör ha hade han har hon hur här i in inte ja jag kan kom kunde lite man med men mer mig mycket nu när "
    "någon något nästa och om oss på sig ska som så till under ut vad var vara vi vid vill väl är även ännu över "
    "a about and are as at be but for from good had have i in is it more next not of on or our so than that the "
    "there they this time to too very was we were what when with would you your gång gången dåligt bättre först"
)
FEWEST = 2  # that say the same, to stand under a word of their own


@dataclass(frozen=True)
class Said:
    """A statement, and how many made it in the same words."""

    text: str
    times: int


@dataclass(frozen=True)
class Group:
    """Statements that share a word. Shape: word "" gathers the rest; count is how many statements there are."""

    word: str
    count: int
    said: tuple[Said, ...]


@dataclass(frozen=True)
class Lessons:
    """All of a week's. Shape: each part is grouped, the largest group first, the rest last."""

    good: tuple[Group, ...]
    better: tuple[Group, ...]
    organisers_good: tuple[Group, ...]
    organisers_better: tuple[Group, ...]

    def __bool__(self) -> bool:
        return bool(self.good or self.better or self.organisers_good or self.organisers_better)


def of(week: Week) -> Lessons:
    """Return the lessons of *week*. Two queries; nothing tells who said it."""
    told = list(Feedback.objects.filter(point__week=week).exclude(good="", better="").values_list("good", "better"))
    own = list(OrganisersLesson.objects.filter(point__week=week).values_list("good", "better"))
    return Lessons(
        group(good for good, _better in told), group(better for _good, better in told),
        group(good for good, _better in own), group(better for _good, better in own),
    )  # fmt: skip


def group(texts: Iterable[str]) -> tuple[Group, ...]:
    """Return *texts* in groups: each stands under the word that it shares with most others."""
    said = Counter(" ".join(text.split()).rstrip(".!") for text in texts if text.strip())
    words = {text: _words(text) for text in said}
    shared: Counter[str] = Counter()
    for text, times in said.items():
        shared.update(dict.fromkeys(words[text], times))
    kept: defaultdict[str, list[Said]] = defaultdict(list)
    spellings: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for text, times in said.items():
        stem = min(words[text], key=lambda one: (-shared[one], one), default="")
        stem = stem if shared[stem] >= FEWEST else ""
        kept[stem].append(Said(text, times))
        spellings[stem][words[text].get(stem, "")] += times
    groups = [
        Group(
            max(spellings[stem].items(), key=lambda one: (one[1], one[0]))[0],
            sum(one.times for one in found),
            tuple(sorted(found, key=lambda one: (-one.times, one.text))),
        )
        for stem, found in kept.items()
    ]
    return tuple(sorted(groups, key=lambda one: (not one.word, -one.count, one.word)))


def _words(text: str) -> dict[str, str]:
    """Return the words of *text* that say what it is about, by their stem."""
    found = {search.stems(word).strip(): word for word in search.words(text)}
    return {stem: word for stem, word in found.items() if stem not in _common() and len(stem) > 2}


@cache
def _common() -> frozenset[str]:
    return frozenset(search.stems(_COMMON).split())
