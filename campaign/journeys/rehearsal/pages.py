"""The forms of a page, filled in and sent as a browser does it; read with the standard library's HTML parser."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser

Pairs = list[tuple[str, str]]
CHECKABLE = ("checkbox", "radio")
NEVER_SENT = ("button", "reset", "image", "file")


@dataclass
class Field:
    """One control: `on` says of a box whether it is ticked, of a button whether it is the one that Enter presses.

    `number` is how many people a box stands for: of a group that is ticked as a whole, all of them.
    """

    name: str
    value: str
    kind: str
    on: bool = True
    number: int = 1


@dataclass
class Form:
    action: str
    method: str
    fields: list[Field] = field(default_factory=list)

    def has(self, name: str) -> bool:
        return any(one.name == name for one in self.fields)

    def value(self, name: str) -> str:
        """What stands in a field; KeyError where there is none."""
        for one in self.fields:
            if one.name == name:
                return one.value
        raise KeyError(name)

    def ticked_for(self, name: str) -> int:
        """How many people the boxes of that name stand for that the page has ticked."""
        return sum(one.number for one in self.fields if one.name == name and one.on)

    def filled(self, typed: Mapping[str, str], ticked: Mapping[str, bool]) -> Pairs:
        """What the browser sends: the page's own values where nothing was typed or ticked."""
        pairs = []
        for one in self.fields:
            on = ticked.get(one.name, one.on) if one.kind in CHECKABLE else one.on
            value = one.value if one.kind in (*CHECKABLE, "hidden", "submit") else typed.get(one.name, one.value)
            if on:
                pairs.append((one.name, value.replace("\r\n", "\n").replace("\n", "\r\n")))
        return pairs


def forms_of(html: str) -> list[Form]:
    """Every form of a page, in order."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.forms


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self._form: Form | None = None
        self._text: Field | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._form = Form(values.get("action", "").partition("#")[0], values.get("method", "get").lower())
            self.forms.append(self._form)
        elif self._form is not None and tag in ("input", "button", "textarea"):
            self._control(self._form, tag, values)

    def _control(self, form: Form, tag: str, values: dict[str, str]) -> None:
        kind = values.get("type", "submit" if tag == "button" else "text") if tag != "textarea" else tag
        if not values.get("name") or "disabled" in values or kind in NEVER_SENT:
            return
        found = Field(values["name"], values.get("value", ""), kind)
        if kind in CHECKABLE:
            found.on = "checked" in values
            found.value = values.get("value", "on")
            found.number = int(values.get("data-number") or 1)
        elif kind == "submit":
            found.on = not any(one.kind == "submit" for one in form.fields)
        elif kind == "textarea":
            self._text = found
        form.fields.append(found)

    def handle_data(self, data: str) -> None:
        if self._text is not None:
            self._text.value += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        elif tag == "textarea" and self._text is not None:
            self._text.value = self._text.value.removeprefix("\n")  # HTML drops one newline after the tag
            self._text = None
