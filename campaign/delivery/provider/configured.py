"""Which providers the settings name."""

import environ
from django.conf import settings

from campaign.common.mail_services import is_service
from campaign.delivery.provider.api import AnymailProvider
from campaign.delivery.provider.receipts import Provider
from campaign.delivery.provider.sandbox import SandboxProvider
from campaign.delivery.provider.smtp import SmtpProvider

NAME_LENGTH = 40


def configured_providers() -> list[Provider]:
    """The sandbox alone; or in live mode that of EMAIL_URL, then that of EMAIL_URL_FALLBACK where it is set."""
    if settings.DELIVERY_MODE == "sandbox":
        return [SandboxProvider()]
    providers = [_provider(url) for url in (settings.EMAIL_URL, settings.EMAIL_URL_FALLBACK) if url]
    for number, provider in enumerate(providers, start=1):
        # Two accounts with one service, or two ports of one host, are two providers.
        taken = {other.name for other in providers[: number - 1]}
        provider.name = provider.name[:NAME_LENGTH]
        if provider.name in taken:
            suffix = f"#{number}"
            provider.name = provider.name[: NAME_LENGTH - len(suffix)] + suffix
    return providers


def _provider(url: str) -> Provider:
    if is_service(url):
        return AnymailProvider(url)
    return SmtpProvider(environ.Env.email_url_config(url))
