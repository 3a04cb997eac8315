"""Exact scoring of awards: plain marks in, a ranked list with its reasons out; knows nothing of the web application."""

from scoring.ballots import Ballot, Incomplete
from scoring.criteria import Criterion
from scoring.errors import ScoringError
from scoring.exact import Exact
from scoring.ladder import Step
from scoring.placing import Placing, places_by_score
from scoring.ranking import Ranking, Standing, Unranked, rank
from scoring.rounding import display, display_scores
from scoring.rules import DEFAULT_LADDER, METHODS, STEPS, Resolution, Rules
from scoring.scores import Dropped
from scoring.sheet import Sheet
from scoring.sheet_rows import Rows, sheet_of_rows

__all__ = [
    "DEFAULT_LADDER",
    "METHODS",
    "STEPS",
    "Ballot",
    "Criterion",
    "Dropped",
    "Exact",
    "Incomplete",
    "Placing",
    "Ranking",
    "Resolution",
    "Rows",
    "Rules",
    "ScoringError",
    "Sheet",
    "Standing",
    "Step",
    "Unranked",
    "display",
    "display_scores",
    "places_by_score",
    "rank",
    "sheet_of_rows",
]
