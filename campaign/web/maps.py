"""A map of people by place, from the very numbers of the table beneath it: places without a number all look alike."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from campaign.targets.maps.drawing import Box, Inset, Shape, meet
from campaign.targets.maps.kept import Fit, Kept, fit_of, provinces, ridings
from campaign.targets.models import HOUSE_OF_COMMONS, PlaceMap, Riding
from campaign.targets.provinces import name_in_list
from campaign.web.numbers import number

# Beside "none": five tones in all are told apart by everybody (Brewer, ColorBrewer: at most five to seven).
MOST_CLASSES = 4
_ROUND = (1, 2, 5, 10)


@dataclass(frozen=True)
class Place:
    """`level`: 0 without a number, else 1 to 4, the most last. `words` are read on pointing at it."""

    code: str
    level: int
    words: str


@dataclass(frozen=True)
class View:
    """What is seen at once, in the map's units."""

    name: str
    box: str
    places: list[Place]


@dataclass(frozen=True)
class Step:
    """A line of the legend."""

    level: int
    words: str


@dataclass(frozen=True)
class Figure:
    """`key` names it on its page; `href` is the file its shapes are in."""

    key: str
    title: str
    href: str
    attribution: str
    whole: View
    towns: list[View]
    steps: list[Step]


@dataclass(frozen=True)
class Told:
    """People by the codes of places, each `least` or more; and what is said of all other places."""

    people: Mapping[str, int]
    none: str
    least: int = 1


def figure_of_provinces(told: Told, language: str) -> Figure | None:
    """None: of nobody is it known."""
    kept = provinces()
    names = {shape.code: name_in_list(shape.code, language) for shape in kept.shapes}
    return _figure(kept, _("People by province, on the map"), told, names)


def figure_of_ridings(told: Told, language: str) -> Figure | None:
    """None also where no map of our ridings was loaded."""
    kept = ridings()
    if kept is None or not fit_of(PlaceMap.Kind.RIDINGS, kept.shapes).enough:
        return None
    # By their names of today, whatever they are called on the map.
    names = {shape.code: shape.name.get(language) or shape.name["en"] for shape in kept.shapes}
    names |= {one.code: one.name_in(language) for one in Riding.objects.filter(source=HOUSE_OF_COMMONS)}
    return _figure(kept, _("People by riding, on the map"), told, names)


def fit_of_ridings() -> Fit | None:
    """How far the map that was loaded is of our ridings; None: there is none."""
    kept = ridings()
    return fit_of(kept.kind, kept.shapes) if kept else None


def classes(numbers: Collection[int], least: int) -> list[int]:
    """Where they begin, the first at `least`, all others at round numbers; each is about as many times the one before it.

    Of numbers in steps of five, so are these.
    """
    low, most = min(numbers), max(numbers)
    begins = [least]
    for part in range(1, MOST_CLASSES):
        at = _rounded(low * (most / low) ** (part / MOST_CLASSES))
        if begins[-1] < at <= most:
            begins.append(at)
    return begins


def _rounded(value: float) -> int:
    """To the nearest of 1, 2, 5, 10, 20, …, as scales are numbered."""
    zeros = int("1".ljust(len(str(int(value))), "0"))
    return min((step * zeros for step in _ROUND), key=lambda at: max(at / value, value / at))


def _figure(kept: Kept, title: str, told: Told, names: Mapping[str, str]) -> Figure | None:
    people = {shape.code: told.people.get(shape.code, 0) for shape in kept.shapes}
    numbers = [one for one in people.values() if one >= told.least]
    if not numbers:
        return None
    begins = classes(numbers, told.least)
    places = {code: _place(code, names[code], people[code], begins, told.none) for code in people}
    return Figure(
        key=f"map-{kept.kind}",
        title=title,
        href=reverse("map", args=[kept.digest]),
        attribution=kept.attribution,
        whole=View("", f"0 0 {kept.width} {kept.height}", list(places.values())),
        towns=[_town(inset, kept.shapes, places) for inset in kept.insets],
        steps=list(_steps(begins, told.none)),
    )


def _place(code: str, name: str, people: int, begins: Sequence[int], none: str) -> Place:
    level = sum(begin <= people for begin in begins)
    shown = number(people) if level else none
    return Place(code, level, _("%(place)s: %(people)s") % {"place": name, "people": shown})


def _town(inset: Inset, shapes: Sequence[Shape], places: Mapping[str, Place]) -> View:
    return View(inset.name, _seen(inset.box), [places[one.code] for one in shapes if meet(one.box, inset.box)])


def _seen(box: Box) -> str:
    left, top, right, bottom = box
    return f"{left} {top} {right - left} {bottom - top}"


def _steps(begins: Sequence[int], none: str) -> Iterator[Step]:
    yield Step(0, none)
    for level, begin in enumerate(begins, start=1):
        if level == len(begins):
            words = _("%(number)s or more") % {"number": number(begin)}
        else:
            until = begins[level] - 1
            words = _("%(begin)s to %(until)s") % {"begin": number(begin), "until": number(until)}
            words = number(begin) if begin == until else words
        yield Step(level, words)
