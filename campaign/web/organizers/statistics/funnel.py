"""The funnel as a table, for files: the page shows it in a way of its own."""

from django.utils.translation import gettext as _

from campaign.stats import reading
from campaign.stats.models import Look
from campaign.web.organizers.statistics.table import Cell, Chart, Question, Table, number_cell
from campaign.web.staff import stages

KEY = "funnel"


def as_table(question: Question) -> Table:
    """Looks and starts, where anybody counted them, then people, then letters; each stage beside what it is counted in."""
    funnel = reading.funnel_of(question.campaign, question.asked)
    looks = reading.looks_of(question.campaign, question.asked) or {}
    labels = {Look.Kind.VIEW: _("Page looked at (about)"), Look.Kind.START: _("Letter begun (about)")}
    lines = [(label, looks[kind]) for kind, label in labels.items() if kind in looks]
    lines += [(stage.label, stage.n) for stage in (*stages.of_people(funnel), *stages.of_letters(funnel))]
    rows = [(Cell(label, label), number_cell(n)) for label, n in lines]
    return Table(KEY, (_("Stage"), _("Number")), rows, Chart.NONE)
