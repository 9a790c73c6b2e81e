"""A browser without JavaScript, as far as pages need one: it keeps cookies, fills in forms and follows redirects."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urlencode, urljoin

import httpx


@dataclass
class Form:
    """A form of a page: its fields as a browser would send them, and its buttons by their words."""

    method: str
    action: str
    fields: list[tuple[str, str]] = field(default_factory=list)
    choices: set[str] = field(default_factory=set)
    buttons: dict[str, tuple[str, str]] = field(default_factory=dict)


class Page(HTMLParser):
    """What stands on a page."""

    def __init__(self, response: httpx.Response) -> None:
        super().__init__()
        self.response, self.status, self.html = response, response.status_code, response.text
        self.forms: list[Form] = []
        self.links: dict[str, str] = {}
        self.text = self.title = self.errors = ""
        self._open: list[tuple[str, dict[str, str]]] = []
        self._textarea: str | None = None
        self._select: tuple[str, str | None] | None = None
        self._words = ""
        self.feed(self.html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take in a tag."""
        given = {name: value or "" for name, value in attrs}
        form = self.forms[-1] if self.forms else None
        if tag == "form":
            self.forms.append(Form(given["method"], given["action"]))
        elif tag == "input" and form and "name" in given:
            ticked = given.get("type") in {"radio", "checkbox"}
            if ticked:
                form.choices.add(given["name"])
            if not ticked or "checked" in given:
                form.fields.append((given["name"], given.get("value", "")))
        elif tag == "textarea":
            self._textarea = given["name"]
        elif tag == "select":
            self._select = (given["name"], None)
        elif tag == "option" and self._select and ("selected" in given or self._select[1] is None):
            self._select = (self._select[0], given["value"])
        if tag in {"button", "a", "textarea", "title", "rt"}:
            self._words = "" if tag != "rt" else self._words
        if tag not in {"input", "meta", "link", "br", "path"}:
            self._open.append((tag, given))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Nothing on these pages closes itself but drawings."""

    def handle_endtag(self, tag: str) -> None:
        """Close a tag."""
        given: dict[str, str] = {}
        while self._open and self._open[-1][0] != tag:
            self._open.pop()
        if self._open:
            given = self._open.pop()[1]
        words = " ".join(self._words.split())
        if tag == "button" and self.forms:
            self.forms[-1].buttons[given.get("aria-label", words)] = (given.get("name", ""), given.get("value", ""))
        elif tag == "a":
            self.links[words] = given["href"]
        elif tag == "textarea" and self._textarea:
            self.forms[-1].fields.append((self._textarea, self._words.removeprefix("\n")))
            self._textarea = None
        elif tag == "select" and self._select:
            self.forms[-1].fields.append((self._select[0], self._select[1] or ""))
            self._select = None
        elif tag == "title":
            self.title = words

    def handle_data(self, data: str) -> None:
        """Take in words; readings above kanji are left out."""
        within = {tag for tag, _ in self._open}
        if within & {"style", "rt"}:
            return
        self._words += data
        if "title" not in within:
            self.text += data
        if any("summary" in given.get("class", "").split() for _, given in self._open):
            self.errors += data


@dataclass
class Tab:
    """One browser tab with cookies of its own."""

    client: httpx.AsyncClient
    cookies: dict[str, str] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    seen: list[httpx.Response] = field(default_factory=list)
    page: Page | None = None
    path: str = "/"

    async def open(self, path: str) -> Page:
        """Go to an address of the platform; redirects within it are followed."""
        return await self.send("GET", path)

    async def send(self, method: str, path: str, body: str | bytes = "", **headers: str) -> Page:
        """One request and the redirects it leads to."""
        sent = (
            {"Sec-Fetch-Site": "same-origin"}
            | self.headers
            | {name.replace("_", "-"): value for name, value in headers.items()}
        )
        if self.cookies:
            sent["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        response = await self.client.request(method, path, content=body, headers=sent)
        self.client.cookies.clear()
        self.seen.append(response)
        for line in response.headers.get_list("set-cookie"):
            name, value = line.split(";")[0].split("=", 1)
            self.cookies.pop(name, None)
            if value.strip('"') and "max-age=0" not in line.lower():
                self.cookies[name] = value
        self.path = path
        location = response.headers.get("location", "")
        if location.startswith("/"):
            return await self.send("GET", urljoin(path, location).partition("#")[0])
        self.page = Page(response)
        return self.page

    async def press(self, words: str, **entries: str | list[str]) -> Page:
        """Fill in the form that has a button with these words, and press it."""
        assert self.page
        form = next((form for form in self.page.forms if words in form.buttons), None)
        assert form, f"No button {words!r} among {[list(form.buttons) for form in self.page.forms]}"
        unknown = set(entries) - {name for name, _ in form.fields} - form.choices
        assert not unknown, f"The form has no {unknown}"
        fields = [(name, value) for name, value in form.fields if name not in entries]
        for name, value in entries.items():
            fields += [(name, one) for one in ([value] if isinstance(value, str) else value)]
        if form.buttons[words][0]:
            fields.append(form.buttons[words])
        if form.method == "get":
            return await self.open(f"{form.action}?{urlencode(fields)}")
        return await self.send("POST", form.action, urlencode(fields), content_type="application/x-www-form-urlencoded")
