// How the book is read: moving about, indexes, the map, without JavaScript, on paper, by keyboard, under the policy of the README.
//
//     node tests/browser/reading.mjs [SITE]
//
// SITE is a folder with the book, built for https://example.org/treatise/; without it, the book is built first.

import assert from "node:assert/strict";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { Lab } from "./lab.mjs";
import { PAGES } from "./pages.mjs";

const lab = await Lab.open();
const folder = process.argv[2] ? path.resolve(process.argv[2]) : await lab.build(".", "--site-url", "https://example.org/treatise/");
const site = await lab.host(folder, { base: "/treatise/" });
const at = (address) => site.url + address;
const allowed = { permissions: ["clipboard-read", "clipboard-write"] };

// ---- Every type of page: no error, no policy broken, nothing asked of others, nothing cut off at 320 px (which is also 1280 at 400 %).
for (const [type, address] of Object.entries(PAGES)) {
  const page = await lab.page(at(address), { width: 320, height: 640 });
  await lab.check(`${type} fits into 320 px`, async () => {
    const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    assert.ok(over <= 0, `${over} px too wide`);
  });
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.evaluate(() => scrollTo(0, document.body.scrollHeight));
  await page.waitForTimeout(50);
  await lab.quiet(type, page);
  await page.context().close();
}

// ---- Nothing moves while a page comes in, on a phone.
for (const type of ["treaty", "index of treaties", "chronology", "bibliography", "map", "territory"]) {
  const page = await lab.page(at("404.html"), { width: 412, height: 823 });
  await page.addInitScript(() => {
    globalThis.moved = 0;
    new PerformanceObserver((list) => { for (const shift of list.getEntries()) globalThis.moved += shift.value; }).observe({ type: "layout-shift", buffered: true });
  });
  await lab.check(`${type}: nothing moves while it comes in`, async () => {
    await page.goto(at(PAGES[type]));
    await page.waitForLoadState("networkidle");
    await page.waitForTimeout(200);
    const moved = await page.evaluate(() => globalThis.moved);
    assert.ok(moved < 0.02, `a shift of ${moved.toFixed(3)}`);
  });
  await page.context().close();
}
{
  const page = await lab.page(at("about/"));
  await page.route("**/map/*.json", (route) => route.abort());
  await lab.check("where the map's file cannot be had, links go from stop to stop", async () => {
    await page.goto(at("map/1875-08-22/"));
    await page.locator(".step .next").waitFor();
    assert.ok(await page.locator(".steer").isHidden());
  });
  await page.context().close();
}

// ---- The band of eras.
{
  const page = await lab.page(at("treaties/shimoda-1855/"));
  await lab.check("the band says in words where a treaty stands", async () => {
    assert.match(await page.locator(".time p").textContent(), /7 February 1855.*Opening/);
  });
  await lab.check("the band marks a treaty's day within its era", async () => {
    const [mark, era, band] = await page.evaluate(() => [".band rect.now", ".band .here", ".band"]
      .map((name) => { const { left, right } = document.querySelector(name).getBoundingClientRect(); return [left, right]; }));
    assert.ok(era[0] - 2 <= mark[0] && mark[1] <= era[1] + 2, `${mark} not in ${era}`);
    assert.ok(era[1] - era[0] < (band[1] - band[0]) / 4, "the era is the whole band");
    assert.equal(await page.locator(".band text.now").textContent(), "1855");
  });
  await lab.check("an era of the band is a link to it", async () => {
    await page.locator(".band a").first().click({ position: { x: 3, y: 3 } });
    await page.waitForURL(/eras\/[a-z-]+\/$/);
    assert.equal(await page.locator(".band rect.span").count(), 1);
  });
  await lab.check("the chronology shows when things happened", async () => {
    await page.goto(at("chronology/"));
    const ticks = (await page.locator(".band .acts").getAttribute("d")).split("M").length - 1;
    assert.ok(ticks > 50, `${ticks} marks`);
  });
  await page.context().close();
}

