"""What readers call the provinces and territories that rosters name in English, as after "from"; others keep the roster's word."""

from collections.abc import Mapping

# English and French as in the Constitution Acts and in Canada's official geographical names; Spanish as in general use.
PROVINCES: Mapping[str, Mapping[str, str]] = {
    "Alberta": {"fr": "Alberta", "es": "Alberta"},
    "British Columbia": {"fr": "Colombie-Britannique", "es": "Columbia Británica"},
    "Manitoba": {"fr": "Manitoba", "es": "Manitoba"},
    "New Brunswick": {"fr": "Nouveau-Brunswick", "es": "Nuevo Brunswick"},
    "Newfoundland and Labrador": {"fr": "Terre-Neuve-et-Labrador", "es": "Terranova y Labrador"},
    "Northwest Territories": {
        "en": "the Northwest Territories",
        "fr": "Territoires du Nord-Ouest",
        "es": "Territorios del Noroeste",
    },
    "Nova Scotia": {"fr": "Nouvelle-Écosse", "es": "Nueva Escocia"},
    "Nunavut": {"fr": "Nunavut", "es": "Nunavut"},
    "Ontario": {"fr": "Ontario", "es": "Ontario"},
    "Prince Edward Island": {"fr": "Île-du-Prince-Édouard", "es": "Isla del Príncipe Eduardo"},
    "Quebec": {"fr": "Québec", "es": "Quebec"},
    "Saskatchewan": {"fr": "Saskatchewan", "es": "Saskatchewan"},
    "Yukon": {"en": "the Yukon", "fr": "Yukon", "es": "Yukón"},
}


def province_name(province: str, language: str) -> str:
    return PROVINCES.get(province, {}).get(language, province)


# Canada Post's abbreviations, as they stand in figures.
OF_CODE: Mapping[str, str] = {
    "AB": "Alberta",
    "BC": "British Columbia",
    "MB": "Manitoba",
    "NB": "New Brunswick",
    "NL": "Newfoundland and Labrador",
    "NS": "Nova Scotia",
    "NT": "Northwest Territories",
    "NU": "Nunavut",
    "ON": "Ontario",
    "PE": "Prince Edward Island",
    "QC": "Quebec",
    "SK": "Saskatchewan",
    "YT": "Yukon",
}


def name_in_list(code: str, language: str) -> str:
    """Of this abbreviation, without the article that some have after "from"; of another one, itself."""
    english = OF_CODE.get(code, code)
    return {**PROVINCES.get(english, {}), "en": english}.get(language, english)
