"""Every address of the site, by audience. What supporters see stands under its language; nothing else does."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path, re_path

from campaign.web import errors, health, map_file, webhooks
from campaign.web.api import campaigns
from campaign.web.api.description import description
from campaign.web.api.mail_domain import mail_domain
from campaign.web.api.starts import started
from campaign.web.supporters import pictures, views

urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.home, name="root"),
    path("c/<slug:slug>/accent.css", views.accent, name="accent"),
    re_path(
        r"^media/campaigns/(?P<digest>[0-9a-f]{32})-(?P<size>small|large|card)\.jpg\Z", pictures.picture, name="picture"
    ),
    re_path(r"^media/maps/(?P<digest>[0-9a-f]{32})\.svg\Z", map_file.map_file, name="map"),
    path("api/v1/campaigns/<slug:slug>/", campaigns.campaign, name="api-campaign"),
    path("api/v1/campaigns/<slug:slug>/count", campaigns.count, name="api-count"),
    path("api/v1/campaigns/<slug:slug>/timeline", campaigns.timeline, name="api-timeline"),
    path("api/v1/campaigns/<slug:slug>/provinces", campaigns.provinces, name="api-provinces"),
    path("api/v1/campaigns/<slug:slug>/ridings", campaigns.ridings, name="api-ridings"),
    path("api/v1/campaigns/<slug:slug>/targets", campaigns.targets, name="api-targets"),
    path("api/v1/campaigns/<slug:slug>/started/<slug:language>", started, name="api-started"),
    path("api/v1/mail-domain/", mail_domain, name="api-mail-domain"),
    path("api/v1/openapi.json", description, name="api-description"),
    path("healthz", health.healthz, name="healthz"),
    path("webhooks/mail/<slug:service>/", webhooks.mail, name="webhook"),
    # Mailgun sends a mail as it came where the address ends with "mime".
    path("webhooks/mail/<slug:service>/inbound/", webhooks.mail, {"inbound": True}, name="webhook-inbound"),
    path("webhooks/mail/<slug:service>/inbound/mime", webhooks.mail, {"inbound": True}, name="webhook-inbound-mime"),
    path("sandbox/", include("campaign.web.sandbox.urls")),
    path("staff/", include("campaign.web.staff_urls")),
    path("admin/", admin.site.urls),
    *i18n_patterns(path("", include("campaign.web.supporters.urls"))),
]

handler400 = errors.bad_request
handler403 = errors.permission_denied
handler404 = errors.not_found
handler500 = errors.server_error