// ---- Previews.
{
  const page = await lab.page(at("treaties/shimoda-1855/"));
  const card = page.locator(".preview");
  const link = page.locator("main .prose a[href*='putyatin-1853']").first();
  await lab.check("pointing at a link shows what it leads to", async () => {
    await link.hover();
    await card.waitFor({ timeout: 3000 });
    assert.match(await card.textContent(), /Event · 22 August 1853.*Putyatin's mission/);
  });
  await lab.check("the card can be pointed at, and stays", async () => {
    const box = await card.boundingBox();
    await page.mouse.move(box.x + 20, box.y + 20, { steps: 8 });
    await page.waitForTimeout(500);
    assert.ok(await card.isVisible());
  });
  await lab.check("Escape takes it away without moving the pointer", async () => {
    await page.keyboard.press("Escape");
    assert.ok(await card.isHidden());
  });
  await lab.check("the focus shows it too, and it describes the link", async () => {
    await page.mouse.move(5, 5);
    await page.locator(".kind a").focus();
    await page.keyboard.press("Tab");
    await page.keyboard.press("Shift+Tab");
    await card.waitFor({ timeout: 3000 });
    assert.equal(await page.locator(".kind a").getAttribute("aria-describedby"), "_preview");
    await page.keyboard.press("Tab");
    await page.waitForFunction(() => !document.querySelector(".kind a").hasAttribute("aria-describedby"));
  });
  await lab.check("no file of previews is fetched twice", async () => {
    await page.evaluate(async () => {
      for (const link of [...document.querySelectorAll("main .prose a[href*='territories/']")].slice(0, 12)) {
        link.dispatchEvent(new PointerEvent("pointerover", { bubbles: true, pointerType: "mouse" }));
        await new Promise((resolve) => setTimeout(resolve, 400));
      }
    });
    const asked = page.requests.filter((url) => url.includes("/previews/"));
    assert.ok(asked.length >= 1);
    assert.deepEqual(asked, [...new Set(asked)]);
  });
  await lab.check("links of the navigation have none, nor has a finger", async () => {
    await page.keyboard.press("Escape");
    await page.locator("#_nav a").nth(2).hover();
    await page.waitForTimeout(600);
    assert.ok(await card.isHidden());
    await link.dispatchEvent("pointerover", { pointerType: "touch" });
    await page.waitForTimeout(600);
    assert.ok(await card.isHidden());
  });
  await lab.quiet("previews", page);
  await page.context().close();
}

// ---- Headings: addresses that can be copied.
{
  const page = await lab.page(at("treaties/shimoda-1855/"), allowed);
  await lab.check("every heading with an address has a button that copies it", async () => {
    const [headings, buttons] = await page.evaluate(() => ["main :is(h2,h3,h4)[id]", "main :is(h2,h3,h4)[id] > .copy"]
      .map((name) => document.querySelectorAll(name).length));
    assert.ok(headings > 12);
    assert.equal(buttons, headings);
  });
  await lab.check("what is copied is the article's address, and it is said", async () => {
    await page.locator("#article-2 .copy").focus();
    await page.keyboard.press("Enter");
    await page.waitForFunction(() => document.querySelector(".said").textContent);
    assert.equal(await page.evaluate(() => navigator.clipboard.readText()), at("treaties/shimoda-1855/#article-2"));
    assert.match(await page.locator(".said").textContent(), /copied/i);
    assert.equal(new URL(page.url()).hash, "#article-2");
  });
  await lab.check("all articles stand in the facts as links that lead to them", async () => {
    const hrefs = await page.locator(".articles a").evaluateAll((links) => links.map((link) => link.hash));
    assert.equal(hrefs.length, 9);
    for (const hash of hrefs) assert.equal(await page.locator(hash).count(), 1, hash);
  });
  await lab.check("the contents tell where one is", async () => {
    await page.locator("#article-7").evaluate((heading) => heading.scrollIntoView({ behavior: "instant", block: "start" }));
    // The last section that has begun above the middle of the upper half.
    const expected = await page.evaluate(() => [...document.querySelectorAll(".contents a")].map((link) => link.hash)
      .filter((hash) => document.querySelector(hash).getBoundingClientRect().top < innerHeight / 3).at(-1));
    assert.match(expected, /^#article-[789]$/);
    await page.waitForFunction((hash) => document.querySelector(".contents [aria-current=location]")?.hash === hash, expected);
    assert.equal(await page.locator(".contents [aria-current]").count(), 1);
  });
  await lab.quiet("headings", page);
  await page.context().close();
}

// ---- Keys and colours.
{
  const page = await lab.page(at("treaties/shimoda-1855/"));
  const dialog = page.locator("dialog#_keys");
  await lab.check("the first stop of the keyboard is the way past the navigation", async () => {
    await page.keyboard.press("Tab");
    assert.equal(await page.evaluate(() => document.activeElement.hash), "#_main");
    await page.keyboard.press("Enter");
    assert.equal(new URL(page.url()).hash, "#_main");
  });
  await lab.check("? opens help that has a name, Escape closes it, and the focus comes back", async () => {
    await page.locator(".brand").focus();
    await page.keyboard.press("?");
    assert.ok(await dialog.isVisible());
    assert.equal(await page.getByRole("dialog", { name: "Keyboard shortcuts" }).count(), 1);
    assert.ok(await page.evaluate(() => document.querySelector("#_keys").contains(document.activeElement)));
    await page.keyboard.press("Escape");
    assert.ok(await dialog.isHidden());
    assert.ok(await page.evaluate(() => document.activeElement.matches(".brand")));
  });
  await lab.check("t turns through the colours, and they stay after a reload", async () => {
    const theme = () => page.evaluate(() => [document.documentElement.dataset.theme, getComputedStyle(document.body).backgroundColor]);
    const [, light] = await theme();
    await page.keyboard.press("t");
    assert.equal((await theme())[0], "light");
    await page.keyboard.press("t");
    const [name, dark] = await theme();
    assert.equal(name, "dark");
    assert.notEqual(dark, light);
    await page.reload();
    assert.deepEqual(await theme(), ["dark", dark]);
    await page.getByRole("button", { name: /colours/i }).click();
    assert.deepEqual(await theme(), [undefined, light]);
    await page.emulateMedia({ colorScheme: "dark" });
    assert.deepEqual(await theme(), [undefined, dark]);
    await page.emulateMedia({ colorScheme: "light" });
  });
  await lab.check("n and p lead to what comes next and before", async () => {
    const next = await page.locator("main a[rel=next]").evaluate((link) => link.href);
    await page.keyboard.press("n");
    await page.waitForURL(next);
    await page.keyboard.press("p");
    await page.waitForURL(at("treaties/shimoda-1855/"));
  });
  await lab.check("keys of a single sign can be turned off, which lasts", async () => {
    await page.keyboard.press("?");
    await dialog.getByRole("checkbox").uncheck();
    await page.keyboard.press("Escape");
    await page.reload();
    await page.keyboard.press("?");
    assert.ok(await dialog.isHidden());
    await page.locator("button.help").click();
    await dialog.getByRole("checkbox").check();
    await dialog.getByRole("button").click();
    await page.keyboard.press("?");
    assert.ok(await dialog.isVisible());
    await page.keyboard.press("Escape");
  });
  await lab.check("a field takes every sign for itself", async () => {
    await page.goto(at("treaties/"));
    await page.locator("[name=q]").focus();
    await page.keyboard.type("t?n");
    assert.equal(await page.locator("[name=q]").inputValue(), "t?n");
    assert.ok(await dialog.isHidden());
  });
  await lab.quiet("keys", page);
  await page.context().close();
}

// ---- The whole of a page by keyboard: what has the focus is to be seen.
for (const type of ["treaty", "index of treaties", "map", "chronology"]) {
  // What glides into sight is in sight only later.
  const page = await lab.page(at(PAGES[type]), { reducedMotion: "reduce" });
  await lab.check(`${type}: whatever has the focus can be seen`, async () => {
    const lost = [];
    let stops = 0;
    for (; stops < 90; stops += 1) {
      await page.keyboard.press("Tab");
      const problem = await page.evaluate(() => {
        const element = document.activeElement;
        if (element === document.body) return "end";
        const box = element.getBoundingClientRect();
        const style = getComputedStyle(element);
        const seen = box.width > 0 && box.height > 0 && box.bottom > 0 && box.top < innerHeight && style.visibility === "visible" && Number(style.opacity) > 0;
        const marked = element.matches(":focus-visible") && (style.outlineStyle !== "none" || element.closest(".skip, .place"));
        return seen && marked ? "" : element.outerHTML.slice(0, 120);
      });
      if (problem === "end") break;
      if (problem) lost.push(problem);
    }
    assert.deepEqual(lost, []);
    assert.ok(stops > 20, `${stops} stops`);
  });
  await page.context().close();
}

// ---- Indexes.
{
  const page = await lab.page(at("treaties/"));
  const shown = () => page.locator("[data-row]:visible").count();
  const total = await page.locator("[data-row]").count();
  await lab.check("what is written and what is chosen filter together, are counted and stand in the address", async () => {
    await page.locator("[name=q]").fill("fisheries");
    await page.locator("[name=form]").selectOption("convention");
    const found = await shown();
    assert.ok(found > 0 && found < total, `${found} of ${total}`);
    assert.match(await page.locator(".count").textContent(), new RegExp(`^${found} of ${total}`));
    await page.waitForFunction(() => location.search.includes("q=fisheries") && location.search.includes("form=convention"));
    await page.reload();
    assert.equal(await shown(), found);
    assert.equal(await page.locator("[name=q]").inputValue(), "fisheries");
  });
  await lab.check("accents and scripts do not matter, or do, as one expects", async () => {
    await page.goto(at("treaties/?q=joyaku"));
    const plain = await shown();
    await page.goto(at(`treaties/?q=${encodeURIComponent("jōyaku")}`));
    assert.equal(await shown(), plain);
    await page.goto(at(`treaties/?q=${encodeURIComponent("条約")}`));
    assert.ok((await shown()) > 5);
    await page.goto(at(`treaties/?q=${encodeURIComponent("трактат")}`));
    assert.ok((await shown()) > 0);
  });
  await lab.check("where nothing matches, it is said, and one button shows all again", async () => {
    await page.locator("[name=q]").fill("no such thing");
    assert.ok(await page.getByText(/nothing matches/i).isVisible());
    assert.ok(await page.locator(".csv").isDisabled());
    await page.getByRole("button", { name: /show all/i }).click();
    assert.equal(await shown(), total);
    assert.ok(await page.getByText(/nothing matches/i).isHidden());
  });
  await lab.check("a head sorts up, down and back, by keyboard, and tells so", async () => {
    const titles = () => page.locator("tbody th a").allTextContents();
    const before = await titles();
    const button = page.locator("th[data-sort=title] button");
    await button.focus();
    await page.keyboard.press("Enter");
    const up = await titles();
    assert.deepEqual(up, [...before].sort(new Intl.Collator("en", { numeric: true }).compare));
    assert.equal(await page.locator("th[data-sort=title]").getAttribute("aria-sort"), "ascending");
    await page.keyboard.press("Enter");
    assert.deepEqual(await titles(), [...up].reverse());
    await page.waitForFunction(() => location.search.includes("sort=-title"));
    await page.keyboard.press("Enter");
    assert.deepEqual(await titles(), before);
  });
  await lab.check("the download has what is shown, in the order shown, and no formula", async () => {
    await page.goto(at("treaties/?form=convention&sort=-date"));
    const expected = await page.locator("[data-row]:visible th a").allTextContents();
    // A contributor's title that a spreadsheet would run.
    await page.locator("[data-row]:visible th a").first().evaluate((link) => { link.textContent = "=1+\"a\",b"; });
    const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: /csv/i }).click()]);
    assert.equal(download.suggestedFilename(), "treaties.csv");
    const text = await readFile(await download.path(), "utf8");
    assert.equal(text.codePointAt(0), 0xfeff);
    const [head, ...rows] = readCsv(text.slice(1));
    assert.deepEqual(head, ["Signed", "Title", "Other names", "Form", "Parties", "Era", "Territories", "Address"]);
    assert.deepEqual(rows.map((row) => row[1]), ["'=1+\"a\",b", ...expected.slice(1)]);
    for (const row of rows) {
      assert.equal(row.length, head.length);
      assert.match(row[0], /^\d{4}(-\d\d(-\d\d)?)?/);
      assert.ok(row[7].startsWith(site.url), row[7]);
    }
  });
  await lab.check("the chronology hides eras and years without a match, and downloads the rest", async () => {
    await page.goto(at("chronology/?q=shimoda"));
    assert.equal(await page.locator("section[data-group]:visible").count(), 1);
    const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: /csv/i }).click()]);
    const [head, ...rows] = readCsv((await readFile(await download.path(), "utf8")).slice(1));
    assert.deepEqual(head, ["Era", "Date", "Form", "Title", "Place", "Address"]);
    assert.equal(rows.length, await page.locator("[data-row]:visible").count());
    assert.ok(rows.some((row) => row[1] === "1855-02-07" && row[3] === "Treaty of Shimoda"));
  });
  await lab.check("territories are sorted by size when asked, and stand as a tree when not", async () => {
    await page.goto(at("territories/?sort=-area"));
    const areas = (await page.locator("[data-row]:visible").evaluateAll((rows) => rows.map((row) => row.dataset.area))).filter(Boolean).map(Number);
    assert.deepEqual(areas, [...areas].sort((a, b) => b - a));
    await page.goto(at("territories/"));
    assert.ok((await page.locator("th.depth-2").count()) > 10);
  });
  await lab.quiet("indexes", page);
  await page.context().close();
}

