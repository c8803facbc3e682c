// Reading without a network: a book that asks for a service worker has one, and any other has nothing of it.
//
//     node tests/browser/offline.mjs
//
// The small book in `book/` is built three times: with `offline = true`, again with another style sheet, and without.

import assert from "node:assert/strict";
import { cp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { Lab, ROOT } from "./lab.mjs";

const lab = await Lab.open();
const book = path.join(await lab.folder(), "book");
await cp(path.join(ROOT, "tests/browser/book"), book, { recursive: true });
const options = await readFile(path.join(book, "book.toml"), "utf8");
const asking = /^\[output\]/m.test(options) ? options.replace("[output]", "[output]\noffline = true") : `${options}\n[output]\noffline = true\n`;
await writeFile(path.join(book, "book.toml"), asking);
const folder = await lab.build(book);

const site = await lab.host(folder, { base: "/some/path/" });
const at = (address) => site.url + address;
// Somebody else's site on the same host, with a store of its own.
const page = await lab.page(at(""), { serviceWorkers: "allow" });
const context = page.context();
const kept = () => page.evaluate(async () => {
  const names = (await caches.keys()).filter((name) => name.startsWith("treatise "));
  const urls = await Promise.all(names.map(async (name) => (await (await caches.open(name)).keys()).map((request) => request.url)));
  return { names, urls: urls.flat() };
});
const controlled = () => page.waitForFunction(() => navigator.serviceWorker.controller?.state === "activated");
async function until(holds) {
  for (const end = Date.now() + 15000; !(await holds()); await page.waitForTimeout(50)) if (Date.now() > end) throw new Error("it never came to be");
}
const heading = () => page.locator("h1").textContent();

await lab.check("the first visit brings the worker, whose scope is the folder of the site", async () => {
  await page.evaluate(() => caches.open("another site"));
  await controlled();
  assert.equal(await page.evaluate(async () => (await navigator.serviceWorker.ready).scope), at(""));
});
await lab.check("it keeps the home pages, the page for what is missing, style sheets and scripts", async () => {
  const { urls, names } = await kept();
  assert.equal(names.length, 1);
  for (const address of ["", "ru/", "ja/", "404.html", "favicon.svg"]) assert.ok(urls.includes(at(address)), `${address} of ${urls.join(" ")}`);
  assert.ok(urls.some((url) => /treatise\.\w+\.css$/.test(url)) && urls.some((url) => /treatise\.\w+\.js$/.test(url)));
});
await page.goto(at("treaties/shimoda-1855/"));
await page.goto(at("treaties/?q=shimoda"));
await lab.quiet("with a network", page);

await context.setOffline(true);
await lab.check("a page that was visited is read without a network, with its style and its scripts", async () => {
  await page.goto(at("treaties/shimoda-1855/"));
  assert.equal(await heading(), "Treaty of Shimoda");
  assert.notEqual(await page.evaluate(() => getComputedStyle(document.body).maxWidth + getComputedStyle(document.body).backgroundColor), "nonergba(0, 0, 0, 0)");
  await page.locator("button.theme").waitFor();
});
await lab.check("it can be loaded again", async () => {
  await page.reload();
  assert.equal(await heading(), "Treaty of Shimoda");
});
await lab.check("an index that was visited filters, whatever its address remembers", async () => {
  await page.goto(at("treaties/?q=petersburg"));
  assert.equal(await page.locator("[data-row]:visible").count(), 1);
});
await lab.check("the home page in another language is at hand", async () => {
  await page.goto(at("ja/"));
  assert.equal(await page.locator("html").getAttribute("lang"), "ja");
});
await lab.quiet("without a network", page);
await lab.check("a page that was never visited is said not to be at hand, with those that are", async () => {
  const answer = await page.goto(at("territories/iturup/"));
  assert.equal(answer.status(), 503);
  assert.match(await heading(), /without a network/);
  assert.match(await page.locator("main").innerText(), /never visited on this device/);
  const links = await page.locator("main ul a").evaluateAll((all) => all.map((link) => link.href));
  assert.ok(links.includes(at("treaties/shimoda-1855/")) && !links.includes(at("404.html")), links.join(" "));
  await page.locator("main ul a[href$='shimoda-1855/']").click();
  assert.equal(await heading(), "Treaty of Shimoda");
});
await lab.check("it is said in the language of the page", async () => {
  await page.goto(at("ru/territories/iturup/"));
  assert.equal(await page.locator("html").getAttribute("lang"), "ru");
  assert.match(await heading(), /Без сети/);
});
page.errors.length = 0; // What the browser says of a status of 503.

await context.setOffline(false);
await lab.check("with a network again, the page is there", async () => {
  await page.goto(at("territories/iturup/"));
  assert.equal(await heading(), "Iturup");
});
await lab.check("what has changed on the site is shown, and not what was kept", async () => {
  const file = path.join(folder, "treaties/shimoda-1855/index.html");
  await writeFile(file, (await readFile(file, "utf8")).replace(/<h1>[^<]*/, "<h1>Another treaty"));
  await page.goto(at("treaties/shimoda-1855/"));
  assert.equal(await heading(), "Another treaty");
  await context.setOffline(true);
  await page.reload();
  assert.equal(await heading(), "Another treaty");
  await context.setOffline(false);
});

// A new edition with another style sheet.
const before = await kept();
await writeFile(path.join(book, "content", "note.md"), "---\ntitle: A new page\n---\nIt links to [Iturup](territories/iturup.md).\n");
await cp(await lab.build(book), folder, { recursive: true, force: true });
await lab.check("a new edition takes the place of the old one, which goes; what was visited is kept anew", async () => {
  await page.evaluate(async () => { await (await navigator.serviceWorker.ready).update(); });
  await until(async () => {
    const { names } = await kept();
    return names.length === 1 && names[0] !== before.names[0];
  });
  const { urls } = await kept();
  for (const address of ["treaties/shimoda-1855/", "territories/iturup/"]) assert.ok(urls.includes(at(address)), address);
  await context.setOffline(true);
  await page.goto(at("treaties/shimoda-1855/"));
  assert.equal(await heading(), "Treaty of Shimoda");
  await context.setOffline(false);
});
await lab.check("what others keep on the same host is not touched", async () => {
  assert.ok(await page.evaluate(() => caches.has("another site")));
});
await lab.quiet("a new edition", page);

// A book that offers it no longer.
await lab.check("without the option there is no worker, and the one that was left behind goes", async () => {
  await writeFile(path.join(book, "book.toml"), options);
  const plain = await lab.build(book);
  assert.ok(!(await readdir(plain)).includes("sw.js"));
  for (const name of await readdir(folder)) await rm(path.join(folder, name), { recursive: true });
  await cp(plain, folder, { recursive: true });
  await page.goto(at(""));
  await until(() => page.evaluate(async () => (await navigator.serviceWorker.getRegistrations()).length === 0));
  assert.equal(await page.locator("[data-offline]").count(), 0);
});
await context.close();

await lab.close();
