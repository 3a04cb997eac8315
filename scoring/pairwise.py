"""`copeland` and `schulze`: methods that compare every two entries by the jurors who scored both."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Self

import numpy as np
import numpy.typing as npt

from scoring.counted import Counted
from scoring.exact import Flags, Whole
from scoring.scores import Scores, scores_of_values

PAIRWISE = ("copeland", "schulze")

LOWEST_OF_NONE = 2**31 - 1
"""A level above all: a sheet has fewer ballots."""

ROWS_AT_ONCE = 256
"""So many rows of paths stay in the processor's cache while they are gone through."""

LARGEST_FRONT = 40
"""Leading entries beyond which comparing every two costs no more than looking for those that lead."""

MOST_TO_READ = 100
"""Entries up to which the strongest paths are part of the report."""


@dataclass(frozen=True, eq=False)
class Views:
    """What each juror thinks of the ranked entries: levels, the better the higher, where there is a ballot.

    Both are shaped (entries, jurors). `votes` says how many votes each juror has; None is one each.
    """

    levels: npt.NDArray[np.int64]
    there: Flags
    votes: Whole | None = None

    @classmethod
    def of(cls, counted: Counted) -> Self:
        return cls(counted.levels()[counted.ranked], counted.sheet.complete[counted.ranked])

    def among(self, entries: Whole) -> Self:
        """The views of some of the entries."""
        return replace(self, levels=self.levels[entries], there=self.there[entries])


def preferences(views: Views) -> Whole:
    """prefers[i, k]: the votes of the jurors who scored both and put the i-th ranked entry higher than the k-th."""
    jurors = views.levels.shape[1]
    votes = [1] * jurors if views.votes is None else views.votes.tolist()
    # Where there is no ballot the entry is above nobody, and nobody above it.
    above = np.where(views.there, views.levels, -1).T.astype(np.int32)
    below = np.where(views.there, views.levels, LOWEST_OF_NONE).T.astype(np.int32)
    count = len(views.levels)
    # In one byte, if the votes fit: adding them up takes longer than all else.
    prefers: Whole = np.zeros((count, count), dtype=np.int8 if sum(votes) < 128 else np.int32)
    for own, higher, lower in zip(votes, above, below, strict=True):
        if own:
            pairs = (higher[:, None] > lower).view(np.int8)
            prefers += pairs if own == 1 else pairs * prefers.dtype.type(own)
    return prefers


def front(views: Views) -> Whole:
    """Of the ranked entries some among which the leaders are, found without comparing every two.

    Each of them beats every entry that is left out head to head. So under `copeland` each has a higher score than
    those, and all get the same from beating them; and under `schulze` no path leads from those to them. Both methods
    find the same leaders when these entries are ranked alone. When there are more than LARGEST_FRONT of them, all
    entries are returned.
    """
    levels, there = views.levels, views.there
    votes = np.ones(levels.shape[1], dtype=np.int64) if views.votes is None else views.votes
    members = np.zeros(len(levels), dtype=np.bool_)
    todo = np.argsort(-((levels * there) @ votes) / np.maximum(there @ votes, 1), kind="stable")[:1].tolist()
    members[todo] = True
    while todo:
        if members.sum() > LARGEST_FRONT:
            return np.arange(len(levels))
        member = todo.pop()
        ahead = (np.sign(levels[member] - levels) * (there & there[member])) @ votes
        new = np.flatnonzero((ahead <= 0) & ~members)
        members[new] = True
        todo.extend(new.tolist())
    return np.flatnonzero(members)


def leading(views: Views, method: str) -> Whole:
    """The ranked entries with the best score by `copeland` or `schulze`."""
    some = front(views)
    prefers = preferences(views.among(some))
    if method == "schulze":
        return some[unbeaten(prefers)]
    score = (prefers > prefers.T).sum(axis=1) - (prefers < prefers.T).sum(axis=1)
    return some[score == score.max()] if some.size else some


def copeland(counted: Counted) -> Scores:
    """One for every rival that the entry beats head to head, a half for every draw (Copeland 1951).

    An entry beats a rival when more of the jurors who scored both put it higher than lower.
    """
    prefers = preferences(Views.of(counted))
    wins = (prefers > prefers.T).sum(axis=1).tolist()
    losses = (prefers < prefers.T).sum(axis=1).tolist()
    rivals = len(wins) - 1
    values = {
        entry: {"wins": Fraction(won), "draws": Fraction(rivals - won - lost), "losses": Fraction(lost)}
        for entry, won, lost in zip(counted.ranked.tolist(), wins, losses, strict=True)
    }
    scores = {entry: row["wins"] + row["draws"] / 2 for entry, row in values.items()}
    return replace(scores_of_values(counted, scores, 1), values=values)