// ---- An index of two thousand rows.
{
  const large = path.join(await lab.folder(), "site");
  const html = await readFile(path.join(folder, "treaties/index.html"), "utf8");
  const rows = html.match(/<tr data-row[\s\S]*?<\/tr>/g);
  const many = Array.from({ length: 2000 }, (_, index) => rows[index % rows.length].replace("</a>", ` (copy ${index})</a>`));
  await mkdir(path.join(large, "treaties"), { recursive: true });
  await writeFile(path.join(large, "treaties/index.html"), html.replace(/<tbody>[\s\S]*<\/tbody>/, () => `<tbody>${many.join("\n")}</tbody>`)
    .replace('<div class="index" data-index>', '<div class="index long" data-index>'));
  const assets = (await readdir(folder)).filter((name) => /\.(css|js)$/.test(name));
  for (const name of assets) await writeFile(path.join(large, name), await readFile(path.join(folder, name)));
  const host = await lab.host(large);
  const page = await lab.page(`${host.url}treaties/`);
  await lab.check("two thousand rows are filtered in less than 50 ms a key", async () => {
    const times = await page.evaluate(async () => {
      const field = document.querySelector("[name=q]");
      const word = "treaty of shimoda";
      const keys = [...word].map((_, index) => word.slice(0, index + 1));
      const all = [];
      for (const text of [...keys, ...keys.reverse(), "", ...keys]) {
        field.value = text;
        const began = performance.now();
        field.dispatchEvent(new InputEvent("input", { bubbles: true }));
        document.body.offsetHeight; // The browser's part: styles and layout.
        all.push(performance.now() - began);
        await new Promise((resolve) => setTimeout(resolve, 120)); // A fast typist.
      }
      return all.sort((a, b) => a - b);
    });
    const median = times[Math.floor(times.length / 2)];
    console.log(`        ${times.length} keys: median ${median.toFixed(1)} ms, 90 % within ${times[Math.floor(times.length * 0.9)].toFixed(1)} ms`);
    assert.ok(median < 50, `${median} ms`);
  });
  await lab.check("of two thousand rows, all that match come in sight, and all are counted", async () => {
    await page.locator("[name=q]").fill("treaty");
    const count = Number((await page.locator(".count").textContent()).split(" ")[0]);
    await page.waitForFunction((count) => document.querySelectorAll("[data-row]:not([hidden])").length === count, count);
    assert.ok(count > 300, `${count}`);
    const [download] = await Promise.all([page.waitForEvent("download"), page.locator(".csv").click()]);
    assert.equal(readCsv((await readFile(await download.path(), "utf8")).slice(1)).length, count + 1);
  });
  await page.context().close();
}

