"""The maps of a campaign's statistics: who confirmed, by province and by riding, of the part that is asked for."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from campaign.stats.reading import Row
from campaign.web.maps import Figure, Told, figure_of_provinces, figure_of_ridings, fit_of_ridings
from campaign.web.organizers.statistics.table import Question


@dataclass(frozen=True)
class Missing:
    """Why ridings are not drawn: no map was `loaded`, or it is not of those we know."""

    loaded: bool
    known: int = 0
    matching: int = 0


@dataclass(frozen=True)
class Maps:
    figures: list[Figure]
    missing: Missing | None


def maps_of(question: Question) -> Maps:
    provinces, ridings = _told(question.provinces), _told(question.ridings)
    by_riding = figure_of_ridings(ridings, question.language) if ridings.people else None
    figures = [figure for figure in (figure_of_provinces(provinces, question.language), by_riding) if figure]
    return Maps(figures, _missing() if ridings.people and not by_riding else None)


def _told(rows: list[Row]) -> Told:
    return Told({row.value: row.confirmed for row in rows if row.value and row.confirmed}, _("nobody"))


def _missing() -> Missing | None:
    fit = fit_of_ridings()
    if fit is None:
        return Missing(loaded=False)
    return None if fit.enough else Missing(True, fit.known, fit.matching)