def schulze(counted: Counted) -> Scores:
    """The number of rivals that do not beat the entry by strongest paths (Schulze 2011).

    A path is as strong as its weakest link; a link from one entry to another that it beats head to head is as strong
    as the number of jurors who put it higher. One entry beats another by paths when its strongest path there is
    stronger than the one back. That relation has no circles, so an entry always stands below whoever beats it.
    """
    paths = strongest_paths(preferences(Views.of(counted)))
    beats = paths > paths.T
    return replace(_by_losses(counted, beats), values=Duels(counted, beats, paths))


def _links(prefers: Whole) -> Whole:
    kind = np.min_scalar_type(int(prefers.max(initial=0)))
    links: Whole = np.where(prefers > prefers.T, prefers, 0).astype(kind)
    return links


def strongest_paths(prefers: Whole) -> Whole:
    """The strength of the strongest path between every two entries, zero where there is none (Schulze 2011, §2.3)."""
    paths = _links(prefers)
    strengths = np.arange(int(paths.max(initial=0)) + 1, dtype=paths.dtype)[:, None]
    for stop in range(len(paths)):
        # A row for each strength with which the stop can be reached: there are no more of them than jurors.
        onward = np.minimum(strengths, paths[stop])
        for start in range(0, len(paths), ROWS_AT_ONCE):
            rows = paths[start : start + ROWS_AT_ONCE]
            np.maximum(rows, onward[rows[:, stop]], out=rows)
    np.fill_diagonal(paths, 0)
    return paths


def unbeaten(prefers: Whole) -> Whole:
    """The entries that no other beats by strongest paths; of many without the paths between all of them.

    Who beats an entry beats all whom that beats (Schulze 2011, §4.1), so that going on to one that beats the present
    one ends at one that nobody beats. Whoever else is unbeaten has paths to it and from it that are equally strong.
    """
    if len(prefers) > LARGEST_FRONT:
        links = _links(prefers)
        back = links.T.copy()
        wins = np.count_nonzero(links, axis=1)
        better = np.ones(len(links), dtype=np.bool_)
        while better.any():
            # Whoever wins most duels is near the end of the way, or there.
            at = int(np.argmax(np.where(better, wins, -1)))
            out, into = _paths_from(links, at), _paths_from(back, at)
            better = into > out
        level = np.flatnonzero(into == out)
        if len(level) <= LARGEST_FRONT:
            return level[[not (_paths_from(back, one) > _paths_from(links, one)).any() for one in level.tolist()]]
    paths = strongest_paths(prefers)
    return np.flatnonzero(~(paths < paths.T).any(axis=1))


def _paths_from(links: Whole, start: int) -> Whole:
    """The strength of the strongest path from one entry to every other, the strongest found first."""
    strengths: Whole = np.zeros_like(links[start])
    best, reached = links[start].copy(), np.zeros(len(links), dtype=np.bool_)
    reached[start] = True
    while (strongest := best[~reached].max(initial=0)) > 0:
        new = ~reached & (best == strongest)
        strengths[new], reached[new] = strongest, True
        np.maximum(best, np.minimum(strongest, links[new]).max(axis=0), out=best)
    return strengths


def _by_losses(counted: Counted, beats: Flags) -> Scores:
    losses = beats.sum(axis=0).tolist()
    rivals = len(losses) - 1
    scores = {entry: Fraction(rivals - lost) for entry, lost in zip(counted.ranked.tolist(), losses, strict=True)}
    return scores_of_values(counted, scores, 1)


@dataclass(frozen=True, eq=False)
class Duels(Mapping[int, Mapping[str, Fraction]]):
    """Schulze's figures by entry: how many rivals it beats and is beaten by, and its strongest path to each of them.

    A table of paths that nobody could read is left out. The rows are made when they are asked for: a method that is
    run thousands of times over to see how firm a place is has no use for them.
    """

    counted: Counted
    beats: Flags
    paths: Whole

    def __getitem__(self, entry: int) -> Mapping[str, Fraction]:
        ranked = self.counted.ranked.tolist()
        if entry not in ranked:
            raise KeyError(entry)
        row = ranked.index(entry)
        duels = {"beats": self.beats[row], "is_beaten_by": self.beats[:, row]}
        values = {name: Fraction(int(flags.sum())) for name, flags in duels.items()}
        if len(ranked) <= MOST_TO_READ:
            names, strengths = self.counted.sheet.entries, self.paths[row].tolist()
            for rival, strength in zip(ranked, strengths, strict=True):
                values |= {} if rival == entry else {f"path:{names[rival]}": Fraction(strength)}
        return values

    def __iter__(self) -> Iterator[int]:
        return iter(self.counted.ranked.tolist())

    def __len__(self) -> int:
        return len(self.counted.ranked)