// ---- The map of the ledger.
{
  const page = await lab.page(at("map/"));
  const heading = () => page.locator("#_shown").textContent();
  const iturup = (view) => page.locator(`[data-row=iturup] [data-view=${view}] .who`).textContent();
  await page.locator(".steer").waitFor();
  await lab.check("the slider moves by keyboard, from change to change, and says the date", async () => {
    const slider = page.getByRole("slider", { name: "Date" });
    await slider.focus();
    await page.keyboard.press("Home");
    const first = await slider.getAttribute("aria-valuetext");
    await page.keyboard.press("ArrowRight");
    assert.notEqual(await slider.getAttribute("aria-valuetext"), first);
    assert.match(await heading(), new RegExp(await slider.getAttribute("aria-valuetext")));
  });
  await lab.check("a date in the address is shown: Iturup in 1900 and in 1946", async () => {
    await page.goto(at("map/#1900-01-01/control"));
    await page.waitForFunction(() => document.querySelector("[data-row=iturup] [data-view=control] .who").textContent.includes("Empire of Japan"));
    await page.evaluate(() => { location.hash = "#1946-03-01/control"; });
    await page.waitForFunction(() => document.querySelector("[data-row=iturup] [data-view=control] .who").textContent.includes("Soviet Union"));
    assert.match(await iturup("japan"), /Japan/);
  });
  await lab.check("title as a viewpoint sees it", async () => {
    await page.getByRole("radio", { name: "Title" }).check();
    await page.getByRole("radio", { name: "Russian Federation" }).check();
    assert.match(await heading(), /Russian Federation/);
    const slot = await page.locator(".map [data-place=iturup]").first().getAttribute("class");
    await page.getByRole("radio", { name: "Japan", exact: true }).check();
    assert.notEqual(await page.locator(".map [data-place=iturup]").first().getAttribute("class"), slot);
    assert.match(new URL(page.url()).hash, /title\/japan$/);
  });
  await lab.check("the mark on the band goes along", async () => {
    const place = () => page.locator(".band rect.now").evaluate((mark) => mark.getBoundingClientRect().left);
    const later = await place();
    await page.evaluate(() => { location.hash = "#1855-02-07/control"; });
    await page.waitForFunction(() => document.querySelector(".band text.now").textContent === "1855");
    assert.ok((await place()) < later - 100);
  });
  await lab.check("a click on an island answers, a second one takes the answer away", async () => {
    const island = page.locator(".map [data-place=tyuleny]").first();
    await island.click();
    assert.match(await page.locator(".answer h3").textContent(), /Tyuleny/);
    await island.click();
    assert.equal(await page.locator(".answer > *").count(), 0);
  });
  await lab.quiet("map", page);
  await page.context().close();
  const phone = await lab.page(at("map/"), { width: 360, height: 740, hasTouch: true });
  await lab.check("on a phone the answer to a tap is in sight, and can be closed", async () => {
    await phone.locator(".steer").waitFor();
    const island = phone.locator(".map [data-place=tyuleny]").first();
    await island.scrollIntoViewIfNeeded();
    await island.tap();
    const box = await phone.locator(".answer").boundingBox();
    assert.ok(box.y >= 0 && box.y + box.height <= 741, JSON.stringify(box));
    await phone.locator(".answer .close").tap();
    assert.equal(await phone.locator(".answer > *").count(), 0);
  });
  await phone.context().close();
}

