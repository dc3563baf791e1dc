"""What each column of a table means: guessed from its header in three languages, and from what stands in it."""

from collections.abc import Mapping, Sequence

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from campaign.targets.lists.table import Table
from campaign.targets.search import fold


class Meaning(models.TextChoices):
    """Each but IGNORE at most once; the values are the fields of a Target."""

    IGNORE = "", _("leave out")
    NAME = "name", _("name")
    FIRST_NAME = "first_name", _("first name")
    LAST_NAME = "last_name", _("last name")
    EMAIL = "email", _("e-mail")
    ROLE = "role", _("title or role")
    PARTY = "party", _("party or affiliation")
    RIDING = "riding", _("district or riding")
    PROVINCE = "province", _("province or region")
    LANGUAGE = "preferred_language", pgettext_lazy("column", "language")


# What people write above such a column, folded (campaign.targets.search.fold), in English, French and Spanish.
HEADINGS: Mapping[Meaning, frozenset[str]] = {
    Meaning.NAME: frozenset(
        {"name", "full name", "nom complet", "nom et prenom", "prenom et nom", "nombre completo", "nombre y apellidos"}
    ),
    Meaning.FIRST_NAME: frozenset(
        {"first name", "firstname", "given name", "given names", "prenom", "prenoms", "nombres"}
    ),
    Meaning.LAST_NAME: frozenset(
        {"last name", "lastname", "surname", "family name", "nom de famille", "apellido", "apellidos"}
    ),
    Meaning.EMAIL: frozenset(
        {
            "email",
            "e mail",
            "mail",
            "email address",
            "e mail address",
            "courriel",
            "adresse courriel",
            "adresse electronique",
        }
        | {
            "adresse e mail",
            "adresse mail",
            "correo",
            "correo electronico",
            "direccion de correo",
            "direccion de correo electronico",
        }
    ),
    Meaning.ROLE: frozenset(
        {
            "title",
            "role",
            "position",
            "office",
            "job title",
            "titre",
            "fonction",
            "poste",
            "titulo",
            "cargo",
            "puesto",
            "funcion",
        }
    ),
    Meaning.PARTY: frozenset(
        {"party", "affiliation", "political party", "party or affiliation", "parti", "parti politique", "appartenance"}
        | {"partido", "partido politico", "afiliacion", "group", "groupe", "grupo"}
    ),
    Meaning.RIDING: frozenset(
        {
            "riding",
            "district",
            "ward",
            "constituency",
            "electoral district",
            "circonscription",
            "arrondissement",
            "quartier",
        }
        | {"distrito", "circunscripcion", "barrio", "district or riding"}
    ),
    Meaning.PROVINCE: frozenset(
        {"province", "region", "state", "territory", "province or region", "etat", "territoire", "provincia", "estado"}
    ),
    Meaning.LANGUAGE: frozenset({"language", "preferred language", "langue", "langue preferee", "idioma", "lengua"}),
}
# These two mean the whole name where no other column is for the first name or the last.
WHOLE_OR_PART = {"nom": Meaning.LAST_NAME, "nombre": Meaning.FIRST_NAME}
PARTS = frozenset({Meaning.FIRST_NAME, Meaning.LAST_NAME})

_BY_HEADING = {heading: meaning for meaning, headings in HEADINGS.items() for heading in headings}


def has_header(table: Table) -> bool:
    """Whether the first line names columns: one at least that is known, and no address."""
    cells = table.rows[0].cells
    return any(_known(cell) for cell in cells) and not any("@" in cell for cell in cells)


def guess(table: Table, headed: bool) -> list[Meaning]:
    """The likely meaning of each column, each but IGNORE once at most."""
    cells = table.rows[0].cells
    found = _by_headings(cells) if headed else [Meaning.IGNORE] * len(cells)
    if Meaning.EMAIL not in found:
        _guess_by(found, Meaning.EMAIL, [_share_of(table, column, headed, "@") for column in range(len(cells))])
    if not PARTS & set(found) and Meaning.NAME not in found:
        _guess_by(found, Meaning.NAME, [_share_of(table, column, headed, " ") for column in range(len(cells))])
    return found


def problem_with(columns: Sequence[str]) -> str:
    """Why these meanings do not make a list; empty where they do."""
    meanings = [Meaning(column) for column in columns if column]
    twice = sorted({str(meaning.label) for meaning in meanings if meanings.count(meaning) > 1})
    if twice:
        return _("Two columns cannot both be: %(names)s. Leave one of them out.") % {"names": ", ".join(twice)}
    if Meaning.EMAIL not in meanings:
        return str(_("Say which column holds the e-mail addresses. We never make an address from a name."))
    if not {Meaning.NAME, Meaning.LAST_NAME} & set(meanings):
        return str(_("Say which column holds the name, or the last name."))
    return ""


def _known(cell: str) -> bool:
    folded = fold(cell)
    return folded in _BY_HEADING or folded in WHOLE_OR_PART


def _by_headings(cells: Sequence[str]) -> list[Meaning]:
    folded = [fold(cell) for cell in cells]
    found: list[Meaning] = []
    for heading in folded:
        meaning = _BY_HEADING.get(heading, Meaning.IGNORE)
        found.append(Meaning.IGNORE if meaning in found else meaning)
    for column, heading in enumerate(folded):
        part = WHOLE_OR_PART.get(heading)
        if part is None:
            continue
        meaning = part if (PARTS - {part}) & set(found) else Meaning.NAME
        found[column] = Meaning.IGNORE if meaning in found else meaning
    return found


def _guess_by(found: list[Meaning], meaning: Meaning, shares: list[float]) -> None:
    """The column that is free and has most of it, half of its cells at least."""
    free = [column for column, known in enumerate(found) if known is Meaning.IGNORE]
    best = max(free, key=lambda column: shares[column], default=None)
    if best is not None and shares[best] >= 0.5:
        found[best] = meaning


def _share_of(table: Table, column: int, headed: bool, sign: str) -> float:
    """Of the cells below the header that are not empty, the share that has this sign in it."""
    cells = [row.cells[column] for row in table.rows[headed:] if row.cells[column]]
    return sum(sign in cell for cell in cells) / len(cells) if cells else 0.0
