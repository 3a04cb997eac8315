"""A browser for the benchmarks, as small as it can be, and a draft to write on."""

import http.client
import re
from typing import Self
from urllib.parse import urlencode, urlsplit

from tests.browser.visiting import PASSWORD

E = "/e/zlote-lajki/entries"
JSON = {"Accept": "application/json"}


class Browser:
    """Just enough of one: cookies, forms and a token."""

    def __init__(self, url: str) -> None:
        self._line = http.client.HTTPConnection(urlsplit(url).netloc, timeout=300)
        self._cookies: dict[str, str] = {}
        self.token = ""

    @classmethod
    def signed_in(cls, url: str, email: str, password: str = PASSWORD) -> Self:
        """A browser of somebody, of the example edition unless they have another password."""
        browser = cls(url)
        browser.read("/sign-in")
        browser.post("/sign-in", csrf_token=browser.token, email=email, password=password).read()
        return browser

    def twin(self) -> Self:
        """Another line to the server, of the same session."""
        other = type(self)(f"http://{self._line.host}:{self._line.port}")
        other._cookies, other.token = dict(self._cookies), self.token
        return other

    def close(self) -> None:
        self._line.close()

    def ask(self, method: str, path: str, body: bytes | None = None, **headers: str) -> http.client.HTTPResponse:
        cookies = "; ".join(f"{name}={value}" for name, value in self._cookies.items())
        said = {"Cookie": cookies, "X-CSRFToken": self.token} | {k.replace("_", "-"): v for k, v in headers.items()}
        self._line.request(method, path, body, said)
        answer = self._line.getresponse()
        for cookie in answer.headers.get_all("Set-Cookie", []):
            name, _equals, value = cookie.partition(";")[0].partition("=")
            self._cookies[name] = value
        return answer

    def read(self, path: str) -> str:
        text = self.ask("GET", path).read().decode()
        if found := re.search(r'name="csrf_token" value="([^"]+)"', text):
            self.token = found[1]
        return text

    def post(self, path: str, **fields: object) -> http.client.HTTPResponse:
        form = "application/x-www-form-urlencoded"
        answer = self.ask("POST", path, urlencode(fields).encode(), Content_Type=form, **JSON)
        if answer.status >= 400:
            raise SystemExit(f"{path}: {answer.status} {answer.read().decode()[:300]}")
        return answer


def begin(marta: Browser) -> str:
    """The address of a new draft."""
    text = marta.read(f"{E}/new")
    category = re.search(r'<option[^>]* value="([0-9a-f-]{36})"', text)
    if not category:
        raise SystemExit("the form names no category")
    sent = {"csrf_token": marta.token, "category": category[1], "title": "Pomiar"}
    answer = marta.post(f"{E}/new", **sent)
    answer.read()
    return str(answer.headers["Location"]).partition("/edit")[0]