// ---- Notes beside the text.
{
  const book = path.join(await lab.folder(), "book");
  const text = "The envoys agreed that the line should run through the middle of the strait, as the charts had it that year.";
  const article = (n) => `\n\n## Article ${n}. Matter {#article-${n}}\n\n${text}[^a${n}] ${text} ${text} ${text}[^b${n}] ${text}\n\n` +
    `[^a${n}]: A. North, *Memoirs*, vol. ${n}; the [landing](../events/landing-1849.md) is told there.\n[^b${n}]: Ibid., p. 2${n}.\n`;
  await lab.init(book);
  const treaty = path.join(book, "content/treaties/harbour-1851.md");
  await writeFile(treaty, (await readFile(treaty, "utf8")) + Array.from({ length: 12 }, (_, index) => article(index + 3)).join(""));
  const host = await lab.host(await lab.build(book));
  const page = await lab.page(`${host.url}treaties/harbour-1851/`, { width: 1920, height: 1000 });
  const seen = () => page.locator(".sidenotes > div:visible").count();
  await lab.check("on a wide screen notes stand beside their references", async () => {
    const all = await page.locator(".footnotes li").count();
    assert.ok(all >= 24);
    assert.equal(await seen(), all);
    const apart = await page.evaluate(() => [...document.querySelectorAll(".sidenotes > div")].map((note) => {
      const number = note.querySelector("sup").textContent;
      return Math.abs(note.getBoundingClientRect().top - document.getElementById(`_fnref-${number}`).getBoundingClientRect().top);
    }));
    assert.ok(Math.max(...apart) < 240, `${Math.max(...apart)} px`);
  });
  const overlaps = () => page.evaluate(() => {
    const notes = [...document.querySelectorAll(".sidenotes > div:not([hidden]), .facts")].map((note) => note.getBoundingClientRect());
    return notes.filter((a, i) => notes.some((b, j) => j > i && a.left < b.right && b.left < a.right && a.top < b.bottom - 1 && b.top < a.bottom - 1)).length;
  });
  await lab.check("they cover neither each other nor the facts", async () => {
    assert.equal(await overlaps(), 0);
    await page.setViewportSize({ width: 1300, height: 900 });
    await page.waitForTimeout(200);
    assert.ok((await seen()) > 6);
    assert.equal(await overlaps(), 0);
  });
  await lab.check("they are copies for the eye: no stop of the keyboard, nothing read twice, no second anchor", async () => {
    assert.equal(await page.locator(".sidenotes").getAttribute("aria-hidden"), "true");
    assert.equal(await page.locator(".sidenotes a:not([tabindex='-1']), .sidenotes [id]").count(), 0);
    assert.equal(await page.locator(".footnotes a:not([tabindex]):visible").count() > 24, true);
  });
  await lab.check("where there is no room there are none, nor on paper", async () => {
    await page.setViewportSize({ width: 1000, height: 900 });
    await page.waitForTimeout(200);
    assert.equal(await seen(), 0);
    await page.setViewportSize({ width: 1920, height: 1000 });
    await page.emulateMedia({ media: "print" });
    assert.equal(await seen(), 0);
    await page.emulateMedia({ media: "screen" });
  });
  await lab.check("a reference tells its note when it is pointed at", async () => {
    await page.setViewportSize({ width: 1000, height: 900 });
    await page.locator("#_fnref-3").hover();
    await page.locator(".preview").waitFor({ timeout: 3000 });
    assert.match(await page.locator(".preview").textContent(), /Memoirs/);
  });
  await lab.quiet("notes", page);
  await page.context().close();
}

