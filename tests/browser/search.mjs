// Search, as a reader with a browser has it: in three scripts, by keys alone, below a path, under the policy that the README
// promises, and in `serve`.
//
//     node tests/browser/search.mjs

import assert from "node:assert/strict";
import { Lab, POLICY, POLICY_WITH_WASM } from "./lab.mjs";

const lab = await Lab.open();
const OWN = /search\.[^/]*(js|css)$|\/_search\//;

/** Opens the dialog with a key and waits until it can answer. */
async function open(page) {
  await page.keyboard.press("/");
  await page.locator("dialog.search[open] .state:not(:empty)").waitFor();
}

/** Types a query and waits until the text has answered, too. */
async function ask(page, text) {
  await page.locator("dialog.search input").fill(text);
  await page.waitForFunction(() => {
    const state = document.querySelector("dialog.search .state").textContent;
    return state && !state.includes("…");
  });
  return page.locator(".hits > li").evaluateAll((items) => items.map((item) => ({
    title: item.querySelector(".title").textContent,
    path: new URL(item.querySelector("a").href).pathname,
    also: item.querySelector(".also")?.textContent ?? "",
    parts: [...item.querySelectorAll("ul a")].map((link) => link.textContent),
    hashes: [...item.querySelectorAll("ul a")].map((link) => decodeURIComponent(new URL(link.href).hash)),
    marks: [...item.querySelectorAll(".excerpt mark")].map((mark) => mark.textContent),
    text: [...item.querySelectorAll(".excerpt")].map((part) => part.textContent).join(" "),
  })));
}

const state = (page) => page.locator("dialog.search .state").textContent();
const focused = (page) => page.evaluate(() => {
  const { activeElement } = document;
  return activeElement.closest("dialog") ? activeElement.className || activeElement.id || activeElement.textContent : `outside: ${activeElement.tagName}`;
});

const book = await lab.build("tests/browser/book");

