"""Where the restricted likelihood is highest: from several points downhill, since it may have several summits."""

from collections.abc import Iterator
from itertools import product

import numpy as np

from scoring.analytics.likelihood import Model, Pair, Slope, Sums

MOST_STEPS = 200
STEP = 1e-5
FLAT = 1e-10
LEAST_START = 0.01
"""A search does not start at zero, where the deviance is level whether it is a minimum or a maximum."""

LOOKED_AT = (0.0, 0.3, 1.0, 3.0)
AROUND = (0.5, 1.5)
"""Ratios at which the deviance is looked at before the search, as they are and as multiples of the first guess."""


def least(sums: Sums, guess: Pair) -> Pair | None:
    """The ratios of least deviance of all that a search comes to rest at; None when none does.

    On a panel with gaps the deviance can have several minima, some of them where a variance is zero. So the search
    starts from the guess, from every point of a grid that does not lie above its neighbours, and, on the edge itself,
    from where it ended with one ratio, the other, and both put to zero.
    """
    found = list(_ends(sums, [guess, *_lowest_of_grid(sums, guess)]))
    if not found:
        return None
    best = min(found, key=lambda ratios: Model.at(sums, ratios).deviance(sums))
    edges = [best * keep for keep in product((0.0, 1.0), repeat=len(guess)) if not all(keep)]
    return min([best, *_ends(sums, edges)], key=lambda ratios: Model.at(sums, ratios).deviance(sums))


def _ends(sums: Sums, starts: list[Pair]) -> Iterator[Pair]:
    for start in starts:
        ratios = _minimum(sums, start)
        if ratios is not None:
            yield ratios


def _lowest_of_grid(sums: Sums, guess: Pair) -> list[Pair]:
    """The points of the grid at which the deviance is no higher than at the points beside them."""
    axes = [np.unique([*LOOKED_AT, *(ratio * factor for factor in AROUND)]) for ratio in guess]
    points = np.stack(np.meshgrid(*axes, indexing="ij"), axis=-1)
    deviance = np.apply_along_axis(lambda ratios: Model.at(sums, ratios).deviance(sums), -1, points)
    lowest = np.ones(deviance.shape, dtype=np.bool_)
    walled = np.pad(deviance, 1, constant_values=np.inf)
    for axis, step in product(range(deviance.ndim), (-1, 1)):
        lowest &= deviance <= np.roll(walled, step, axis)[(slice(1, -1),) * deviance.ndim]
    return list(np.maximum(points[lowest], LEAST_START))


def _minimum(sums: Sums, start: Pair) -> Pair | None:
    """The ratios of least deviance, by Newton's steps, damped; a ratio that comes to rest at zero is zero.

    The deviance is even in a ratio, so that zero needs no bound: it is a stationary point like others, left if it is a
    maximum and approached fast if it is a minimum.
    """
    ratios = start
    here = Model.at(sums, ratios).slope(sums)
    for _ in range(MOST_STEPS):
        step = _newton(sums, ratios, here.gradient)
        ratios, following = _shortened(sums, ratios, here, step)
        if following is None or (np.abs(step) <= FLAT * (1 + ratios)).all() or _is_flat(sums, following):
            return np.where(ratios < 1e-6, 0.0, ratios)
        here = following
    return None


def _is_flat(sums: Sums, there: Slope) -> bool:
    """Where a variance is exactly at the edge of being zero the deviance is so flat that steps shrink too slowly."""
    return bool(np.abs(there.gradient).max() < 1e-12 * sums.marks)


def _newton(sums: Sums, ratios: Pair, gradient: Pair) -> Pair:
    """Newton's step, along directions of negative curvature downhill; the curvature by differences of the gradient."""
    width = STEP * (1 + np.abs(ratios))
    rows = [
        Model.at(sums, ratios + move).slope(sums).gradient - Model.at(sums, ratios - move).slope(sums).gradient
        for move in np.diag(width)
    ]
    bent = np.array(rows) / (2 * width[:, None])
    curvature, axes = np.linalg.eigh((bent + bent.T) / 2)
    floor = max(1e-8, 1e-12 * float(np.abs(curvature).max()))
    step: Pair = -axes @ ((axes.T @ gradient) / np.maximum(np.abs(curvature), floor))
    longest = float(np.max(np.abs(step) / (0.5 + np.abs(ratios))))
    return step / max(1.0, longest)


def _shortened(sums: Sums, ratios: Pair, here: Slope, step: Pair) -> tuple[Pair, Slope | None]:
    """The step, halved until the deviance does not rise; the ratios as they are, and None, if nothing is left of it."""
    for halving in range(40):
        tried = _positive(ratios, step / 2**halving)
        there = Model.at(sums, tried).slope(sums)
        hoped = 1e-4 * here.gradient @ (tried - ratios)
        if there.deviance <= here.deviance + hoped + 1e-13 * abs(here.deviance):
            return tried, there
    return ratios, None


def _positive(ratios: Pair, step: Pair) -> Pair:
    """The ratios after the step; one that would jump over zero onto its mirror image comes close to zero instead."""
    moved = ratios + step
    return np.where((moved < 0) & (ratios > 1e-3), ratios / 10, np.abs(moved))