// ---- Without JavaScript.
for (const [type, address] of Object.entries(PAGES)) {
  const page = await lab.page(at(address), { scripts: false });
  await lab.check(`${type} is whole without JavaScript`, async () => {
    assert.equal(await page.locator("h1").count(), 1);
    for (const control of [".filters", ".steer", "button.theme", "button.help", "dialog", ".copy", ".nothing"]) {
      for (const one of await page.locator(control).all()) assert.ok(await one.isHidden(), control);
    }
    const hidden = await page.locator("[data-row]").evaluateAll((rows) => rows.filter((row) => row.hidden || row.closest("[hidden]")).length);
    assert.equal(hidden, 0);
    assert.ok((await page.locator("main").innerText()).length > 100);
  });
  await page.context().close();
}
{
  const page = await lab.page(at("treaties/shimoda-1855/"), { scripts: false });
  await lab.check("without JavaScript facts and contents stand open on a wide screen", async () => {
    assert.ok(await page.getByText("Signatories").isVisible());
    assert.ok(await page.locator(".contents a").first().isVisible());
  });
  await page.goto(at("map/1875-08-22/"));
  await lab.check("without JavaScript the map goes from stop to stop by links", async () => {
    const next = page.locator(".step .next");
    const href = await next.evaluate((link) => link.href);
    await next.click();
    assert.equal(page.url(), href);
    assert.match(await page.locator("[data-row=iturup] [data-view=control]").innerText(), /Japan/);
  });
  await page.context().close();
}

