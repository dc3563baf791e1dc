"""The maps of a campaign's statistics: who confirmed, by province and by riding, of the part that is asked for."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from campaign.campaigns.models import Campaign
from campaign.stats import reading
from campaign.stats.models import Measure
from campaign.stats.reading import Asked, Row
from campaign.web.maps import Figure, Told, figure_of_provinces, figure_of_ridings, fit_of_ridings


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


def maps_of(campaign: Campaign, asked: Asked, language: str) -> Maps:
    provinces = _told(reading.rows_by(campaign, "province", asked))
    ridings = _told(reading.rows_of(campaign, Measure.RIDING, asked))
    by_riding = figure_of_ridings(ridings, language) if ridings.people else None
    figures = [figure for figure in (figure_of_provinces(provinces, language), by_riding) if figure]
    return Maps(figures, _missing() if ridings.people and not by_riding else None)


def _told(rows: list[Row]) -> Told:
    return Told({row.value: row.confirmed for row in rows if row.value and row.confirmed}, _("nobody"))


def _missing() -> Missing | None:
    fit = fit_of_ridings()
    if fit is None:
        return Missing(loaded=False)
    return None if fit.enough else Missing(True, fit.known, fit.matching)
