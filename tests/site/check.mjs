// An independent look at a built book: every HTML and XML file is parsed by another parser than the one that wrote it, and
// every link followed. It knows nothing of treatise but the output folder.
//
//     node tests/site/check.mjs FOLDER [--site-url URL] [--from-disk]
//
// With --site-url, addresses that begin with it must lead to a file too. With --from-disk, links must name files, never folders.

import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { parseArgs } from "node:util";
import { readPage } from "./page.mjs";
import { validate } from "./validate.mjs";
import { idsOf, readFeed, readSitemap, readXml } from "./xml.mjs";

const MOST_SHOWN = 100;
const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: { "site-url": { type: "string" }, "from-disk": { type: "boolean", default: false } },
});
if (positionals.length !== 1) {
  console.error("usage: node tests/site/check.mjs FOLDER [--site-url URL] [--from-disk]");
  process.exit(2);
}
const root = path.resolve(positionals[0]);
const siteUrl = options["site-url"] && `${options["site-url"].replace(/\/+$/, "")}/`;
const findings = new Map();
const found = (file, { line = 1, column = 1 }, message) => {
  if (!findings.has(file)) findings.set(file, []);
  findings.get(file).push({ line, column, message });
};

if (!existsSync(root)) {
  console.error(`there is no folder ${positionals[0]}`);
  process.exit(2);
}
const files = new Map();
for (const entry of await readdir(root, { recursive: true, withFileTypes: true })) {
  const name = path.relative(root, path.join(entry.parentPath ?? entry.path, entry.name)).split(path.sep).join("/");
  if (entry.isFile()) files.set(name, undefined);
  else if (!entry.isDirectory()) found(name, {}, "neither a file nor a folder");
}
const folded = new Map();
for (const name of files.keys()) {
  const key = name.normalize("NFC").toLowerCase();
  if (folded.has(key)) found(name, {}, `some systems take it for the same name as \`${folded.get(key)}\``);
  folded.set(key, name);
}

const pages = new Map();
const anchors = new Map();
const trees = new Map();
for (const name of files.keys()) {
  if (!/\.(html|xml|svg|css|json|webmanifest)$/.test(name)) continue;
  const text = await readFile(path.join(root, name), "utf8");
  files.set(name, text);
  if (name.endsWith(".html")) {
    const page = readPage(text);
    pages.set(name, page);
    anchors.set(name, page.ids);
  } else if (name.endsWith(".xml") || name.endsWith(".svg")) {
    try {
      trees.set(name, readXml(text));
      if (name.endsWith(".svg")) anchors.set(name, idsOf(trees.get(name)));
    } catch (error) {
      found(name, {}, `not well-formed: ${error.message}`);
    }
  }
}

let links = 0;
const linksTo = new Map([...pages.keys()].map((name) => [name, new Set()]));

/// The file that an address leads to from a file, or why it leads nowhere.
function follow(from, target, written = target) {
  const shown = `\`${written}\``;
  if (target.includes("\\")) return { fault: `${shown} has a backslash` };
  const [withoutFragment, ...rest] = target.split("#");
  let fragment = rest.length > 0 ? rest.join("#") : undefined;
  let wanted;
  try {
    wanted = decodeURIComponent(withoutFragment.split("?")[0]);
    fragment = fragment && decodeURIComponent(fragment);
  } catch {
    return { fault: `${shown} has a broken percent sign` };
  }
  let file = wanted === "" ? from : path.posix.normalize(path.posix.join(path.posix.dirname(from), wanted));
  if (file === ".." || file.startsWith("../")) return { fault: `${shown} leaves the site` };
  if (wanted !== "" && (file === "." || file === "./" || file.endsWith("/") || wanted.endsWith("/") || /(^|\/)\.\.?$/.test(wanted))) {
    if (options["from-disk"]) return { fault: `${shown} names a folder, which a browser reading from disk would list` };
    file = path.posix.join(file, "index.html");
  } else if (!files.has(file) && files.has(`${file}/index.html`)) {
    return { fault: `${shown} leads to a folder and should end with \`/\`` };
  }
  if (!files.has(file)) return { fault: `${shown} leads to \`${file}\`, which does not exist` };
  if (fragment && fragment !== "top" && anchors.has(file) && !anchors.get(file).has(fragment)) {
    return { fault: `${shown} leads to \`${file}\`, which has no id \`${fragment}\`` };
  }
  return { file };
}

/// The same, for an address that may be absolute: below the site's own address it is followed, elsewhere it is left alone.
function followAny(from, target) {
  if (siteUrl && (target === siteUrl.slice(0, -1) || target.startsWith(siteUrl))) {
    const below = target.slice(siteUrl.length);
    return follow("index.html", below === "" ? "./" : below, target);
  }
  return { fault: `\`${target}\` does not begin with the site's address` };
}

