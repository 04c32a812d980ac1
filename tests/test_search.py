"""The search in a real browser: what readers type leads to the page, and the heading, they want."""

from __future__ import annotations

import json
import re
import tomllib
from urllib.parse import urlsplit
from urllib.request import urlopen

import pytest

from checks.guide.lesson import LANGUAGES, Language
from checks.guide.problem import ROOT
from checks.site.source import address
from tests.browser import PAGES, Opened, Visit

_listed = tomllib.loads((ROOT / "tests" / "queries.toml").read_text(encoding="utf-8"))
QUERIES: dict[Language, dict[str, str]] = {language: _listed[language] for language in LANGUAGES}
"""By language: what is typed, and the `page` or `page#heading` that it must find."""
TYPED = [(language, query) for language in LANGUAGES for query in QUERIES[language]]

_asked = tomllib.loads((ROOT / "tests" / "asked.toml").read_text(encoding="utf-8"))
ASKED: dict[Language, list[list[str]]] = {language: _asked[language] for language in LANGUAGES}
"""By language: a question as people type it, and the places of which one must be found."""
ENOUGH = 95
"""Of the hundred questions."""

NAMES = {address(name): name for name in PAGES["zh"]}
"""The pages' names by their addresses."""

ASK = """async query => {
    if (!window.asking) {
        const config = JSON.parse(document.getElementById("__config").textContent)
        const texts = new URL(`${config.base}/search/search_index.json`, location.href)
        const data = { ...await (await fetch(texts)).json(), options: {} }
        window.asking = new Worker(new URL(config.search, location.href))
        await new Promise(ready => {
            asking.onmessage = ({ data }) => data.type === 1 && ready()
            asking.postMessage({ type: 0, data })
        })
    }
    const pages = await new Promise(answer => {
        asking.onmessage = ({ data }) => data.type === 3 && answer(data.data.items)
        asking.postMessage({ type: 2, data: query })
    })
    const best = ({ score: one }, { score: other }) => other - one
    return pages.map(hits => hits.sort(best).map(hit => hit.location))
}"""
"""Asks a worker of the page's own search, as the theme does, and not by its list, which takes six
times as long to draw. The addresses below each page of the answer, the best first."""


def search(visit: Visit, query: str) -> list[list[str]]:
    """The addresses below the first two pages of the answer, the best of each page first."""
    answer: list[list[str]] = visit.tab.evaluate(ASK, query)
    return answer[:2]


def found(visit: Visit, query: str) -> list[str]:
    """What may be wanted: `page` and `page#heading`, two headings a page."""
    named: list[str] = []
    for addresses in search(visit, query):
        parts = [address.partition("#") for address in addresses]
        page = NAMES[parts[0][0]]
        named += [page, *[f"{page}#{heading}" for _, _, heading in parts if heading][:2]]
    return named


LISTED = """all => all.slice(0, 2).map(item =>
    [...item.querySelectorAll("a")]
        .map(link => [+link.querySelector("[data-md-score]").dataset.mdScore, link.href])
        .sort(([one], [other]) => other - one)
        .map(([_, address]) => address))"""


def listed(visit: Visit, query: str) -> list[list[str]]:
    """The same as `search`, as somebody who types it sees it."""
    box, results = (visit.tab.locator(f".md-search{name}") for name in ("__input", "-result__item"))
    # The theme searches when a key goes up, as it does after a word from an input method.
    box.fill("")
    box.press("End")
    visit.tab.wait_for_function("!document.querySelector('.md-search-result__item')")
    box.fill(query)
    box.press("End")
    results.first.wait_for(state="attached")
    found: list[list[str]] = results.evaluate_all(LISTED)
    return found


@pytest.mark.parametrize(("language", "query"), TYPED)
def test_what_readers_type_leads_to_what_they_want(
    searching: dict[Language, Visit], language: Language, query: str
) -> None:
    assert QUERIES[language][query] in found(searching[language], query)


