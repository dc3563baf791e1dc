"""HEAD says of a page what GET would, and sends none of it."""

from django.http import HttpRequest, HttpResponse

from campaign.common.head import NoBodyForHead


def answer(method: str) -> HttpResponse:
    request = HttpRequest()
    request.method = method
    response = NoBodyForHead(lambda _: HttpResponse("Lettre à la ministre"))(request)
    assert isinstance(response, HttpResponse)
    return response


def test_head_has_no_body_and_says_how_long_it_would_be() -> None:
    response = answer("HEAD")
    assert response.content == b""
    assert response["Content-Length"] == "21"


def test_get_is_left_as_it_is() -> None:
    assert answer("GET").content.decode() == "Lettre à la ministre"