// ---- A static host, below a path
{
  const site = await lab.host(book, { base: "/some/path/", policy: POLICY_WITH_WASM });
  const page = await lab.page(`${site.url}territories/urup/`);
  await lab.check("nothing of search is loaded before it is opened", () => {
    assert.deepEqual(page.requests.filter((url) => OWN.test(url)), []);
  });
  await lab.check("the button is there, with its keys", async () => {
    const button = page.locator("button.find");
    assert.ok(await button.isVisible());
    assert.equal(await button.getAttribute("aria-keyshortcuts"), "/ Control+K Meta+K");
  });
  await open(page);
  await lab.check("opening it loads the script, the style and the names, and no text", () => {
    const loaded = page.requests.filter((url) => OWN.test(url)).map((url) => url.replace(/^.*\/some\/path\//, "").replace(/\.[0-9a-f]{10}\./, ".")).sort();
    assert.deepEqual(loaded, ["_search/names.en.json", "search.css", "search.js"]);
  });
  await lab.check("the field has the focus and a label", async () => {
    assert.equal(await focused(page), "_search-text");
    assert.equal(await page.getByRole("searchbox", { name: "Search" }).count(), 1);
    assert.equal(await page.getByRole("dialog", { name: "Search" }).count(), 1);
  });
  for (const [query, why] of [
    ["Iturup", "its title"],
    ["I", "its first letter"],
    ["iturup", "small letters"],
    ["Etorofu", "another name, without its long vowel"],
    ["etorofu-tō", "another name as it is written"],
    ["Эторофу", "another name in Cyrillic letters"],
    ["Итуруп", "its Russian name"],
    ["択捉", "a part of its Japanese name"],
    ["Itrup", "a letter left out"],
    ["Iturpu", "letters changed about"],
    ["Ируруп", "a Cyrillic letter mistaken"],
    ["etuorop", "its Ainu name without hyphens"],
  ]) {
    await lab.check(`${query} finds Iturup first, by ${why}`, async () => {
      const hits = await ask(page, query);
      assert.equal(hits[0]?.title, "Iturup");
      assert.equal(hits[0].path, "/some/path/territories/iturup/");
    });
  }
  await lab.check("ё is found by е", async () => {
    assert.equal((await ask(page, "Сегунат"))[0]?.title, "Tokugawa shogunate");
  });
  await lab.check("the name that was found is shown beside the title", async () => {
    const [first] = await ask(page, "Etorofu");
    assert.equal(first.also, "Etorofu-tō");
  });
  await lab.check("a word of the text is found below its heading, and marked", async () => {
    const [first, ...rest] = await ask(page, "distress");
    assert.equal(first.title, "Treaty of Shimoda");
    assert.deepEqual(first.parts, ["Article 3. Castaways and harbours"]);
    assert.deepEqual(first.hashes, ["#article-3"]);
    assert.deepEqual(first.marks, ["distress"]);
    assert.deepEqual(rest, []);
  });
  await lab.check("words are found by their stems", async () => {
    assert.equal((await ask(page, "castaway"))[0]?.title, "Treaty of Shimoda");
  });
  await lab.check("text is found without its accents, and the other way round", async () => {
    assert.equal((await ask(page, "cafe"))[0]?.title, "Sakhalin");
    assert.equal((await ask(page, "pïer"))[0]?.title, "Sakhalin");
  });
  await lab.check("notes are found", async () => {
    assert.equal((await ask(page, "shipwrights"))[0]?.title, "Treaty of Shimoda");
  });
  await lab.check("signs of notes and links to headings are not in the text", async () => {
    const hits = await ask(page, "distress");
    assert.doesNotMatch(hits.map((hit) => hit.text).join(), /[#↩]/);
  });
  await lab.check("a name misspelt leads to its text, too, and that is said", async () => {
    const hits = await ask(page, "Sakhaln");
    assert.equal(hits[0].title, "Sakhalin");
    assert.match(await state(page), /“Sakhalin”/);
    assert.ok(hits.length > 1, "other pages speak of it");
  });
  await lab.check("a Russian word of a translated page is found from an English one", async () => {
    const [first] = await ask(page, "кораблекрушение");
    assert.equal(first?.path, "/some/path/ru/treaties/shimoda-1855/");
    assert.deepEqual(first.parts, ["Статья 3. Гавани и потерпевшие крушение"]);
  });
  await lab.check("a Japanese word of a translated page is found from an English one", async () => {
    const [first] = await ask(page, "漂流民");
    assert.equal(first?.path, "/some/path/ja/treaties/shimoda-1855/");
    assert.ok(first.parts.includes("第三条　港と漂流民"), first.parts.join());
  });
  await lab.check("what is nowhere is not found, and said so", async () => {
    assert.deepEqual(await ask(page, "zzyzx"), []);
    assert.match(await state(page), /Nothing found/);
  });
  await lab.check("a word that merely begins like others is not found", async () => {
    assert.deepEqual(await ask(page, "thexylophone"), []);
  });
  await lab.check("a person of the facts is found, under no heading", async () => {
    const [first] = await ask(page, "Putyatin");
    assert.equal(first?.title, "Treaty of Shimoda");
    assert.deepEqual(first.parts, []);
  });
  await lab.check("markup in a query stays text", async () => {
    await ask(page, "<img src=x onerror=alert(1)> iturup");
    assert.equal(await page.locator("dialog.search img").count(), 0);
  });

  // ---- Choices
  await lab.check("a choice of kind leaves the pages of that kind, with counts", async () => {
    await ask(page, "Sakhalin");
    const kinds = page.locator("select[name=kind]");
    const options = await kinds.locator("option").allTextContents();
    assert.ok(options.includes("Treaties (2)"), options.join());
    await kinds.selectOption("treaty");
    await page.waitForFunction(() => /: 2\./.test(document.querySelector(".search .state").textContent));
    const titles = await page.locator(".hits .title").allTextContents();
    assert.deepEqual(titles.sort(), ["Treaty of Saint Petersburg", "Treaty of Shimoda"]);
  });
  await lab.check("choices add up", async () => {
    await page.locator("select[name=party]").selectOption("tokugawa-shogunate");
    await page.waitForFunction(() => /: 1\./.test(document.querySelector(".search .state").textContent));
    assert.deepEqual(await page.locator(".hits .title").allTextContents(), ["Treaty of Shimoda"]);
    for (const name of ["kind", "party"]) await page.locator(`select[name=${name}]`).selectOption("");
  });
  await lab.check("eras and territories are offered", async () => {
    await ask(page, "line");
    assert.match((await page.locator("select[name=era] option").allTextContents()).join(), /The opening \(\d+\)/);
    await page.locator("select[name=territory]").selectOption("urup");
    await page.waitForFunction(() => !document.querySelector(".search .state").textContent.includes("…"));
    const titles = await page.locator(".hits .title").allTextContents();
    assert.ok(titles.includes("Urup") && !titles.includes("Empire of Japan"), titles.join());
    await page.locator("select[name=territory]").selectOption("");
  });

  // ---- Keys
  await lab.check("arrows go through the links and back to the field", async () => {
    const hits = await ask(page, "Treaty");
    assert.ok(hits.length > 1);
    await page.locator("dialog.search input").focus();
    await page.keyboard.press("ArrowDown");
    const first = await page.evaluate(() => document.activeElement.href);
    assert.equal(first, await page.locator(".hits a").first().evaluate((link) => link.href));
    await page.keyboard.press("End");
    const last = await page.evaluate(() => document.activeElement.href);
    assert.equal(last, await page.locator(".hits a").last().evaluate((link) => link.href));
    await page.keyboard.press("ArrowDown");
    assert.equal(await page.evaluate(() => document.activeElement.href), last);
    await page.keyboard.press("Home");
    await page.keyboard.press("ArrowUp");
    assert.equal(await focused(page), "_search-text");
  });
  await lab.check("typing on a link goes on in the field", async () => {
    await ask(page, "Ur");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.type("up");
    assert.equal(await page.locator("dialog.search input").inputValue(), "Urup");
    assert.equal(await focused(page), "_search-text");
  });
  await lab.check("Tab stays in the dialog, both ways", async () => {
    await ask(page, "Iturup");
    for (const key of ["Tab", "Shift+Tab"]) {
      const seen = new Set();
      for (let step = 0; step < 40; step += 1) {
        await page.keyboard.press(key);
        seen.add(await focused(page));
      }
      assert.ok(![...seen].some((name) => name.startsWith("outside")), [...seen].join("; "));
      assert.ok(seen.has("_search-text") && seen.has("close"), [...seen].join("; "));
    }
  });
  await lab.check("Escape closes it, and the focus is where it was", async () => {
    await page.keyboard.press("Escape");
    await page.keyboard.press("Escape"); // The first may have emptied the field.
    assert.equal(await page.locator("dialog.search[open]").count(), 0);
    await page.locator(".site-head .brand").focus();
    await page.keyboard.press("Control+K");
    await page.locator("dialog.search[open]").waitFor();
    await page.locator("dialog.search .close").click();
    assert.equal(await page.evaluate(() => document.activeElement.className), "brand");
  });
  await lab.check("the button opens it and gets the focus back", async () => {
    await page.locator("button.find").click();
    await page.locator("dialog.search .close").click();
    assert.equal(await page.evaluate(() => document.activeElement.className), "find");
  });
  await lab.check("another dialog that is open keeps the keys to itself", async () => {
    await page.locator("button.help").click();
    await page.keyboard.press("Control+K");
    assert.equal(await page.locator("dialog.search[open]").count(), 0);
    await page.keyboard.press("Escape");
  });
  await lab.quiet("the dialog", page);
  await lab.check("Enter opens the first page", async () => {
    await page.keyboard.press("/");
    await ask(page, "Etorofu");
    await page.locator("dialog.search input").focus();
    await Promise.all([page.waitForURL("**/territories/iturup/"), page.keyboard.press("Enter")]);
  });
  await lab.check("a heading opens where it stands", async () => {
    await open(page);
    await ask(page, "distress");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowDown");
    await Promise.all([page.waitForURL("**/treaties/shimoda-1855/#article-3"), page.keyboard.press("Enter")]);
  });
  await lab.check("a heading of this very page is gone to, and the dialog closes", async () => {
    await open(page);
    await ask(page, "unpartitioned");
    await page.locator(".hits ul a").first().click();
    await page.waitForURL("**/treaties/shimoda-1855/#article-2");
    assert.equal(await page.locator("dialog.search[open]").count(), 0);
  });
  await lab.check("keys that are typed into a field open nothing", async () => {
    await page.goto(`${site.url}treaties/`);
    await page.locator(".filters input").focus();
    await page.keyboard.press("/");
    await page.keyboard.press("Control+K");
    assert.equal(await page.locator("dialog.search").count(), 0);
    assert.equal(await page.locator(".filters input").inputValue(), "/");
  });
  await lab.quiet("moving about", page);
}

// ---- Other languages, from their own pages
for (const [tag, label, query, title, heading] of [
  ["ru", "Поиск", "гавани", "Симодский трактат", "Статья 3. Гавани и потерпевшие крушение"],
  ["ja", "検索", "送還", "日露和親条約", "第三条　港と漂流民"],
]) {
  const site = await lab.host(book, { policy: POLICY_WITH_WASM });
  const page = await lab.page(`${site.url}${tag}/treaties/shimoda-1855/`, { width: 360, scheme: "dark" });
  await lab.check(`${tag}: the dialog speaks the page's language`, async () => {
    await open(page);
    assert.equal(await page.getByRole("dialog", { name: label }).count(), 1);
  });
  await lab.check(`${tag}: ${query} is found in the text`, async () => {
    const [first] = await ask(page, query);
    assert.equal(first?.title, title);
    assert.ok(first.parts.includes(heading), first.parts.join());
    assert.ok(first.marks.join("").includes(query.slice(0, 1)), first.marks.join());
  });
  await lab.check(`${tag}: what is not translated is found in the language of the book`, async () => {
    const [first] = await ask(page, "Karafuto");
    assert.equal(first?.path, "/territories/sakhalin/");
  });
  await lab.check(`${tag}: nothing sticks out of a narrow screen`, async () => {
    await ask(page, query);
    const [inner, outer] = await page.locator("dialog.search").evaluate((box) => [box.scrollWidth, innerWidth]);
    assert.ok(inner <= outer, `${inner} in ${outer}`);
  });
  await lab.quiet(tag, page);
}

// ---- A host that forbids WebAssembly, and one that has lost the text
{
  const site = await lab.host(book, { policy: POLICY });
  const page = await lab.page(site.url);
  await lab.check("where WebAssembly is forbidden, names are found and that is said", async () => {
    await open(page);
    const [first] = await ask(page, "Etorofu");
    assert.equal(first?.title, "Iturup");
    assert.match(await state(page), /Only titles and names/);
  });
  await lab.check("where WebAssembly is forbidden, choices work", async () => {
    await ask(page, "Treaty");
    await page.locator("select[name=era]").selectOption("empires");
    assert.deepEqual(await page.locator(".hits .title").allTextContents(), ["Treaty of Saint Petersburg"]);
  });
  const plain = await lab.page(site.url, { scripts: false });
  await lab.check("without JavaScript there is no button", async () => {
    assert.equal(await plain.locator("button.find").isVisible(), false);
  });
  const lost = await lab.page(site.url);
  await lost.route("**/_search/**", (route) => route.abort());
  await lab.check("a list of names that does not come is told of", async () => {
    await open(lost);
    assert.match(await state(lost), /could not be loaded/);
  });
}

// ---- The program's own server
{
  const { url } = await lab.serve("tests/browser/book");
  const page = await lab.page(url);
  await lab.check("serve: names and text are found", async () => {
    await open(page);
    assert.equal((await ask(page, "Эторофу"))[0]?.title, "Iturup");
    assert.deepEqual((await ask(page, "distress"))[0]?.parts, ["Article 3. Castaways and harbours"]);
  });
  await lab.quiet("serve", page);
}

// ---- The book
{
  const site = await lab.host(await lab.build("."), { policy: POLICY_WITH_WASM });
  const page = await lab.page(site.url);
  await open(page);
  for (const [query, path] of [
    ["Etorofu", "/territories/iturup/"],
    ["Эторофу", "/territories/iturup/"],
    ["択捉", "/territories/iturup/"],
    ["Itrup", "/territories/iturup/"],
    ["Симодский трактат", "/treaties/shimoda-1855/"],
    ["下田", "/treaties/shimoda-1855/"],
    ["Treaty of Portsmoth", "/treaties/portsmouth-1905/"],
    ["Karafuto", "/territories/"],
  ]) {
    await lab.check(`the book: ${query} finds ${path} first`, async () => {
      const hits = await ask(page, query);
      assert.ok(hits[0]?.path.startsWith(path), hits.slice(0, 3).map((hit) => hit.path).join(" "));
    });
  }
  await lab.check("the book: full text is found below headings", async () => {
    const hits = await ask(page, "consul");
    assert.ok(hits.some((hit) => hit.parts.length && hit.marks.length), JSON.stringify(hits.slice(0, 2)));
  });
  await lab.check("the book: names answer while one types", async () => {
    const took = await page.evaluate(async () => {
      const input = document.querySelector("dialog.search input");
      const times = [];
      for (const text of ["p", "po", "por", "port", "ports", "portsm", "portsmo", "portsmot", "xqzwvk"]) {
        input.value = text;
        const began = performance.now();
        input.dispatchEvent(new Event("input"));
        times.push(performance.now() - began);
        await new Promise((resolve) => { setTimeout(resolve, 20); });
      }
      return times.sort((a, b) => a - b)[times.length >> 1]; // Of one key; others use the machine, too.
    });
    assert.ok(took < 50, `${took} ms`);
  });
  await lab.quiet("the book", page);
}

await lab.close();
