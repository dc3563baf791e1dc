"""The supporters' pages, each under its language: /en/…, /fr/…, /es/…"""

from django.urls import path

from campaign.web.supporters import answering, own_riding, results, token_pages, views

urlpatterns = [
    path("", views.home, name="home"),
    path("privacy/", views.privacy, name="privacy"),
    path("c/<slug:slug>/", views.campaign, name="campaign"),
    path("c/<slug:slug>/results/", results.results, name="results"),
    path("c/<slug:slug>/riding/", own_riding.riding, name="riding"),
    path("ridings/", own_riding.names, name="ridings"),
    path("sent/<str:token>/", token_pages.sent, name="sent"),
    path("confirm/<str:token>/", token_pages.confirm_letter, name="confirm"),
    path("letter/<str:token>/", token_pages.letter, name="letter"),
    path("letter/<str:token>/undo/", token_pages.undo_letter, name="undo"),
    path("letter/<str:token>/withdraw/", token_pages.withdraw_letter, name="withdraw"),
    path("letter/<str:token>/copy/", token_pages.copy_letter, name="copy"),
    path("answers/<str:token>/", answering.answers, name="answers"),
    path("answers/<str:token>/stop/", answering.stop, name="answers-stop"),
]
