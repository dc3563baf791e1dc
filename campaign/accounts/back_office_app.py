"""Takes the place of "django.contrib.admin" in INSTALLED_APPS, so that `admin.site` is our back office."""

from django.contrib.admin.apps import AdminConfig


class BackOfficeConfig(AdminConfig):
    default_site = "campaign.accounts.back_office.BackOffice"