def test_what_people_ask_is_found(searching: dict[Language, Visit]) -> None:
    asked = [(language, case) for language in LANGUAGES for case in ASKED[language]]
    lost = {
        query: named
        for language, (query, *places) in asked
        if not {*places} & {*(named := found(searching[language], query))}
    }
    assert len(asked) == 100
    assert len(asked) - len(lost) >= ENOUGH, json.dumps(lost, ensure_ascii=False, indent=1)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_typed_lists_what_is_found(
    searching: dict[Language, Visit], visit: Visit, language: Language
) -> None:
    queries = [*QUERIES[language]][::40] + [question for question, *_ in ASKED[language]][::10]
    visit.open(language)
    visit.tab.keyboard.press("/")
    for query in (*queries, 'Error response from daemon: conflict: "web" --rm (exit 125)'):
        # A link of the list also says, as `?h=`, what is to be marked on the page.
        links = [[re.sub(r"\?[^#]*", "", link) for link in page] for page in listed(visit, query)]
        asked = search(searching[language], query)
        assert links == [[visit.url(language) + place for place in page] for page in asked]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_language_finds_only_its_own_pages(visit: Visit, language: Language) -> None:
    visit.open(language)
    visit.tab.keyboard.press("/")
    listed(visit, "docker run")
    links = visit.tab.locator(".md-search-result__item a")
    pages = {urlsplit(link).path for link in links.evaluate_all("all => all.map(one => one.href)")}
    known = {urlsplit(visit.url(language, name)).path for name in ("containers/run", "images/get")}
    assert known & pages
    assert {path.startswith("/en/") for path in pages} == {language == "en"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_texts_are_fetched_when_somebody_searches(visit: Visit, language: Language) -> None:
    asked: list[str] = []
    visit.tab.on("request", lambda request: asked.append(urlsplit(request.url).path))
    visit.open(language)
    texts = urlsplit(visit.url(language)).path + "search/docs.json"
    assert texts not in asked
    visit.tab.keyboard.press("/")
    assert listed(visit, "docker")
    assert listed(visit, "nginx")
    assert asked.count(texts) == 1


def test_the_search_has_a_name(opened: Opened) -> None:
    box, dialog = (opened.tab.locator(f".md-search{part}") for part in ("__input", ""))
    assert dialog.get_attribute("aria-label") == box.get_attribute("aria-label") != ""


def test_what_is_shown_keeps_cells_apart_and_commas_at_their_word(site: str) -> None:
    with urlopen(f"{site}search/docs.json") as answer:
        docs = json.load(answer)
    text = "\n".join(doc["title"] + doc["text"] for doc in docs)
    assert not re.search("\u200b[，。、；：？！]", text)
    (first,) = (doc["text"] for doc in docs if doc["location"] == "background/article/#vm")
    assert "2014 年" not in first[:20]
    assert "。 " in first


def test_the_terms_of_docker_are_not_cut_apart(site: str) -> None:
    with urlopen(f"{site}search/docs.json") as answer:
        docs = json.load(answer)
    cut = "\n".join(doc["title"] + "\n" + doc["text"] for doc in docs)
    whole = re.sub("\u200b", "", cut)
    assert cut != whole
    lines = (ROOT / "docs" / "terms.txt").read_text(encoding="utf-8").splitlines()
    terms = [line.split()[0] for line in lines]  # a number behind it is its weight, for jieba
    counts = {term: (cut.count(term), whole.count(term)) for term in terms}
    assert {term: both for term, both in counts.items() if both[0] != both[1]} == {}


SLOW_WORKER = """async () => {
    const config = JSON.parse(document.getElementById("__config").textContent)
    const place = new URL(config.search, location.href)
    const words = new URL(`${config.base}/search/search_index.json`, location.href)
    const worker = new Worker(URL.createObjectURL(new Blob([`
        const later = setTimeout, get = fetch, bring = importScripts
        self.fetch = path => get(new URL(path, "${place}"))
        self.importScripts = (...paths) => bring(...paths.map(path => new URL(path, "${place}")))
        self.setTimeout = done => {
            postMessage("made its index")
            later(() => { done(); later(() => postMessage("over"), 200) }, 300)
        }
        importScripts("${place}")
    `])))
    const settings = await (await fetch(words)).json()
    return new Promise(done => {
        let typed, last
        worker.onmessage = ({ data }) => {
            if (data === "over") done(last.data.items.length)
            else if (data === "made its index") worker.postMessage({ type: 2, data: "docker" })
            else if (data.type === 1 && !typed)
                worker.postMessage(typed = { type: 2, data: "nosuchword" })
            else if (data.type === 3) last = data
        }
        worker.postMessage({ type: 0, data: { ...settings, options: {} } })
    })
}"""
"""The search's worker, which is slow to notice that the index is there; more is typed meanwhile.
How many pages its last answer names."""


def test_the_last_answer_is_to_what_was_typed_last(visit: Visit) -> None:
    visit.open("en")
    assert visit.tab.evaluate(SLOW_WORKER) > 0
