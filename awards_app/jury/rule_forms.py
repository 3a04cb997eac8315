"""The form of the rules of judging that hold in every round."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField

from awards_app.editions.judging import JUDGING, Extremes, JudgingRules, Peers
from awards_app.editions.models import Edition
from awards_app.web.forms import Form, required


class RulesForm(Form):
    """What jurors see, and which marks need words."""

    hides_city = BooleanField(
        _l("Hide the city from the jurors"),
        description=_l(
            "Its name, also in titles and texts as far as it is recognised there, the names of files, and the answers "
            "that tell it. Pictures and documents are shown as they are."
        ),
    )
    hides_people = BooleanField(
        _l("Hide people from the jurors"),
        description=_l("The names of files, and the answers that tell who the people are."),
    )
    peers = RadioField(_l("What a juror sees of the marks of the others"), [required()], choices=[])
    calibration_peers = BooleanField(
        _l("Show the calibration entry's averages early"),
        description=_l("To each juror of the round, once all of them have completed its ballot."),
    )
    extremes = RadioField(
        _l("Marks that need words"),
        [required()],
        choices=[],
        description=_l(
            "Such a mark is saved at once, but the ballot is complete, and counts, only with the juror's comment on "
            "the criterion. A screening asks only yes or no, and needs none."
        ),
    )

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.peers.choices = [(one.value, one.label) for one in Peers]
        self.extremes.choices = [(one.value, one.label) for one in Extremes]

    @classmethod
    def of(cls, edition: Edition) -> "RulesForm":
        """Filled from what holds."""
        return cls(formdata=None, data={name: getattr(edition, name) for name in JUDGING})

    @property
    def rules(self) -> JudgingRules:
        """What was chosen."""
        return JudgingRules(
            hides_city=bool(self.hides_city.data),
            hides_people=bool(self.hides_people.data),
            peers=Peers(self.peers.data),
            calibration_peers=bool(self.calibration_peers.data),
            extremes=Extremes(self.extremes.data),
        )
