"""Where mail services report: /webhooks/mail/<service>/ and …/inbound/, open to who has the secret and sends what it should.

Answers are for programs: a status and a line. Any 5xx makes a service send the same again later, so a database that fails
answers that; whatever will never be understood answers 4xx.
"""

import logging
from base64 import b64decode
from binascii import Error as NotBase64

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.request import UnreadablePostError
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from campaign.delivery import receivers

log = logging.getLogger(__name__)

# A thousand events, or a bounce that encloses the whole letter. deploy/nginx says the same.
LARGEST_BODY = 1024 * 1024


@csrf_exempt
@require_http_methods(["POST", "HEAD", "GET"])
@never_cache
def mail(request: HttpRequest, service: str, inbound: bool = False) -> HttpResponse:
    if not (settings.WEBHOOK_SECRET and receivers.has_address(service, inbound)):
        return _answer(404, "There is no such webhook.")
    refused = _refused(request, service)
    if refused is not None:
        return refused
    if request.method != "POST":
        return HttpResponse()  # Mandrill asks so whether there is anybody (HEAD), and Unisender Go (GET)
    if not _read_whole(request):
        return _answer(413, "The body is too large.")
    return _received(request, service, inbound)


def _refused(request: HttpRequest, service: str) -> HttpResponse | None:
    given = request.headers.get("Authorization")
    if given is None and service == "amazon-ses":
        # Amazon sends its secret only when it is asked.
        answer = _answer(401, "Who are you?")
        answer["WWW-Authenticate"] = 'Basic realm="mail", charset="UTF-8"'
        return answer
    if not constant_time_compare(_credentials(given or ""), settings.WEBHOOK_SECRET):
        return _answer(403, "That is not the secret.")
    return None


def _credentials(header: str) -> str:
    """The "name:password" of HTTP basic authentication, or nothing."""
    scheme, _, encoded = header.partition(" ")
    try:
        return b64decode(encoded, validate=True).decode() if scheme.lower() == "basic" else ""
    except (NotBase64, ValueError):
        return ""


def _read_whole(request: HttpRequest) -> bool:
    """Read the body, as large as it may be here: it then counts as read, and Django's limit for forms does not apply."""
    try:
        announced = int(request.headers.get("Content-Length") or 0)
    except ValueError:
        announced = 0
    if announced > LARGEST_BODY:
        return False
    body = request.read(LARGEST_BODY + 1)
    request._body = body
    return len(body) <= LARGEST_BODY


def _received(request: HttpRequest, service: str, inbound: bool) -> HttpResponse:
    try:
        receivers.receive(service, inbound, request)
    except receivers.Forged as problem:
        log.warning("Webhook of %s refused: %s", service, problem)
        return _answer(403, "The signature is wrong or old.")
    except (receivers.Malformed, UnreadablePostError) as problem:
        log.warning("Webhook of %s not understood: %s", service, problem)
        return _answer(400, "That cannot be understood.")
    except receivers.NotReceivable as problem:
        log.error("Webhook of %s cannot be received: %s", service, problem)
        return _answer(403, "This webhook is not set up for that.")
    except receivers.TryAgain as problem:
        log.warning("Webhook of %s: the service did not answer: %s", service, problem)
        return _answer(503, "Try again later.")
    return HttpResponse()


def _answer(status: int, words: str) -> HttpResponse:
    return HttpResponse(f"{words}\n", status=status, content_type="text/plain")
