"""How many keys an analyst presses who works through four articles by keyboard, with the best gesture each time.

What is wanted is written by hand in `work/wanted.yaml`. Acting keys change something or begin to (letters, digits,
Enter); moving keys go somewhere or choose words (arrows, brackets, the keys that jump).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, Route
from ruamel.yaml import YAML

from tests.browser.reviewing import enter, press, saved, wait_until_ready
from tests.factories import a_project, an_analyst, an_article

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WORK = Path(__file__).parent / "work"
WANTED: dict[str, Any] = YAML(typ="safe").load((WORK / "wanted.yaml").read_text("utf-8"))
# The most keys in the median, acting and moving.
AIMS = {"attribution": (5, 12), "claim": (2, 8)}
# Milliseconds after which something that does not come true is a failure.
PATIENCE = 20_000
MOVING = re.compile(r"Arrow|Bracket|Semicolon|Quote|Home|End|Period|Slash")
# The fewest keys from where the text cursor is to some words being chosen.
PLAN = """({ start, end, jumping }) => {
    const { store, places, manuscript, selecting, attributing, jumps } = globalThis.parts;
    const { blocks } = manuscript;
    const isBlank = (one, other) => !manuscript.quote(Math.min(one, other), Math.max(one, other)).trim();
    const side = (offset, forward) => (places.leftIsForward(offset) === forward ? 'Left' : 'Right');
    const pairs = (offset, shift, measures) => measures.flatMap(([measure, held]) => [true, false].map((forward) => {
        const name = measure === 'clitic' ? 'Bracket' + side(offset, forward)
            : measure === 'sentence' ? (side(offset, forward) === 'Left' ? 'Semicolon' : 'Quote')
            : 'Arrow' + side(offset, forward);
        return [held + (shift ? 'Shift+' : '') + name, measure, forward];
    }));
    const MEASURES = [['letter', ''], ['word', 'Control+'], ['sentence', ''], ['clitic', '']];
    const plain = (offset, isOnWords) => {
        const { index } = manuscript.blockAt(offset);
        const around = places.around('block', offset);
        return [
            ...pairs(offset, false, isOnWords ? MEASURES.slice(0, 3) : MEASURES)
                .map(([key, measure, forward]) => [key, places.step(measure, offset, forward)]),
            ...(blocks[index + 1] ? [['Control+ArrowDown', blocks[index + 1].start]] : []),
            ['Control+ArrowUp', places.step('block', offset, false)],
            ['Home', around.start], ['End', around.end],
        ];
    };
    const extending = (offset, isFirst) => {
        const around = places.around('block', offset);
        const stepped = pairs(offset, true, MEASURES).map(([key, measure, forward]) => {
            const from = isFirst && ['word', 'clitic'].includes(measure) ? places.pastStops(offset, forward) : offset;
            return [key, places.step(measure, from, forward), from];
        });
        return [...stepped, ['Shift+Home', around.start, offset], ['Shift+End', around.end, offset],
            ['Control+Shift+ArrowDown', places.step('block', offset, true), offset]];
    };
    const isChosen = (anchor, focus) => {
        const span = places.inner({ start: Math.min(anchor, focus), end: Math.max(anchor, focus) });
        return span && span.start === start && span.end === end;
    };
    // From an anchor that stays, the other end moves until the words are chosen.
    const extend = (anchor, focus, isFirst, most) => {
        let edge = [[anchor, focus, []]];
        const seen = new Set();
        for (let depth = 0; depth <= most; depth += 1) {
            const next = [];
            for (const [stays, moves, keys] of edge) {
                if (isChosen(stays, moves)) return keys;
                if (depth === most) continue;
                for (const [key, to, from] of extending(moves, isFirst && !keys.length)) {
                    const begun = keys.length || !isFirst ? stays : from;
                    const place = begun + ' ' + to;
                    if (!seen.has(place)) (seen.add(place), next.push([begun, to, [...keys, key]]));
                }
            }
            edge = next;
        }
        return null;
    };
    // To where the words begin or end, and on.
    const afresh = (offset, isOnWords, most) => {
        let best = null;
        let edge = [[offset, []]];
        const seen = new Set([offset]);
        for (let depth = 0; edge.length && depth < most; depth += 1) {
            const next = [];
            for (const [at, keys] of edge) {
                const isNear = [start, end].some((one) => isBlank(at, one) || places.pastStops(at, true) === one);
                const left = (best ?? { length: most }).length - keys.length;
                const rest = isNear && (keys.length || !isOnWords) ? extend(at, at, true, left) : null;
                if (rest && (!best || keys.length + rest.length < best.length)) best = [...keys, ...rest];
                for (const [key, to] of plain(at, isOnWords && !keys.length)) {
                    if (!seen.has(to)) (seen.add(to), next.push([to, [...keys, key]]));
                }
            }
            edge = next;
            if (best && depth + 2 >= best.length) break;
        }
        return best;
    };
    const { annotation, next } = attributing.progress(store.state) ?? {};
    const isFlow = Boolean(annotation && next);
    const jumped = [[store.state.selection, selecting.cursor ?? 0, []]];
    const seen = new Set();
    for (const [selection, , keys] of jumping ? jumped : []) {
        if (keys.length > 8) break;
        const ways = isFlow
            ? [['Period', jumps.toQuote(selection, true, annotation)],
                ['Shift+Period', jumps.toQuote(selection, false, annotation)]]
            : [['Period', jumps.toPlace(selection, true)], ['Shift+Period', jumps.toPlace(selection, false)],
                ['Slash', jumps.toBareSentence(selection, true)]];
        for (const [key, to] of ways) {
            const place = to && to.start + ' ' + to.end;
            if (!to || seen.has(place)) continue;
            seen.add(place);
            jumped.push([[{ start: to.start, end: to.end }], to.end, [...keys, key]]);
        }
    }
    let best = null;
    for (const [selection, cursor, keys] of jumped) {
        const most = Math.min((best?.length ?? 40) - keys.length, 30);
        if (most <= 0) continue;
        const span = selection?.[0];
        const isNear = span && keys.length && Math.abs(span.start - start) < 40;
        const onward = isNear ? extend(span.start, span.end, false, Math.min(most, 14)) : null;
        const anew = !keys.length || Math.abs(cursor - start) < 400 ? afresh(cursor, Boolean(selection), most) : null;
        for (const rest of [onward, anew]) {
            if (rest && (!best || keys.length + rest.length < best.length)) best = [...keys, ...rest];
        }
    }
    return best;
}"""
NOW = """() => {
    const { store, attributing } = globalThis.parts;
    const { state } = store;
    const active = state.objects.annotation[state.active];
    const proposal = attributing.proposal(state);
    return {
        said: active?.state ?? null,
        problems: active?.problems.map(({ path, message_en: words }) => `${path}: ${words}`) ?? [],
        proposal: proposal && [proposal.role, proposal.start, proposal.end],
        sources: Object.fromEntries(Object.values(state.sources).map(({ id, name_ar: name }) => [id, name])),
    };
}"""
# Of each line of the field of the source: the name, the digit that takes it, and whether Enter does.
# Whether a condition comes true before so many milliseconds have passed; one that never does must fail, not hang.
UNTIL = """(limit) => new Promise((done) => {
    const end = performance.now() + limit;
    const look = () => {
        if ((%s)()) done(true);
        else if (performance.now() > end) done(false);
        else requestAnimationFrame(look);
    };
    look();
})"""
OPTIONS = """() => [...document.querySelectorAll('#source-options li')].map((row) => [
    row.querySelector('bdi')?.textContent ?? '',
    row.querySelector('kbd')?.textContent ?? '',
    row.getAttribute('aria-selected') === 'true'])"""
HAS_OPTIONS = """() => document.activeElement.id === 'annotation-source'
    && document.querySelectorAll('#source-options li:not(.source-option-unknown)').length > 0"""
IS_LINKED = """() => {
    const { state } = globalThis.parts.store;
    return state.objects.annotation[state.active].state.source !== null;
}"""


@dataclass
class Keys:
    """What was pressed for one thing."""

    what: str
    acting: int = 0
    moving: int = 0
    told: list[str] = field(default_factory=list)


@dataclass
class Analyst:
    """Works through one article."""

    page: Page
    text: str
    codebook: dict[str, Any]
    entries: dict[str, str] = field(default_factory=dict)
    """Names of the registry, by the words for which the entry was made."""

    last: str = ""

    def does(self, keys: Keys, *pressed: str) -> None:
        for key in pressed:
            press(self.page, key)
            if MOVING.search(key):
                keys.moving += 1
            else:
                keys.acting += 1
            keys.told.append(key)

    def chooses(self, keys: Keys, span: tuple[int, int], *, jumping: bool = True) -> None:
        given = {"start": span[0], "end": span[1], "jumping": jumping}
        plan = self.page.evaluate(PLAN, given)
        assert plan is not None, (keys.what, self.text[slice(*span)])
        self.does(keys, *plan)
        chosen = self.page.evaluate("() => globalThis.parts.store.state.selection")
        assert chosen == [{"start": span[0], "end": span[1]}], (keys.what, plan, self.text[slice(*span)])

    def waits(self, condition: str, keys: Keys) -> None:
        if not self.page.evaluate(UNTIL % condition, PATIENCE):
            pytest.fail(f"{condition} after {keys}")

    def now(self) -> dict[str, Any]:
        found: dict[str, Any] = self.page.evaluate(NOW)
        return found

    def marks(self, keys: Keys, role: str, span: tuple[int, int], key: str) -> None:
        """Words of an annotation: those that are proposed, if they are right."""
        if self.now()["proposal"] == [role, *span]:
            self.does(keys, "Enter")
        else:
            self.chooses(keys, span)
            self.does(keys, key)

    def labels(self, keys: Keys, kind: str, label: str) -> None:
        if self.now()["said"]["label"] == label:
            return
        labels = {one["key"]: one for one in self.codebook[kind]["labels"]}
        hotkey = labels[label].get("hotkey")
        assert hotkey, label
        self.does(keys, f"Digit{hotkey}")

    def answers(self, keys: Keys, kind: str, key: str, value: str) -> None:
        if self.now()["said"]["attributes"].get(key) == value:
            return
        attributes = self.codebook[kind]["attributes"]
        place = next(place for place, one in enumerate(attributes, 1) if one["key"] == key)
        choices = [choice["key"] for choice in attributes[place - 1]["choices"]]
        self.does(keys, f"Shift+Digit{place}", f"Digit{choices.index(value) + 1}")

    def links(self, keys: Keys, who: str, source: str, *, is_new: bool) -> None:
        known = who or next((words for words in self.entries if source != "-" and source in words), self.last)
        if source == "-" and not is_new and known == self.last:
            self.does(keys, "KeyY")
            self.waits(IS_LINKED, keys)
            now = self.now()
            assert now["sources"][str(now["said"]["source"])] == self.entries[known], keys
            return
        self.does(keys, "KeyR")
        self.waits(HAS_OPTIONS, keys)
        if is_new:
            self.does(keys, "Control+Enter")
            self.waits(IS_LINKED, keys)
            now = self.now()
            self.entries[source] = now["sources"][str(now["said"]["source"])]
            self.last = source
            return
        wanted = self.entries[known]
        if wanted not in [name for name, *_ in self.page.evaluate(OPTIONS)]:
            letters = wanted.split()[-1][:4]
            with self.page.expect_response(lambda answer: parse_qs(urlsplit(answer.url).query).get("q") == [letters]):
                self.page.keyboard.type(letters)
            keys.acting += len(letters)
            keys.told.append(letters)
            self.waits(f"() => ({OPTIONS})().some(([name]) => name === {wanted!r})", keys)
        options = self.page.evaluate(OPTIONS)
        place = next(place for place, (name, *_) in enumerate(options) if name == wanted)
        reached = next((place for place, (*_, is_reached) in enumerate(options) if is_reached), -1)
        digit = options[place][1]
        is_typed = bool(self.page.locator("#annotation-source").input_value())
        if reached != place and digit.isdigit() and not is_typed:
            self.does(keys, f"Digit{digit}")
        else:
            self.does(keys, *["ArrowDown" if reached < place else "ArrowUp"] * abs(place - reached), "Enter")
        self.waits(IS_LINKED, keys)
        now = self.now()
        assert now["sources"][str(now["said"]["source"])] == wanted, keys
        self.last = known

    def attributes(self, wanted: Wanted) -> Keys:
        keys = Keys(f"attribution {wanted.cue_words}")
        self.chooses(keys, wanted.cue)
        self.does(keys, "KeyA")
        if wanted.source:
            self.marks(keys, "source", wanted.source, "KeyS")
        else:
            self.does(keys, "KeyI")
        self.marks(keys, "content", wanted.content, "KeyW")
        self.labels(keys, "attribution", wanted.label)
        if wanted.target:
            self.chooses(keys, wanted.target, jumping=False)
            self.does(keys, "KeyL")
        if wanted.link:
            is_new, _, who = wanted.link.partition(" ")
            self.links(keys, who, wanted.source_words, is_new=is_new == "new")
        for key, value in wanted.values.items():
            self.answers(keys, "attribution", key, value)
        return self.judged(keys, wanted.label)

    def claims(self, what: str, span: tuple[int, int], label: str) -> Keys:
        keys = Keys(f"claim {what}")
        self.chooses(keys, span)
        self.does(keys, "KeyC")
        self.labels(keys, "claim", label)
        return self.judged(keys, label)

    def judged(self, keys: Keys, label: str) -> Keys:
        now = self.now()
        assert now["said"]["label"] == label, keys
        assert now["problems"] == [], keys
        return keys


@dataclass
class Wanted:
    """An attribution, its words as spans of code points."""

    cue_words: str
    cue: tuple[int, int]
    source_words: str
    source: tuple[int, int] | None
    content: tuple[int, int]
    label: str
    target: tuple[int, int] | None
    link: str
    values: dict[str, str]


def wanted_in(text: str, lines: list[list[str]]) -> Iterator[Wanted]:
    place = text.index("المصدر: ")
    for cue, source, content, label, *more in lines:
        at, _, words = cue.rpartition("at: ")
        if at or cue.startswith("at: "):
            place = text.index(words)
            words = words.split()[0]
        else:
            found = re.compile(rf"(?<![^\W_])[وف]?({re.escape(words)})(?=\W|(?:هم|ها|ه)\b)").search(text, place + 1)
            assert found, cue
            place = found.start(1)
        target = next((one.removeprefix("target ") for one in more if one.startswith("target ")), None)
        yield Wanted(
            cue_words=words,
            cue=(place, place + len(words)),
            source_words=source,
            source=None if source == "-" else near(text, place, source),
            content=near(text, place, content),
            label=label,
            target=near(text, place, target) if target else None,
            link=next((one for one in more if re.match("new|known", one)), ""),
            values=dict(one.split("=") for one in more if "=" in one),
        )


def near(text: str, place: int, words: str) -> tuple[int, int]:
    """Where words stand that begin nearest to a place; after it, if they do so on its line."""
    first, _, last = words.partition(" .. ")
    stop = text.find("\n", place)
    places = [found.start() for found in re.finditer(re.escape(first), text)]
    assert places, words
    start = min(places, key=lambda one: (not place <= one < stop, abs(one - place)))
    end = text.index(last, start) + len(last) if last else start + len(first)
    return start, end


def begin(page: Page, server: Any, text: str) -> Analyst:
    def expose(route: Route) -> None:
        before, end, exports = route.fetch().text().rpartition("})();")
        before = "globalThis.jumps = addJumpKeys(".join(before.rsplit("addJumpKeys(", 1))
        parts = "store, places, manuscript, selecting, attributing, jumps: globalThis.jumps"
        body = f"{before}\nglobalThis.parts = {{ {parts} }};\n{end}{exports}"
        route.fulfill(body=body, content_type="text/javascript")

    page.route("**/review/main.*.js", expose)
    project = a_project()
    article = an_article(text, project=project)
    enter(page, server, an_analyst())
    page.goto(f"{server.url}/articles/{article.pk}/read/")
    wait_until_ready(page)
    kinds = page.evaluate("() => globalThis.parts.store.state.codebook.annotations")
    return Analyst(page, text, {kind["key"]: kind for kind in kinds})


def work_through(page: Page, server: Any, name: str) -> list[Keys]:
    text = (WORK / f"{name}.txt").read_text("utf-8")
    analyst = begin(page, server, text)
    attributions = list(wanted_in(text, WANTED[name]["attributions"]))
    claims = [(near(text, text.index("المصدر: "), words), words, label) for words, label in WANTED[name]["claims"]]
    assert len(attributions) >= 10
    assert len(claims) >= 8
    things: list[tuple[int, Any]] = [(one.cue[0], one) for one in attributions]
    things += [(span[0], (words, span, label)) for span, words, label in claims]
    done = [
        analyst.attributes(one) if isinstance(one, Wanted) else analyst.claims(*one)
        for _, one in sorted(things, key=lambda thing: thing[0])
    ]
    saved(page)
    return done


def figures(done: list[Keys], kind: str) -> tuple[float, float]:
    of_kind = [keys for keys in done if keys.what.startswith(kind)]
    return median(keys.acting for keys in of_kind), median(keys.moving for keys in of_kind)


def test_an_attribution_and_a_claim_cost_few_keys(page: Page, browser: Any, live_server: Any) -> None:
    done: list[Keys] = []
    for name in WANTED:
        fresh = browser.new_context().new_page() if done else page
        done += work_through(fresh, live_server, name)
        if fresh is not page:
            fresh.context.close()
    for keys in done:
        print(f"{keys.what}: {keys.acting} acting, {keys.moving} moving: {' '.join(keys.told)}")
    print("attribution", figures(done, "attribution"), "claim", figures(done, "claim"))
    for kind, most in AIMS.items():
        assert all(count <= limit for count, limit in zip(figures(done, kind), most, strict=True)), kind
