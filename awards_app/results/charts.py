"""Standings as a figure that Plotly draws in the browser. Pure; a table under the chart says the same."""

from collections import Counter
from typing import Any

import plotly.graph_objects as go
from flask_babel import gettext as _

from awards_app.i18n import language
from awards_app.results.boards import Board

BAR, FRAME = 34, 150
SEPARATORS = {"pl": ", ", "en": ".,"}


def contributions(board: Board) -> dict[str, Any]:
    """Each entry's score as a bar stacked of what the criteria contribute, best on top; colours are the page's."""
    names = _names(board)
    figure = go.Figure()
    for weight in board.weights:
        name = str(weight.criterion.name)
        parts = [row.standing.contributions[weight.criterion.key] for row in board.rows]
        figure.add_bar(
            name=name,
            y=names,
            x=[round(float(part), 4) for part in parts],
            orientation="h",
            hovertemplate=f"%{{y}}<br>{name}: %{{x:.2f}}<extra></extra>",
        )
    figure.update_layout(
        barmode="stack",
        separators=SEPARATORS[language()],
        xaxis={"title": {"text": _("points, of 100")}, "range": [0, 100], "fixedrange": True},
        yaxis={"autorange": "reversed", "automargin": True, "fixedrange": True},
        legend={"orientation": "h", "x": 0, "y": 1, "yanchor": "bottom", "traceorder": "normal"},
        height=FRAME + BAR * max(3, len(names)),
    )
    plain: dict[str, Any] = figure.to_plotly_json()
    plain["layout"].pop("template", None)
    return plain


def _names(board: Board) -> list[str]:
    """Place and city; two entries of one city must not share a bar, so they carry their numbers."""
    cities = Counter(row.entry.city_id for row in board.rows)
    return [
        f"{row.standing.place}. {row.entry.city.full_name}"
        + (f" ({row.entry.code})" if cities[row.entry.city_id] > 1 else "")
        for row in board.rows
    ]
