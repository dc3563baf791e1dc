"""The sandbox mailbox: /sandbox/…"""

from django.urls import path

from campaign.web.sandbox import views

urlpatterns = [
    path("", views.mailbox, name="sandbox"),
    path("<int:mail_id>/", views.mail, name="sandbox-mail"),
    path("<int:mail_id>/html/", views.mail_html, name="sandbox-html"),
    path("<int:mail_id>/raw/", views.mail_raw, name="sandbox-raw"),
]