function checkLink(from, link) {
  links += 1;
  const { target, role } = link;
  const scheme = /^\s*([a-z][a-z0-9+.-]*):/i.exec(target)?.[1].toLowerCase();
  if (scheme !== undefined) {
    if (!["http", "https", "mailto"].includes(scheme)) found(from, link, `\`${target}\` has the scheme \`${scheme}:\``);
    else if (/^https?:\/\/(127\.|localhost|0\.0\.0\.0|\[::1?\])/i.test(target)) found(from, link, `\`${target}\` leads to the machine that built the site`);
    else if (role === "fetched") found(from, link, `\`${target}\` is fetched from another site`);
    else if (siteUrl && target.startsWith(siteUrl)) report(from, link, followAny(from, target));
    return;
  }
  if (target.startsWith("//")) return found(from, link, `\`${target}\` leaves the site without saying how`);
  if (target.startsWith("/")) {
    if (from !== "404.html") return found(from, link, `\`${target}\` is not relative; it breaks where the site is not at a domain's root`);
    const base = siteUrl ? new URL(siteUrl).pathname : "/";
    if (!target.startsWith(base)) return found(from, link, `\`${target}\` does not begin with the site's path \`${base}\``);
    const below = target.slice(base.length);
    return report(from, link, follow("index.html", below === "" ? "./" : below, target));
  }
  if (from === "404.html" && target !== "" && !target.startsWith("#")) {
    // The server shows it at any depth, where a relative link would lead astray.
    return found(from, link, `\`${target}\` is relative, but 404.html is shown at every address`);
  }
  if (target === "" && role !== "other") return found(from, link, "an empty address");
  report(from, link, follow(from, target));
}

function report(from, link, { file, fault }) {
  if (fault) found(from, link, fault);
  else if (link.role === "link" && linksTo.has(file)) linksTo.get(from)?.add(file);
}

for (const [name, page] of pages) {
  for (const fault of page.faults) found(name, fault, fault.message);
  if (!page.lang || !/^[a-z]{2,8}(-[a-z0-9]{1,8})*$/i.test(page.lang)) found(name, {}, "<html> has no `lang`, or one that is no language tag");
  if (!page.title) found(name, {}, "no <title>");
  if (page.h1 !== 1 && page.redirect === undefined) found(name, {}, `${page.h1} <h1>; a page has exactly one`);
  for (const link of page.links) {
    if (link.role === "canonical") {
      const own = siteUrl && siteUrl + name.replace(/(^|\/)index\.html$/, "$1");
      const meant = page.redirect === undefined ? own : undefined;
      if (meant && decodeURI(link.target) !== decodeURI(meant) && decodeURI(link.target) !== decodeURI(siteUrl + name)) {
        found(name, link, `the canonical address \`${link.target}\` is not the page's own, \`${meant}\``);
      }
    }
    checkLink(name, link);
  }
}

for (const [name, text] of files) {
  if (name.endsWith(".css")) {
    const code = text.replace(/\/\*[^]*?\*\//g, "");
    for (const [, quoted, bare] of code.matchAll(/(?:url\(\s*|@import\s+)(?:["']([^"']*)["']|([^"')\s]+))/g)) {
      const target = quoted ?? bare;
      if (target.startsWith("data:")) continue;
      checkLink(name, { target, role: "fetched" });
    }
  } else if (name.endsWith(".json") || name.endsWith(".webmanifest")) {
    try {
      JSON.parse(text);
    } catch {
      found(name, {}, "not valid JSON");
    }
  } else if (trees.has(name)) checkXml(name, trees.get(name));
}

function checkXml(name, top) {
  const known = top.name === "urlset" ? readSitemap(top) : top.name === "feed" ? readFeed(top) : undefined;
  if (!known) return;
  for (const fault of known.faults) found(name, fault, fault.message);
  const listed = new Set();
  for (const url of known.urls) {
    links += 1;
    const absolute = /^https?:/.test(url.target ?? "");
    if (!absolute && top.name === "urlset") found(name, url, `\`${url.target}\` is not absolute, which the sitemap protocol demands`);
    const { file, fault } = absolute ? (siteUrl ? followAny(name, url.target) : {}) : follow(name, url.target ?? "");
    if (fault) found(name, url, fault);
    if (file && !url.alternate && listed.has(file) && top.name === "urlset") found(name, url, `\`${file}\` is listed twice`);
    if (file && !url.alternate) listed.add(file);
  }
  if (top.name === "urlset" && siteUrl) {
    for (const [page, { redirect, noindex }] of pages) {
      const belongs = redirect === undefined && !noindex && page !== "404.html";
      if (belongs && !listed.has(page)) found(name, {}, `the page \`${page}\` is not listed`);
      if (!belongs && listed.has(page)) found(name, {}, `\`${page}\` is listed, but is no page to be found by`);
    }
  }
}

/// Every page can be reached from the home page by links; old addresses and 404 are reached from outside.
const reached = new Set(["index.html"]);
for (const name of reached) for (const next of linksTo.get(name) ?? []) reached.add(next);
for (const [name, page] of pages) {
  if (!reached.has(name) && page.redirect === undefined && name !== "404.html") found(name, {}, "no chain of links leads here from the home page");
}
if (!files.has("index.html")) found("index.html", {}, "there is no home page");

const documents = [...pages.keys()].map((name) => ({ path: name, text: files.get(name) }));
for (const [name, messages] of await validate(documents)) for (const message of messages) found(name, message, message.message);

const shown = [...findings].sort(([a], [b]) => (a < b ? -1 : 1)).flatMap(([file, list]) =>
  list.sort((a, b) => a.line - b.line || a.column - b.column).map(({ line, column, message }) => `${file}:${line}:${column}: ${message}`),
);
for (const line of shown.slice(0, MOST_SHOWN)) console.log(line);
if (shown.length > MOST_SHOWN) console.log(`… and ${shown.length - MOST_SHOWN} more`);
const checked = [...files.values()].filter((text) => text !== undefined).length;
console.log(`${checked} files with ${links} links checked: ${shown.length} findings in ${findings.size} files`);
process.exit(shown.length > 0 ? 1 : 0);
