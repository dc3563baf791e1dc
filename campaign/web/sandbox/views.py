"""The sandbox mailbox: every mail that would have left in live mode, to be read in the browser."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.clickjacking import xframe_options_sameorigin

from campaign.delivery.models import Kind
from campaign.web.sandbox.access import for_readers, readable
from campaign.web.sandbox.mails import opened

PER_PAGE = 30
# A mail's HTML is shown as a mail program shows it: its own styles, no scripts, nothing fetched.
MAIL_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'; "
    "sandbox allow-popups allow-popups-to-escape-sandbox"
)
# Links open beside the mailbox: our own pages refuse to be shown in a frame.
LINKS_OPEN_OUTSIDE = '<base target="_blank">'


@for_readers
def mailbox(request: HttpRequest) -> HttpResponse:
    """Newest first; found by a part of the recipient's address and by kind."""
    address = request.GET.get("to", "").replace("\x00", "").strip()
    kind = request.GET.get("kind", "")
    mails = readable(request).defer("raw")
    if address:
        mails = mails.filter(to__icontains=address)
    if kind in Kind.values:
        mails = mails.filter(kind=kind)
    paginator = Paginator(mails, PER_PAGE)
    context = {
        "page": paginator.get_page(request.GET.get("page")),
        "total": paginator.count,
        "address": address,
        "kind": kind,
        "kinds": Kind.choices,
    }
    return render(request, "sandbox/mailbox.html", context)


@for_readers
def mail(request: HttpRequest, mail_id: int) -> HttpResponse:
    found = get_object_or_404(readable(request), pk=mail_id)
    context = {"mail": found, "opened": opened(found)}
    return render(request, "sandbox/mail.html", context)


@xframe_options_sameorigin
@for_readers
def mail_html(request: HttpRequest, mail_id: int) -> HttpResponse:
    """The mail's HTML alone, for the frame."""
    html = opened(get_object_or_404(readable(request), pk=mail_id)).html
    response = HttpResponse(html.replace("</head>", f"{LINKS_OPEN_OUTSIDE}</head>", 1))
    response["Content-Security-Policy"] = MAIL_POLICY
    return response


@for_readers
def mail_raw(request: HttpRequest, mail_id: int) -> HttpResponse:
    found = get_object_or_404(readable(request), pk=mail_id)
    headers = {
        "Content-Disposition": f'attachment; filename="mail-{found.pk}.eml"',
        "X-Content-Type-Options": "nosniff",
    }
    return HttpResponse(bytes(found.raw), content_type="message/rfc822", headers=headers)
