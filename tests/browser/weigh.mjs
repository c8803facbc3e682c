// What a first visit weighs: requests and bytes on the wire, by type, with an empty cache; and, where Lighthouse is installed, its scores.
//
//     node tests/browser/weigh.mjs [SITE] [--lighthouse]
//
// Prints a table in Markdown and fails where a treaty weighs more than we promise.

import { existsSync } from "node:fs";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { readFile } from "node:fs/promises";
import { Lab } from "./lab.mjs";

/** What is promised of a treaty's page with all that it loads, and of its scripts: bytes, compressed. */
const MOST = 40 * 1024;
const MOST_SCRIPT = 12 * 1024;
const WEIGHED = {
  home: "",
  treaty: "treaties/shimoda-1855/",
  "treaty, the heaviest": "treaties/st-petersburg-1875/",
  territory: "territories/iturup/",
  index: "treaties/",
  chronology: "chronology/",
  map: "map/",
};
const TYPES = { ".html": "HTML", ".css": "CSS", ".js": "JS" };

const lab = await Lab.open();
const [given] = process.argv.slice(2).filter((argument) => !argument.startsWith("--"));
const folder = given ? path.resolve(given) : await lab.build(".", "--site-url", "https://example.org/treatise/");
const site = await lab.host(folder, { base: "/treatise/" });
const kb = (bytes) => (bytes / 1024).toFixed(1);
const scores = process.argv.includes("--lighthouse") ? await lighthouse() : null;

console.log(`| page | requests | HTML | CSS | JS | other | all, KB gzip |${scores ? " Lighthouse |" : ""}`);
console.log(`| --- | ---: | ---: | ---: | ---: | ---: | ---: |${scores ? " --- |" : ""}`);
for (const [name, address] of Object.entries(WEIGHED)) {
  const page = await lab.page(site.url + address);
  await page.waitForLoadState("networkidle");
  const bytes = { HTML: 0, CSS: 0, JS: 0, other: 0 };
  const asked = [...new Set(page.requests)].filter((url) => !url.startsWith("data:"));
  for (const url of asked) {
    const pathname = decodeURIComponent(new URL(url).pathname).replace(/^\/treatise/, "");
    const file = path.join(folder, pathname.endsWith("/") ? `${pathname}index.html` : pathname);
    bytes[TYPES[path.extname(file)] ?? "other"] += gzipSync(await readFile(file), { level: 9 }).length;
  }
  const all = Object.values(bytes).reduce((sum, one) => sum + one, 0);
  const line = [name, asked.length, ...Object.values(bytes).map(kb), kb(all)];
  if (scores) line.push(await scores(site.url + address));
  console.log(`| ${line.join(" | ")} |`);
  await lab.check(`${name} asks nobody else`, () => { if (page.strangers.length) throw new Error(page.strangers.join()); });
  if (name.startsWith("treaty")) {
    await lab.check(`${name} weighs at most ${kb(MOST)} KB`, () => { if (all > MOST) throw new Error(`${kb(all)} KB`); });
    await lab.check(`${name} has at most ${kb(MOST_SCRIPT)} KB of JavaScript`, () => { if (bytes.JS > MOST_SCRIPT) throw new Error(`${kb(bytes.JS)} KB`); });
  }
  await page.context().close();
}
scores?.end();
await lab.close();

/** Performance, accessibility, best practices and SEO, as Lighthouse sees a phone; it is no dependency of the tests: `npm i lighthouse`. */
async function lighthouse() {
  const { default: run } = await import("lighthouse");
  const { launch } = await import("chrome-launcher");
  const chromePath = process.env.CHROMIUM || ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find(existsSync);
  const chrome = await launch({ chromePath, chromeFlags: ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-background-networking"] });
  const score = async (url) => {
    const { lhr } = await run(url, { port: chrome.port, logLevel: "error", onlyCategories: ["performance", "accessibility", "best-practices", "seo"] });
    return Object.values(lhr.categories).map((category) => Math.round(category.score * 100)).join(" / ");
  };
  return Object.assign(score, { end: () => chrome.kill() });
}