// ---- Paper.
for (const type of ["treaty", "territory", "chronology", "bibliography", "index of treaties", "map at a date"]) {
  const page = await lab.page(at(PAGES[type]));
  await lab.check(`${type}: on paper there is nothing to press`, async () => {
    await page.emulateMedia({ media: "print" });
    const chrome = "#_nav, .tools, .filters, .contents, .crumbs, .pager, .copy, .anchor, .steer, .step, .site-foot nav, .skip, .fnback, .stops-all, .jump, .citing button, .citing pre";
    for (const one of await page.locator(chrome).all()) assert.ok(await one.isHidden(), await one.evaluate((element) => element.className || element.id));
    assert.equal(await page.evaluate(() => getComputedStyle(document.body).backgroundColor), "rgb(255, 255, 255)");
    const sheets = await page.pdf({ format: "A4", tagged: true });
    const count = (sheets.toString("latin1").match(/\/Type\s*\/Page\b/g) || []).length;
    assert.ok(count >= 1 && count < 120, `${count} sheets`);
  });
  await page.context().close();
}
{
  const page = await lab.page(at("treaties/shimoda-1855/"));
  await lab.check("on paper the address of a source stands after it", async () => {
    await page.emulateMedia({ media: "print" });
    const after = await page.locator("main a[rel~=external]").first().evaluate((link) => [link.href, getComputedStyle(link, "::after").content]);
    assert.ok(after[1].includes(after[0].slice(0, 12)) || after[1].includes("attr(href)"), after[1]);
  });
  await page.context().close();
}

