"""The form that signs a letter: every field cleaned by the rules of campaign.common, every refusal a plain sentence."""

from collections.abc import Callable, Collection
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from campaign.campaigns.models import Campaign
from campaign.campaigns.own_members import OwnMembers
from campaign.common.addresses import Address, parse_address
from campaign.common.postal_codes import clean_postal_code
from campaign.common.text import clean_line, clean_name, clean_paragraphs
from campaign.web.supporters.own_member import WHICH_RIDING, RidingField

NAME_LIMIT = 80
PLACE_LIMIT = 80
SUBJECT_LIMIT = 200
# About five pages: longer letters are not read, and the outbox is not a file store.
BODY_LIMIT = 10_000


class CleanedField(forms.CharField):
    """Text cleaned by a function of ours. `missing` is the refusal of an empty text; without it the field is optional.

    `marked_optional` is for the page: an optional field may still be one of two of which one is needed.
    """

    def __init__(
        self, label: StrOrPromise, cleaner: Callable[[str], Any], missing: StrOrPromise = "", **attrs: str
    ) -> None:
        self.cleaner = cleaner
        self.missing = missing
        self.marked_optional = not missing
        widget = forms.Textarea if "rows" in attrs else forms.TextInput
        super().__init__(
            label=label, required=bool(missing), strip=False, widget=widget(attrs={"class": "form-control"} | attrs)
        )

    def clean(self, value: Any) -> Any:
        text = self.to_python(value) or ""
        if not text.strip():
            return self._empty()
        return self.cleaner(text) or self._empty()

    def _empty(self) -> str:
        if self.missing:
            raise ValidationError(self.missing, code="required")
        return ""


class RecipientsField(forms.MultipleChoiceField):
    """Each of `keys` that was ticked, once, in the order in which they came."""

    keys: Collection[str] = ()
    default_error_messages = {  # noqa: RUF012 - Django merges these along the classes
        "required": _("Choose at least one person who receives your letter."),
        "invalid_choice": _("The list of people has changed since you opened this page. Please look at it again."),
        "invalid_list": _("Choose at least one person who receives your letter."),
    }

    def valid_value(self, value: Any) -> bool:
        return value in self.keys

    def clean(self, value: Any) -> list[str]:
        return list(dict.fromkeys(super().clean(value)))


def _body(text: str) -> str:
    return clean_paragraphs(text, BODY_LIMIT)


def _name(text: str) -> str:
    return clean_name(text, NAME_LIMIT)


def _place(text: str) -> str:
    return clean_line(text, PLACE_LIMIT)


def _subject(text: str) -> str:
    return clean_line(text, SUBJECT_LIMIT)


class LetterForm(forms.Form):
    """What a supporter sends us. `cleaned_data["email"]` is an Address, everything else plain text, keys and a flag."""

    recipients = RecipientsField(label=_("To"))
    # One line, on as many as it takes to read all of it on a phone.
    subject = CleanedField(
        _("Subject"), _subject, _("Give your letter a subject."), rows="2", maxlength=str(SUBJECT_LIMIT)
    )
    body = CleanedField(
        _("Your letter"),
        _body,
        _("Your letter is empty. “Back to the original” brings our words back."),
        rows="12",
        maxlength=str(BODY_LIMIT),
        spellcheck="true",
    )
    first_name = CleanedField(
        _("First name"),
        _name,
        _("Write your first name."),
        autocomplete="given-name",
        maxlength=str(NAME_LIMIT),
    )
    last_name = CleanedField(
        _("Last name"),
        _name,
        _("Write your last name."),
        autocomplete="family-name",
        maxlength=str(NAME_LIMIT),
    )
    email = CleanedField(
        _("E-mail"),
        parse_address,
        _("Write your e-mail address."),
        autocomplete="email",
        inputmode="email",
        autocapitalize="none",
        spellcheck="false",
        type="email",
    )
    city = CleanedField(_("City"), _place, autocomplete="address-level2", maxlength=str(PLACE_LIMIT))
    postal_code = CleanedField(
        _("Postal code"),
        clean_postal_code,
        autocomplete="postal-code",
        autocapitalize="characters",
        maxlength="16",
    )
    newsletter = forms.BooleanField(required=False)
    # People neither see nor reach it; what fills every field of every form does.
    website = forms.CharField(label=_("Leave this field empty"), required=False)

    def __init__(
        self,
        campaign: Campaign,
        keys: Collection[str],
        data: Any = None,
        initial: Any = None,
        own: OwnMembers | None = None,
    ) -> None:
        super().__init__(data=data, initial=initial, use_required_attribute=False)
        field = self.fields["recipients"]
        assert isinstance(field, RecipientsField)  # noqa: S101 - declared above
        field.keys = keys
        self.own = own
        if own is not None:
            self.fields["riding"] = RidingField(own)
        self._ask_for_a_place(campaign)

    def _ask_for_a_place(self, campaign: Campaign) -> None:
        """City or postal code stands in the signature: offices ignore letters from nowhere."""
        city, code = self.fields["city"], self.fields["postal_code"]
        assert isinstance(city, CleanedField)  # noqa: S101 - declared above
        assert isinstance(code, CleanedField)  # noqa: S101 - declared above
        if campaign.postal_code == Campaign.PostalCode.OFF:
            del self.fields["postal_code"]
            city.missing = _("Write your city.")
            city.required, city.marked_optional = True, False
        elif campaign.postal_code == Campaign.PostalCode.REQUIRED:
            code.missing = _("Write your postal code.")
            code.required, code.marked_optional = True, False
        else:
            city.marked_optional = code.marked_optional = False
            city.help_text = _("One of the two is enough.")

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        if data.get("website"):
            # Shown empty again, so that a person whose browser filled it in need only press the button once more.
            self.add_error(
                None, _("A field that must stay empty was filled in, perhaps by your browser. Please send again.")
            )
        self._ask_for_a_riding()
        nowhere = not data.get("city") and not data.get("postal_code")
        if nowhere and not self.has_error("city") and not self.has_error("postal_code"):
            self.add_error("city", _("Write your city or your postal code."))
        return data

    def _ask_for_a_riding(self) -> None:
        """Where the letter goes to the supporter's own member, and once the postal code, which tells the riding, is right."""
        if self.own is None or self.has_error("riding") or self.own.box not in self.cleaned_data.get("recipients", ()):
            return
        if self.has_error("postal_code"):
            return
        if not self.cleaned_data.get("riding"):
            self.add_error("riding", WHICH_RIDING)

    @property
    def recipient_keys(self) -> tuple[str, ...]:
        """As they are kept: the seat of the supporter's riding in the place of the box for it."""
        own, ticked = self.own, self.cleaned_data["recipients"]
        return tuple(own.key(self.riding_code) if own and key == own.box else key for key in ticked)

    @property
    def written_for(self) -> dict[str, int]:
        """Whom the page named as the supporter's own member, by the key of the seat; nobody where the seat is empty."""
        own, code = self.own, self.riding_code
        member = own.ridings[code].member if own and code else None
        return {own.key(code): member.target_id} if own and member else {}

    @property
    def riding_code(self) -> str:
        """Empty where the letter goes to no own member."""
        wanted = self.own is not None and self.own.box in self.cleaned_data["recipients"]
        return str(self.cleaned_data["riding"]) if wanted else ""

    @property
    def address(self) -> Address:
        email = self.cleaned_data["email"]
        assert isinstance(email, Address)  # noqa: S101 - cleaned by parse_address
        return email
