"""The staff's pages: /staff/…"""

from django.urls import URLPattern, URLResolver, path

from campaign.web.admins import addresses, mail, offices, pausing, queue, remedies, roster, sending
from campaign.web.organizers import (
    addressees,
    creating,
    groups,
    holders,
    home,
    letter,
    live_preview,
    opening,
    overview,
    pace,
    schedule,
    texts,
)
from campaign.web.organizers import pausing as campaign_pausing
from campaign.web.organizers.lists import accepting, lists, mapping, uploading
from campaign.web.organizers.preflight import page as preflight
from campaign.web.staff import language, login
from campaign.web.staff.access import staff_page

urlpatterns: list[URLPattern | URLResolver] = [
    path("", home.home, name="staff-home"),
    path("login/", login.Login.as_view(), name="staff-login"),
    path("logout/", login.Logout.as_view(), name="staff-logout"),
    path("language/", language.choose, name="staff-language"),
    path("password/", staff_page(login.PasswordChange.as_view()), name="staff-password"),
    path("password/reset/", login.ResetRequest.as_view(), name="staff-reset"),
    path("password/reset/sent/", login.ResetSent.as_view(), name="staff-reset-sent"),
    path("password/reset/<uidb64>.<token>/", login.ResetConfirm.as_view(), name="staff-reset-confirm"),
    path("new-campaign/", creating.new_campaign, name="staff-new-campaign"),
    path("groups/", groups.groups, name="staff-groups"),
    path("groups/<int:group_id>/", groups.group, name="staff-group"),
    path("campaigns/<slug:slug>/", overview.campaign, name="staff-campaign"),
    path("campaigns/<slug:slug>/check/", preflight.check_page, name="staff-check"),
    path("campaigns/<slug:slug>/check/test/", preflight.send_test, name="staff-test"),
    path("campaigns/<slug:slug>/address/", creating.basics, name="staff-basics"),
    path("campaigns/<slug:slug>/duplicate/", creating.duplicate, name="staff-duplicate"),
    path("campaigns/<slug:slug>/recipients/", addressees.recipients, name="staff-recipients"),
    path("campaigns/<slug:slug>/recipients/<int:addressee_id>/", addressees.wording, name="staff-recipient"),
    path(
        "campaigns/<slug:slug>/recipients/<int:addressee_id>/remove/", addressees.removal, name="staff-recipient-remove"
    ),
    path("campaigns/<slug:slug>/open/", opening.open_page, name="staff-open"),
    path("campaigns/<slug:slug>/close/", opening.close_page, name="staff-close"),
    path("campaigns/<slug:slug>/pause/", campaign_pausing.pause_page, name="staff-campaign-pause"),
    path("campaigns/<slug:slug>/resume/", campaign_pausing.resume_page, name="staff-campaign-resume"),
    path("campaigns/<slug:slug>/pace/", pace.pace, name="staff-pace"),
    path("campaigns/<slug:slug>/letters/", overview.letters, name="staff-letters"),
    path("campaigns/<slug:slug>/people/", overview.people, name="staff-people"),
    path("campaigns/<slug:slug>/schedule/", schedule.schedule, name="staff-schedule"),
    path("campaigns/<slug:slug>/settings/", texts.settings, name="staff-settings"),
    path("campaigns/<slug:slug>/page/<slug:language>/", texts.page_text, name="staff-page-text"),
    path("campaigns/<slug:slug>/letter/<slug:language>/", letter.editor, name="staff-letter"),
    path("campaigns/<slug:slug>/letter/<slug:language>/preview/", live_preview.live, name="staff-letter-preview"),
    path("campaigns/<slug:slug>/letter/<slug:language>/<int:number>/", letter.revision, name="staff-revision"),
    path("campaigns/<slug:slug>/holders/", holders.together, name="staff-holders-together"),
    path("holders/", holders.holders, name="staff-holders"),
    path("holders/<int:change_id>/", holders.one, name="staff-holder"),
    path("lists/", lists.index, name="staff-lists"),
    path("lists/new/", uploading.new, name="staff-list-new"),
    path("lists/uploads/<int:upload_id>/", mapping.columns, name="staff-list-columns"),
    path("lists/uploads/<int:upload_id>/check/", accepting.check_page, name="staff-list-check"),
    path("lists/<int:list_id>/", lists.one, name="staff-list"),
    path("lists/<int:list_id>/upload/", uploading.renew, name="staff-list-renew"),
    path("lists/<int:list_id>/remove/", lists.removal, name="staff-list-remove"),
    path("sending/", sending.overview, name="staff-sending"),
    path("sending/queue/", queue.queue, name="staff-queue"),
    path("sending/pause/", pausing.pause_page, name="staff-pause"),
    path("sending/resume/", pausing.resume_page, name="staff-resume"),
    path("mail/", mail.find, name="staff-mail"),
    path("mail/all/<slug:remedy>/", remedies.many, name="staff-remedies"),
    path("mail/<int:mail_id>/<slug:remedy>/", remedies.one, name="staff-remedy"),
    path("mail/<int:mail_id>/", mail.one, name="staff-mail-history"),
    path("addresses/", addresses.addresses, name="staff-addresses"),
    path("addresses/lift/", addresses.lift_page, name="staff-address-lift"),
    path("addresses/<int:proposal_id>/", addresses.decide_page, name="staff-address-decide"),
    path("roster/", roster.roster, name="staff-roster"),
    path("offices/", offices.offices, name="staff-offices"),
    path("offices/<int:tenure_id>/", offices.choose, name="staff-office-choose"),
]
