"""Whole clients of a reading without their panels: store, editing, outbox and following as the page has them.

They speak to the real API through Django's test client, in the test's own thread and transaction; the network between
fails when it is told to.
"""

from __future__ import annotations

import json
import re
from contextlib import suppress
from contextvars import copy_context
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.test import Client
from playwright.sync_api import Browser, Page, Route, TimeoutError

from annotations.models import Reading
from annotations.models.codebooks import published_spec

ROOT = Path(__file__).resolve().parent.parent
ORIGIN = "http://localhost"

# `net` is this client's network: `down`, or `loses` so many answers on their way back.
OPEN = """async ({data, key}) => {
    const at = (name) => import(`/static/annotations/review/${name}.js`);
    const [{createStore}, {begin, reduce}, {createSyncing}, {createEditing}, {createDrafts}, {createRemembering},
        {createCueing}] = await Promise.all(["state/store", "state/reducer", "keeping/syncing", "doing/editing",
            "keeping/drafts", "keeping/remembering", "doing/cueing"].map(at));
    globalThis.net ??= {down: false, loses: 0};
    const ask = async (...request) => {
        if (net.down) throw {status: 0};
        const answer = await askServer(data.reading.id, ...request);
        if (net.down) throw {status: 0};
        if (request[0] === "post" && net.loses > 0) {
            net.loses -= 1;
            throw {status: 0};
        }
        if (answer.status >= 400) throw answer;
        return answer.body;
    };
    const api = {
        postOperations: (operations) => ask("post", operations),
        getEvents: (after) => ask("events", after),
        getContent: () => ask("content"),
    };
    const store = createStore(reduce, begin(data));
    const drafts = createDrafts(key);
    const syncing = createSyncing({store, api, key, drafts, onNotTaken() {}});
    const letters = [...data.text];
    const manuscript = {quote: (start, end) => letters.slice(start, end).join("")};
    const cueing = createCueing({codebook: store.state.codebook, text: data.text});
    const editing = createEditing({store, outbox: syncing.outbox, drafts, manuscript, cueing, text: data.text});
    const remembering = createRemembering({store, key});
    const put = syncing.outbox.put;
    globalThis.made ??= [];
    syncing.outbox.put = (operations) => { made.push(...operations.map(({id}) => id)); return put(operations); };
    await syncing.begin(data.content);
    await remembering.begin();
    editing.finishTyping();
    globalThis.client = {store, drafts, editing, ...syncing};
}"""


# One gesture. `which` chooses among what is there, `value` what to say or where.
ACT = """([action, which, value, words]) => {
    const {store, editing, following} = client;
    const there = (target) => Object.values(store.state.objects[target]).filter(({deleted}) => !deleted);
    const live = there("annotation").sort((a, b) => (a.id < b.id ? -1 : 1));
    const one = live[which % (live.length || 1)];
    const other = live[(which + 1) % (live.length || 1)];
    const {annotations, relations} = store.state.codebook;
    const labels = annotations.find(({key}) => key === one?.state.kind)?.labels;
    const isTied = (label) => there("relation").some(({state: tie}) =>
        tie.label === label && tie.from === one.id && tie.to === other.id);
    const relation = one && relations.find(({key, from, to}) => one.id < other.id && from.includes(one.state.kind) &&
        to.includes(other.state.kind) && !isTied(key));
    const acts = {
        create() {
            store.send({type: "selected", selection: [words[value % words.length]]});
            editing.create(["claim", "attribution"][which % 2]);
        },
        label: () => one && editing.label(one, labels[value % labels.length].key),
        note: () => one && editing.note(one, ["", "شك", "راجع"][value % 3]),
        type: () => one && editing.typing(one, "note", `نصف كلمة ${value}`),
        finish: () => editing.finishTyping(),
        remove: () => one && editing.remove(one),
        relate: () => relation && editing.relate(relation.key, one.id, other.id),
        article() {
            const [label] = there("article_label");
            editing.labelArticle(label, "genre", ["news", "report", null][value % 3]);
        },
        undo: () => editing.undo(),
        redo: () => editing.redo(),
        down: () => (net.down = true),
        up() {
            net.down = false;
            dispatchEvent(new Event("online"));
        },
        lose: () => (net.loses += 1),
        look: () => void following.now(),
        moment: () => new Promise((resolve) => setTimeout(resolve)),
    };
    return acts[action]();
}"""
# What is there, the server's word and the screen's in one spelling.
TOLD = """
    const sorted = (value) => Array.isArray(value) ? value.map(sorted) : value && typeof value === "object"
        ? Object.fromEntries(Object.keys(value).sort().map((name) => [name, sorted(value[name])])) : value;
    const spelled = (things) => JSON.stringify(sorted(things.sort((a, b) => (a.id < b.id ? -1 : 1))));
    const lists = {annotation: "annotations", relation: "relations", article_label: "article_labels"};
    const onServer = (content) => spelled(Object.values(lists).flatMap((list) =>
        content[list].map(({id, version, deleted, problems, ...state}) => ({id, version, state}))));
    const onScreen = () => spelled(Object.keys(lists).flatMap((target) =>
        Object.values(client.store.state.objects[target]).filter(({deleted}) => !deleted)
            .map(({id, version, state}) => ({id, version, state}))));
"""


