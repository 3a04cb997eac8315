"""Standings as a figure that Plotly draws in the browser. Pure; a table under the chart says the same."""

from typing import Any

import plotly.graph_objects as go
from flask_babel import gettext as _

from awards_app.results.boards import Board, Row

# Dark to light, so that neighbours differ for a colour-blind reader too; the script replaces them by the theme's.
SHADES = ("k0", "k1", "k2", "k3", "k4", "k5", "k6", "k7")
TITLE_MOST = 34


def contributions(board: Board) -> dict[str, Any]:
    """Each entry's score as a bar stacked of what the criteria contribute, best on top."""
    weights = sorted(board.size_class.category.weights, key=lambda weight: weight.criterion.position)
    names = [_name(row) for row in board.rows]
    figure = go.Figure()
    for number, weight in enumerate(weights):
        key = weight.criterion.key
        figure.add_bar(
            name=str(weight.criterion.name),
            y=names,
            x=[round(float(row.standing.contributions[key]), 4) for row in board.rows],
            orientation="h",
            meta=SHADES[number % len(SHADES)],
            hovertemplate=f"%{{y}}<br>{weight.criterion.name}: %{{x:.2f}}<extra></extra>",
        )
    figure.update_layout(
        barmode="stack",
        xaxis={"title": {"text": _("points, of 100")}, "range": [0, 100]},
        yaxis={"autorange": "reversed", "automargin": True},
        legend={"orientation": "h"},
        height=140 + 34 * max(3, len(names)),
    )
    plain: dict[str, Any] = figure.to_plotly_json()
    plain["layout"].pop("template", None)
    return plain


def _name(row: Row) -> str:
    """Place, city and entry: two entries of one city must not share a bar."""
    title = row.entry.title if len(row.entry.title) <= TITLE_MOST else f"{row.entry.title[: TITLE_MOST - 1]}…"
    return f"{row.standing.place}. {row.entry.city.name} · {title}"
