"""French and Spanish are whole: every marked word of the source is translated, and what is compiled is what is written."""

import ast
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

import polib  # type: ignore[import-untyped]  # its stubs are a package of their own (types-polib)
import pytest
from django.conf import settings
from django.utils.translation import gettext, override
from django.utils.translation.template import templatize

LANGUAGES = [code for code, _name in settings.LANGUAGES if code != settings.LANGUAGE_CODE]
REMEDY = (
    "Run `make messages`, then translate what is empty or fuzzy in locale/*/LC_MESSAGES/django.po and run it again."
)

# What the arguments of each of Django's functions are; the lazy ones take the same.
SHAPES = {
    "gettext": ("words",),
    "ngettext": ("words", "plural"),
    "pgettext": ("context", "words"),
    "npgettext": ("context", "words", "plural"),
}
STRING = r"""u?(?:'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*")"""
CALL_IN_TEMPLATE = re.compile(rf"\b(?:_|n?p?gettext)\({STRING}(?:, ?{STRING})*(?:, ?count)?\)")
# What a translation must hand on untouched: Python's places, Liquid's and Django's braces, HTML tags.
UNTOUCHED = re.compile(r"%\(\w+\)[sd]|%[sd%]|\{\{.*?\}\}|\{%.*?%\}|</?[a-z][^>]*>")


@dataclass(frozen=True)
class Message:
    """Words in the source, with their form for several and the context that tells them from equal ones."""

    words: str
    plural: str = ""
    context: str = ""


def calls(source: str, functions: Mapping[str, str]) -> Iterator[Message]:
    """`functions` are the names by which this Python knows Django's functions."""
    for node in ast.walk(ast.parse(source)):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name)):
            continue
        shape = SHAPES.get(functions.get(node.func.id, "").removesuffix("_lazy").removesuffix("_noop"), ())
        texts = [argument.value for argument in node.args if isinstance(argument, ast.Constant)]
        if shape and len(texts) >= len(shape):
            yield Message(**{part: str(text) for part, text in zip(shape, texts, strict=False)})


def imported(source: str) -> dict[str, str]:
    return {
        alias.asname or alias.name: alias.name
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation"
        for alias in node.names
    }


@cache
def marked() -> dict[tuple[str, str], str]:
    """Context and words -> plural, for everything marked; templates are read as Django reads them for xgettext."""
    messages: list[Message] = []
    for module in (settings.BASE_DIR / "campaign").rglob("*.py"):
        source = module.read_text(encoding="utf-8")
        messages.extend(calls(source, imported(source)))
    for template in (settings.BASE_DIR / "templates").rglob("*.*"):
        found = CALL_IN_TEMPLATE.findall(templatize(template.read_text(encoding="utf-8")))
        messages.extend(calls("\n".join(found), {"_": "gettext"} | {name: name for name in SHAPES}))
    plurals: dict[tuple[str, str], str] = {}
    for message in messages:
        key = (message.context, message.words)
        plurals[key] = plurals.get(key, "") or message.plural
    return plurals


@cache
def written(language: str) -> polib.POFile:
    return polib.pofile(str(settings.BASE_DIR / "locale" / language / "LC_MESSAGES" / "django.po"))


def key(entry: polib.POEntry) -> tuple[str, str]:
    return (entry.msgctxt or "", entry.msgid)


def forms(entry: polib.POEntry) -> list[str]:
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


def untouched(text: str) -> Counter[str]:
    return Counter(UNTOUCHED.findall(text))


@pytest.mark.parametrize(
    "source",
    [
        '{% translate "Send" %}',
        "{% blocktranslate trimmed %}\n  Send\n{% endblocktranslate %}",
        '{{ letter|default:_("Send") }}',
    ],
)
def test_the_collector_finds_words_wherever_a_template_marks_them(source: str) -> None:
    found = CALL_IN_TEMPLATE.findall(templatize(source))
    assert list(calls("\n".join(found), {"_": "gettext", "gettext": "gettext"})) == [Message("Send")]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_marked_word_is_translated(language: str) -> None:
    translated = {key(entry) for entry in written(language) if entry.translated() and not entry.fuzzy}
    assert set(marked()) - translated == set(), REMEDY


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_translated_that_nobody_says(language: str) -> None:
    assert {key(entry): entry.msgid_plural or "" for entry in written(language)}.items() <= marked().items(), REMEDY


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_plural_has_all_the_forms_of_its_language(language: str) -> None:
    number = re.search(r"nplurals=(\d)", written(language).metadata["Plural-Forms"])
    assert number is not None
    plurals = [entry for entry in written(language) if entry.msgid_plural]
    assert plurals
    assert [entry.msgid for entry in plurals if len(forms(entry)) != int(number[1]) or not all(forms(entry))] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_translation_hands_on_what_must_stay_untouched(language: str) -> None:
    for entry in written(language):
        one, *several = map(untouched, forms(entry))
        assert one in (untouched(entry.msgid), untouched(entry.msgid_plural or entry.msgid)), entry.msgid
        assert all(form == untouched(entry.msgid_plural) for form in several), entry.msgid


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_compiled_is_what_is_written(language: str) -> None:
    compiled = polib.mofile(str(settings.BASE_DIR / "locale" / language / "LC_MESSAGES" / "django.mo"))
    assert {key(entry): forms(entry) for entry in compiled} == {
        key(entry): forms(entry) for entry in written(language) if entry.translated() and not entry.fuzzy
    }, REMEDY
    assert compiled.metadata == written(language).metadata, REMEDY


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_site_says_what_is_written(language: str) -> None:
    entry = next(entry for entry in written(language) if entry.msgid == "Send my letter")
    with override(language):
        assert gettext("Send my letter") == entry.msgstr


def test_french_is_set_as_in_canada() -> None:
    """Typographic apostrophes; a no-break space before a colon and inside quotation marks, none before ; ? and !"""
    wrong = re.compile(r"'|«(?!\u00a0)|(?<!\u00a0)»|(?<![\u00a0:\"]):(?= |$)|[\s\u00a0][;?!](?!=)|[“”]")
    assert [text for entry in written("fr") for text in forms(entry) if wrong.search(text)] == []


def test_spanish_opens_its_questions_before_it_closes_them() -> None:
    wrong = re.compile(r"^[^¿]*\?|^[^¡]*!(?!=)")
    assert [text for entry in written("es") for text in forms(entry) if wrong.search(text)] == []