class TwoClients:
    """Pages of one browser (tabs) or of two (devices), and the server between them."""

    def __init__(self, browser: Browser) -> None:
        home, away = browser.new_context(), browser.new_context()
        self.tabs = [self._page(home), self._page(home)]
        self.devices = [self.tabs[0], self._page(away)]
        self.contexts = [home, away]
        self.http = Client()
        self.reading = 0
        self.context = copy_context()

    def _page(self, context: Any) -> Page:
        page: Page = context.new_page()
        page.route(f"{ORIGIN}/**", _from_disk)
        page.expose_function("askServer", lambda *request: self.context.run(self._answer, *request))
        return page

    def _answer(self, reading: int, what: str, value: Any = None) -> dict[str, Any]:
        if reading != self.reading:
            return {"status": 404, "body": {}}  # A page of an earlier test, not closed yet.
        path = f"/api/v1/readings/{reading}"
        if what == "post":
            body = json.dumps({"operations": value})
            answer = self.http.post(f"{path}/operations", body, content_type="application/json")
        elif what == "events":
            answer = self.http.get(f"{path}/events", {"after": value})
        else:
            answer = self.http.get(f"{path}/annotations")
        return {"status": answer.status_code, "body": answer.json()}

    def open(self, page: Page, reading: Reading) -> None:
        """A fresh page on the reading, as it stands on the server now."""
        assert reading.analyst
        # What a browser calls runs in a context of its own, where Django would open another connection.
        self.context = copy_context()
        if reading.pk != self.reading:
            self.http, self.reading = Client(), reading.pk
            self.http.force_login(reading.analyst)
        page.goto(f"{ORIGIN}/")
        html = self.http.get(f"/readings/{reading.pk}/").content.decode()
        found = re.search(r'<script[^>]* id="reading"[^>]*>(.*?)</script>', html, re.DOTALL)
        assert found
        codebook = published_spec(reading.codebook_id).as_json()
        data = json.loads(found[1]) | {"text": reading.revision.text, "codebook": codebook}
        page.evaluate(OPEN, {"data": data, "key": f"{reading.analyst.pk}:{reading.pk}"})

    def act(self, page: Page, action: str, which: int, value: int, words: list[dict[str, int]]) -> None:
        page.evaluate(ACT, [action, which, value, words])

    def finish(self, *pages: Page) -> None:
        """The network is there again, what was half typed is finished, and everything is sent."""
        for page in pages:
            page.evaluate("Object.assign(net, {down: false, loses: 0})")
            page.evaluate("client.editing.finishTyping()")
            page.evaluate("dispatchEvent(new Event('online'))")
        for page in pages:
            page.wait_for_function("client.store.state.save.state === 'saved'", polling=20)

    def content(self, reading: Reading) -> Any:
        """What the server says of the reading."""
        return self._answer(reading.pk, "content")["body"]

    def sees(self, page: Page, content: Any) -> tuple[str, str]:
        """What the server says and what the screen shows, once they agree or after a while."""
        agree = f"(content) => {{ {TOLD} client.following.now(); return onServer(content) === onScreen(); }}"
        with suppress(TimeoutError):  # The caller compares, and shows the difference.
            page.wait_for_function(agree, arg=content, polling=50, timeout=10_000)
        server, screen = page.evaluate(f"(content) => {{ {TOLD} return [onServer(content), onScreen()]; }}", content)
        return server, screen

    def close(self) -> None:
        for context in self.contexts:
            context.close()


def _from_disk(route: Route) -> None:
    parts = urlsplit(route.request.url).path.strip("/").split("/")
    if parts[0] == "static":
        path = ROOT / parts[1] / "static" / Path(*parts[1:])
        route.fulfill(path=path, content_type="text/javascript")
    else:
        route.fulfill(body="<!doctype html><title>Client</title>", content_type="text/html; charset=utf-8")
