"""Every mail service that anymail hears from: its views by the name it has in EMAIL_URL, and the keys that come with it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from anymail.webhooks import (
    amazon_ses,
    brevo,
    mailersend,
    mailgun,
    mailjet,
    mailtrap,
    mandrill,
    postal,
    postmark,
    resend,
    sendgrid,
    sparkpost,
    unisender_go,
)
from anymail.webhooks.base import AnymailCoreWebhookView
from django.conf import settings

from campaign.delivery.provider import ses

View = type[AnymailCoreWebhookView]


@dataclass(frozen=True)
class Service:
    """Its view for reports, its view for mail that came in, and the parameters of EMAIL_URL that either knows."""

    tracking: View
    inbound: View | None
    keys: tuple[str, ...] = ()


# By the scheme of EMAIL_URL. Scaleway sends no webhooks that anymail understands.
SERVICES: Mapping[str, Service] = {
    "amazon-ses": Service(amazon_ses.AmazonSESTrackingWebhookView, amazon_ses.AmazonSESInboundWebhookView),
    "brevo": Service(brevo.BrevoTrackingWebhookView, brevo.BrevoInboundWebhookView, ("api_key",)),
    "mailersend": Service(
        mailersend.MailerSendTrackingWebhookView,
        mailersend.MailerSendInboundWebhookView,
        ("signing_secret", "inbound_secret"),
    ),
    "mailgun": Service(
        mailgun.MailgunTrackingWebhookView, mailgun.MailgunInboundWebhookView, ("api_key", "webhook_signing_key")
    ),
    "mailjet": Service(mailjet.MailjetTrackingWebhookView, mailjet.MailjetInboundWebhookView),
    "mailtrap": Service(
        mailtrap.MailtrapTrackingWebhookView,
        mailtrap.MailtrapInboundWebhookView,
        ("tracking_secret", "inbound_secret", "api_token"),
    ),
    "mandrill": Service(
        mandrill.MandrillCombinedWebhookView, mandrill.MandrillCombinedWebhookView, ("webhook_key", "webhook_url")
    ),
    "postal": Service(postal.PostalTrackingWebhookView, postal.PostalInboundWebhookView, ("webhook_key",)),
    "postmark": Service(postmark.PostmarkTrackingWebhookView, postmark.PostmarkInboundWebhookView),
    # Its signature is checked here (signatures.py), as anymail needs a package for it.
    "resend": Service(resend.ResendTrackingWebhookView, resend.ResendInboundWebhookView, ("api_key",)),
    "sendgrid": Service(
        sendgrid.SendGridTrackingWebhookView,
        sendgrid.SendGridInboundWebhookView,
        ("tracking_webhook_verification_key", "inbound_webhook_verification_key"),
    ),
    "sparkpost": Service(sparkpost.SparkPostTrackingWebhookView, sparkpost.SparkPostInboundWebhookView),
    "unisender-go": Service(unisender_go.UnisenderGoTrackingWebhookView, None, ("api_key",)),
}


def parameters_of(service: str) -> dict[str, str] | None:
    """What EMAIL_URL or EMAIL_URL_FALLBACK says of a service, e.g. its signing key; None where neither names it.

    `mailgun://?api_key=…&webhook_signing_key=…`, `postmark://TOKEN@`: what stands before the @ is an api_key.
    """
    for url in (settings.EMAIL_URL, settings.EMAIL_URL_FALLBACK):
        parts = urlsplit(url)
        if parts.scheme == service:
            named = {"api_key": unquote(parts.username)} if parts.username else {}
            return named | dict(parse_qsl(parts.query))
    return None


def settings_of(service: str, parameters: Mapping[str, str]) -> dict[str, Any]:
    """What the service's views are made with."""
    if service == ses.SERVICE:
        return ses.report_settings(parameters)
    return {name: value for name, value in parameters.items() if name in SERVICES[service].keys}