// ---- Pages for printing.
{
  const page = await lab.page(at("eras/opening/"));
  await lab.check("an era leads to its page for printing, and back", async () => {
    await page.locator(".facts a[href$='print/opening/']").click();
    await page.waitForURL(at("print/opening/"));
    assert.equal(await page.locator(".back a").evaluate((link) => link.href), at("eras/opening/"));
    assert.equal(await page.locator("script, nav.crumbs, button").count(), 0);
  });
  await lab.check("an era for printing has all that happened in it, in order, and each source once", async () => {
    const happened = await page.locator(".chapter.is-era .timeline a").evaluateAll((links) => links.map((link) => link.hash.slice(1)));
    const chapters = await page.locator(".chapter:not(.is-era)").evaluateAll((all) => all.map((one) => one.id));
    assert.ok(chapters.length > 5);
    assert.deepEqual(chapters, happened);
    const sources = await page.locator(".sources .entry").allTextContents();
    assert.equal(new Set(sources).size, sources.length);
    assert.ok(sources.length > 10);
  });
  await lab.check("links from chapter to chapter, and to sources, stay on the page", async () => {
    const hrefs = await page.locator(".chapter a[href^='#']").evaluateAll((links) => links.map((link) => link.hash));
    const lost = await page.evaluate((all) => all.filter((hash) => !document.getElementById(decodeURIComponent(hash.slice(1)))), hrefs);
    assert.deepEqual(lost, []);
    assert.ok(hrefs.some((hash) => hash === "#treaty-shimoda-1855"), "nobody links to the treaty of Shimoda");
    assert.ok(hrefs.some((hash) => hash.startsWith("#source.")), "nobody links to a source");
  });
  await lab.check("on paper the era begins on the first sheet, and every treaty on a new one", async () => {
    await page.emulateMedia({ media: "print" });
    const breaks = await page.locator(".chapter.is-treaty").evaluateAll((all) => all.map((one) => getComputedStyle(one).breakBefore));
    assert.deepEqual([...new Set(breaks)], ["page"]);
    assert.equal(await page.locator(".part").first().evaluate((part) => getComputedStyle(part).breakBefore), "auto");
    assert.ok(await page.locator(".back").isHidden());
    const sheets = ((await page.pdf({ format: "A4" })).toString("latin1").match(/\/Type\s*\/Page\b/g) || []).length;
    assert.ok(sheets > 10 && sheets < 80, `${sheets} sheets`);
  });
  await page.emulateMedia({ media: "screen" });
  await lab.check("the whole book has a chapter for every page, and its contents lead to all", async () => {
    await page.goto(at("print/"));
    const listed = await page.locator(".toc ol ol a").evaluateAll((links) => links.map((link) => link.hash.slice(1)));
    const chapters = await page.locator(".part > .chapter").evaluateAll((all) => all.map((one) => one.id));
    assert.ok(listed.length > 200, `${listed.length} chapters`);
    assert.deepEqual(listed.filter((id) => !chapters.includes(id)), []);
    assert.equal(await page.locator("h1").count(), 1);
  });
  await lab.quiet("printing", page);
  await page.context().close();
}

// ---- What readers have asked their systems for.
{
  const page = await lab.page(at("map/"), { reducedMotion: "reduce" });
  await lab.check("less motion: nothing glides", async () => {
    assert.equal(await page.evaluate(() => getComputedStyle(document.documentElement).scrollBehavior), "auto");
    const moving = await page.evaluate(() => [...document.querySelectorAll("*")].filter((element) => parseFloat(getComputedStyle(element).transitionDuration) > 0).length);
    assert.equal(moving, 0);
  });
  await page.context().close();
  const forced = await lab.page(at("treaties/shimoda-1855/"), { forcedColors: "active" });
  await lab.check("forced colours: the mark on the band and the current section can be told from the rest", async () => {
    const fill = (name) => forced.locator(name).first().evaluate((element) => getComputedStyle(element).fill);
    assert.notEqual(await fill(".band rect.now"), await fill(".band rect.even"));
    const border = (name) => forced.locator(name).first().evaluate((element) => getComputedStyle(element).borderBottomColor);
    assert.notEqual(await border("#_nav a[aria-current]"), await border("#_nav a:not([aria-current])"));
  });
  await forced.context().close();
}

await lab.close();

/** Reads RFC 4180: the tests' own reader, so that the writer is not its own judge. */
function readCsv(text) {
  const rows = [[]];
  const cells = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n|$)/gy;
  while (cells.lastIndex < text.length) {
    const match = cells.exec(text);
    if (!match) throw new Error(`not CSV at ${text.slice(cells.lastIndex, cells.lastIndex + 40)}`);
    rows.at(-1).push(match[1]?.replaceAll('""', '"') ?? match[2]);
    if (match[3] === "\r\n" && cells.lastIndex < text.length) rows.push([]);
  }
  return rows;
}
