"""Django's forms for passwords, with our looks and our words."""

from typing import Any

from django.contrib.auth import forms
from django.utils.translation import gettext_lazy as _

AGAIN = _("Write the new password once more.")


class _Looks:
    """Fields like those of our other forms."""

    fields: dict[str, Any]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs["class"] = "form-control"
        if "new_password2" in self.fields:
            self.fields["new_password2"].help_text = AGAIN
        if "email" in self.fields:
            self.fields["email"].label = _("E-mail")


class LoginForm(forms.AuthenticationForm):
    error_messages = {  # noqa: RUF012 - how Django's forms are told
        **forms.AuthenticationForm.error_messages,
        "invalid_login": _("That name and password do not match. Capitals count."),
    }


class PasswordChangeForm(_Looks, forms.PasswordChangeForm):
    pass


class ResetRequestForm(_Looks, forms.PasswordResetForm):
    pass


class NewPasswordForm(_Looks, forms.SetPasswordForm):  # type: ignore[type-arg]
    pass
