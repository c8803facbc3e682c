// An independent look at what a built book tells machines: every page's tags, linked data and references are read by other programs
// than the one that wrote them.
//
//     node tests/site/meta.mjs FOLDER [--site-url URL]
//
// JSON-LD goes through the processor `jsonld`, offline, with a context that knows schema.org's terms and no others, and each property is
// held against the vocabulary (`vocabulary.mjs`); BibTeX and RIS go through Citation.js; CSL-JSON through a schema; the tags
// through the decisions that Zotero takes (`zotero.mjs`).

import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { parseArgs } from "node:util";
import { Cite } from "@citation-js/core";
import "@citation-js/plugin-bibtex";
import "@citation-js/plugin-ris";
import Ajv from "ajv";
import jsonld from "jsonld";
import { parse } from "parse5";
import { allows, allowsThing, classes, context, hasClasses, rangeOf } from "./vocabulary.mjs";
import { itemOf } from "./zotero.mjs";

const { values: options, positionals } = parseArgs({ allowPositionals: true, options: { "site-url": { type: "string" } } });
if (positionals.length !== 1) {
  console.error("usage: node tests/site/meta.mjs FOLDER [--site-url URL]");
  process.exit(2);
}
const root = path.resolve(positionals[0]);
const siteUrl = options["site-url"] && `${options["site-url"].replace(/\/+$/, "")}/`;
// Where the book does not know its address, its links are relative to this one.
const base = siteUrl ?? "https://book.invalid/";

const MOST_SHOWN = 100;
const findings = new Map();
const found = (page, message) => findings.set(page, [...(findings.get(page) ?? []), message]);
let statements = 0;

// ---- Reading

const attributesOf = (node) => Object.fromEntries((node.attrs ?? []).map(({ name, value }) => [name, value]));
function* walk(node) {
  yield node;
  for (const child of node.childNodes ?? []) yield* walk(child);
}
const textOf = (node) => (node.nodeName === "#text" ? node.value : (node.childNodes ?? []).map(textOf).join(""));
const within = (node, test) => [...walk(node)].filter((inner) => inner.tagName && test(inner, attributesOf(inner)));

function readPage(text) {
  const page = { tags: [], linked: [], ids: new Set(), references: [], records: [], redirect: false, noindex: false };
  const document = parse(text);
  for (const node of walk(document)) {
    const attributes = attributesOf(node);
    if (attributes.id) page.ids.add(attributes.id);
    if (node.tagName === "html") page.lang = attributes.lang;
    if (node.tagName === "h1") page.heading = textOf(node).trim();
    if (node.tagName === "link" && attributes.rel === "canonical") page.canonical = attributes.href;
    if (node.tagName === "meta" && attributes["http-equiv"] === "refresh") page.redirect = true;
    // Pages for printing say again what their chapters' own pages say.
    if (node.tagName === "meta" && attributes.name === "robots" && attributes.content === "noindex") page.noindex = true;
    if (node.tagName === "meta" && attributes.content !== undefined) {
      const key = attributes.name ?? attributes.property;
      if (key) page.tags.push({ key, content: attributes.content, attribute: attributes.name ? "name" : "property" });
    }
    if (node.tagName === "script" && attributes.type === "application/ld+json") page.linked.push(textOf(node));
    if (node.tagName === "details" && attributes.class === "citing") {
      page.cited = true;
      page.references = within(node, (inner) => inner.tagName === "p").map((inner) => ({ text: textOf(inner), accessed: attributesOf(inner)["data-accessed"] }));
      page.records = within(node, (inner) => inner.tagName === "pre").map((inner) => ({ text: textOf(inner), file: attributesOf(inner)["data-file"] ?? "" }));
    }
  }
  return page;
}

const pages = new Map();
const files = new Set();
for (const entry of await readdir(root, { recursive: true, withFileTypes: true })) {
  if (!entry.isFile()) continue;
  const name = path.relative(root, path.join(entry.parentPath ?? entry.path, entry.name)).split(path.sep).join("/");
  files.add(name);
  if (!name.endsWith(".html") || name === "404.html") continue;
  const page = readPage(await readFile(path.join(root, name), "utf8"));
  if (!page.redirect && !page.noindex) pages.set(name, page);
}

/// The address of a file, as the site has it.
const addressOf = (name) => base + name.replace(/(^|\/)index\.html$/, "$1");

/// The file and the fragment behind an address of the site; undefined for addresses elsewhere.
function follow(from, target) {
  const url = new URL(target, base + from);
  if (!url.href.startsWith(base)) return undefined;
  const below = decodeURIComponent(url.href.slice(base.length).split("#")[0]);
  return { file: below === "" || below.endsWith("/") ? `${below}index.html` : below, fragment: decodeURIComponent(url.hash.slice(1)) };
}

// ---- Tags

const treaties = await readFile(path.join(root, "data/treaties.json"), "utf8").then(JSON.parse).catch(() => []);
const treatyOf = new Map(treaties.map((treaty) => [treaty.id, treaty]));
const ENTITIES = { eras: "era", treaties: "treaty", events: "event", territories: "territory", parties: "party", people: "person", disputes: "dispute" };
/// What a page is about, by its address: `/ru/treaties/ID/`, `/about/`.
function subjectOf(name) {
  const [, folder, id] = /^(?:[a-z]{2,3}(?:-\w+)*\/)?([a-z]+)\/([a-z0-9-]+)\/index\.html$/.exec(name) ?? [];
  return folder in ENTITIES ? { kind: ENTITIES[folder], id } : {};
}

function checkTags(name, page) {
  const all = (key) => page.tags.filter((tag) => tag.key === key).map((tag) => tag.content);
  const one = (key) => {
    const values = all(key);
    statements += 1;
    if (values.length !== 1 || values[0].trim() === "") found(name, `\`${key}\` stands ${values.length} times or is empty`);
    return values[0];
  };
  for (const key of ["og:type", "og:title", "og:site_name", "DC.title", "DC.type", "DC.language", "z:itemType", "citation_title", "citation_language"]) one(key);
  for (const { key, attribute } of page.tags) {
    const expected = /^(og|article):/.test(key) ? "property" : "name";
    if (attribute !== expected) found(name, `\`${key}\` is a ${attribute} and should be a ${expected}`);
  }
  for (const key of ["citation_journal_title", "article:section", "DC.coverage"]) if (all(key).length > 0) found(name, `\`${key}\` misleads Zotero`);
  if (all("DC.language")[0] !== page.lang) found(name, "`DC.language` is not the language of the page");
  const description = all("description");
  if (description.length > 1) found(name, "two descriptions");
  if (page.cited && description.length === 0) found(name, "no description");
  if (all("og:description").join() !== description.join()) found(name, "`og:description` is not the description");
  for (const key of ["article:published_time", "article:modified_time"]) {
    for (const value of all(key)) if (!/^\d{4}(-\d\d(-\d\d)?)?$/.test(value)) found(name, `\`${key}\` is no date: ${value}`);
  }
  if (siteUrl) {
    if (page.canonical === undefined) found(name, "no canonical address");
    for (const key of ["og:url", "DC.identifier", "citation_public_url"]) if (one(key) !== page.canonical) found(name, `\`${key}\` is not the canonical address`);
  } else if (all("og:url").length > 0) found(name, "`og:url` without a site");

  const { kind, id } = subjectOf(name);
  statements += 1;
  let item;
  try {
    item = itemOf(page.tags);
  } catch (error) {
    return found(name, error.message);
  }
  const type = kind === "treaty" ? "statute" : kind ? "encyclopediaArticle" : /(^|\/)data\/index\.html$/.test(name) ? "dataset" : "webpage";
  if (item.itemType !== type) found(name, `Zotero makes a ${item.itemType} of it, not a ${type}`);
  if (item.title !== all("og:title")[0]) found(name, `Zotero gives it the title ${item.title}`);
  if (siteUrl && item.url !== page.canonical) found(name, `Zotero gives it the address ${item.url}`);
  if (item.archiveLocation || item.section) found(name, "Zotero gives it a place in an archive or a section");
  if (kind === "treaty") checkStatute(name, item, treatyOf.get(id));
}

/// A treaty in Zotero, against the data file, which other code wrote.
function checkStatute(name, item, treaty) {
  statements += 1;
  if (!treaty) return found(name, "the data has no such treaty");
  if (treaty.signed && /^\d{4}-\d\d-\d\d$/.test(treaty.signed) && item.date !== treaty.signed) found(name, `Zotero dates it ${item.date}, the data ${treaty.signed}`);
  if (!/^Type: treaty$/m.test(item.extra ?? "")) found(name, "the field Extra does not make it a treaty");
  if (item.creators.length !== treaty.parties.length) found(name, `Zotero finds ${item.creators.length} parties, the data ${treaty.parties.length}`);
  for (const creator of item.creators) if (creator.firstName) found(name, `Zotero takes the party ${creator.firstName} ${creator.lastName} for a person`);
  for (const { name: signatory } of treaty.signatories ?? []) if (!item.extra?.includes(signatory)) found(name, `the signatory ${signatory} is missing`);
}

// ---- Linked data

const list = (value) => (Array.isArray(value) ? value : [value]);
const REQUIRED = {
  WebPage: ["name", "url", "inLanguage", "isPartOf"],
  CollectionPage: ["name", "url", "inLanguage", "isPartOf"],
  WebSite: ["name", "url"],
  BreadcrumbList: ["itemListElement"],
  ListItem: ["position", "name", "item"],
  Legislation: ["name"],
  Event: ["name"],
  Place: ["name"],
  Person: ["name"],
  Dataset: ["name", "description", "distribution", "creator"],
  DataDownload: ["contentUrl", "encodingFormat"],
  Claim: ["text"],
  ClaimReview: ["claimReviewed", "reviewRating", "itemReviewed", "author", "url"],
  GeoCoordinates: ["latitude", "longitude"],
  LegislationObject: ["url"],
};
/// What the subject of a page must have beside.
const OF_KIND = {
  treaty: { type: "Legislation", properties: ["identifier", "legislationType", "legislationIdentifier", "url", "mainEntityOfPage"] },
  event: { type: "Event", properties: ["identifier", "url"] },
  era: { type: "DefinedTerm", properties: ["startDate", "inDefinedTermSet"] },
  territory: { type: "Place", properties: ["identifier", "url"] },
  party: { properties: ["identifier", "url"] },
  person: { type: "Person", properties: ["identifier", "url"] },
  dispute: { type: "CreativeWork", properties: ["hasPart", "about"] },
};

const documentLoader = async (url) => {
  if (!/^https?:\/\/schema\.org\/?$/.test(url)) throw new Error(`the context ${url} is not schema.org's`);
  return { contextUrl: null, documentUrl: url, document: { "@context": context } };
};

const defined = new Map();
const mentioned = [];

async function checkLinked(name, page) {
  if (page.linked.length !== 1) return found(name, `${page.linked.length} blocks of linked data`);
  let graph;
  try {
    const parsed = JSON.parse(page.linked[0]);
    const expanded = await jsonld.expand(parsed, { documentLoader, safe: true, base: base + name });
    if (expanded.length !== parsed["@graph"].length) found(name, `of ${parsed["@graph"].length} nodes the processor finds ${expanded.length}`);
    graph = parsed["@graph"];
  } catch (error) {
    return found(name, `linked data: ${error.details?.event?.message ?? error.message}${error.details ? ` ${JSON.stringify(error.details.event?.details ?? {})}` : ""}`);
  }
  for (const node of graph) {
    defined.set(new URL(node["@id"], base + name).href.replace(/index\.html(#|$)/, "$1"), { name, node });
    checkNode(name, page, node);
  }
  const here = addressOf(name);
  const own = graph.find((node) => list(node["@type"]).some((type) => /Page$/.test(type)));
  if (!own || new URL(own["@id"], base + name).href.replace(/index\.html$/, "") !== here) found(name, `no node has the page's address ${here}`);
  const { kind, id } = subjectOf(name);
  if (!kind) return;
  const main = own?.mainEntity?.["@id"];
  const subject = graph.find((node) => node["@id"] === main);
  if (!subject) return found(name, "the page does not tell what it is about");
  const { type, properties } = OF_KIND[kind];
  if (type && !list(subject["@type"]).includes(type)) found(name, `what it is about is no ${type}`);
  for (const property of properties) if (!(property in subject)) found(name, `what it is about has no \`${property}\``);
  if (subject.identifier !== undefined && subject.identifier !== id) found(name, `its identifier is ${subject.identifier}`);
  if (kind === "treaty") {
    const articles = [...page.ids].filter((anchor) => /^article-[^/]+$/.test(anchor));
    const parts = list(subject.hasPart ?? []).map((part) => part["@id"].split("#")[1]);
    if (articles.sort().join() !== parts.sort().join()) found(name, `the page has the articles ${articles}, the linked data ${parts}`);
    const signed = treatyOf.get(id)?.signed;
    if (/^\d{4}-\d\d-\d\d$/.test(signed ?? "") && subject.legislationDate !== signed) found(name, `it is dated ${subject.legislationDate}, in the data ${signed}`);
  }
}

/// A node, held against the vocabulary. `role` is the property in which it stands, which a Role may repeat.
function checkNode(name, page, node, role) {
  const types = list(node["@type"] ?? []);
  for (const type of types) if (!classes.has(type)) found(name, `schema.org has no class \`${type}\``);
  if (node["@id"] !== undefined) mentioned.push({ name, id: node["@id"], types });
  for (const type of types) {
    // A mention has no more than a name.
    const whole = Object.keys(node).some((key) => !["@id", "@type", "name"].includes(key));
    for (const property of whole ? (REQUIRED[type] ?? []) : []) if (!(property in node)) found(name, `a ${type} has no \`${property}\``);
  }
  for (const [property, value] of Object.entries(node)) {
    if (property.startsWith("@")) continue;
    statements += 1;
    if (types.length === 0) {
      if (property !== "name") found(name, `a thing without a class has \`${property}\``);
      continue;
    }
    const range = types.includes("Role") && property === role ? undefined : rangeOf(types, property);
    if (!range && !(types.includes("Role") && property === role)) {
      found(name, `\`${property}\` is no property of ${types.join(" and ")}`);
      continue;
    }
    for (const item of list(value)) checkValue(name, page, types, property, range, item);
  }
}

function checkValue(name, page, types, property, range, item) {
  const what = `\`${property}\` of ${types.join(" and ")}`;
  if (item !== null && typeof item === "object" && "@value" in item) {
    if (range && !range.has("Text")) found(name, `${what} is no text`);
    if (!/^[a-z]{2,8}(-[A-Za-z0-9]{1,8})*$/.test(item["@language"] ?? "")) found(name, `${what} has the language ${item["@language"]}`);
  } else if (item !== null && typeof item === "object") {
    const classesOf = list(item["@type"] ?? []);
    if (range && !hasClasses(range)) found(name, `${what} is a thing where a text belongs`);
    else if (range && classesOf.length > 0 && !classesOf.includes("Role") && !allowsThing(range, classesOf)) {
      found(name, `${what} is a ${classesOf.join(" and ")}, and may be: ${[...range].join(", ")}`);
    }
    checkNode(name, page, item, property);
  } else {
    if (range && !allows(range, item)) found(name, `${what} may not be ${JSON.stringify(item)}`);
    if (["url", "item", "contentUrl"].includes(property)) mentioned.push({ name, id: item, types: [] });
    if (property === "temporalCoverage" && !/^\d{4}[-\d]*\/(\.\.|\d{4}[-\d]*)$/.test(item)) found(name, `${what} is no interval: ${item}`);
  }
}

/// Every address leads to a file of the site, and every fragment to an element or to a node.
function checkMentions() {
  for (const { name, id, types } of mentioned) {
    statements += 1;
    const target = follow(name, id);
    if (target === undefined) continue;
    if (!files.has(target.file)) {
      found(name, `${id} leads nowhere`);
      continue;
    }
    const key = new URL(id, base + name).href.replace(/index\.html(#|$)/, "$1");
    const fragment = target.fragment;
    if (fragment === "" || pages.get(target.file)?.ids.has(fragment) || /^this-position-\d+$/.test(fragment)) continue;
    const meant = defined.get(key);
    if (!meant) found(name, `${id} names nothing`);
    else if (types.length > 0 && !types.some((type) => list(meant.node["@type"]).includes(type))) {
      found(name, `${id} is a ${list(meant.node["@type"]).join(" and ")} there, and a ${types.join(" and ")} here`);
    }
  }
}

// ---- References

const text = { type: "string", minLength: 1 };
const cslSchema = {
  type: "array",
  minItems: 1,
  maxItems: 1,
  items: {
    type: "object",
    required: ["id", "type", "title", "container-title"],
    additionalProperties: false,
    properties: {
      id: { type: "string", pattern: "^[A-Za-z0-9-]+$" },
      type: { const: "webpage" },
      author: {
        type: "array",
        items: {
          anyOf: [
            { type: "object", required: ["family", "given"], additionalProperties: false, properties: { family: text, given: text } },
            { type: "object", required: ["literal"], additionalProperties: false, properties: { literal: text } },
          ],
        },
      },
      title: text,
      "container-title": text,
      issued: {
        type: "object",
        required: ["date-parts"],
        additionalProperties: false,
        properties: { "date-parts": { type: "array", minItems: 1, maxItems: 1, items: { type: "array", minItems: 1, maxItems: 3, items: { type: "integer" } } } },
      },
      version: text,
      language: text,
      URL: { type: "string", pattern: "^https?://" },
      abstract: text,
    },
  },
};
const isCsl = new Ajv({ allowUnionTypes: true }).compile(cslSchema);
const names = (authors) => (authors ?? []).map((author) => author.literal ?? [author.family, author.given].filter(Boolean).join(", ")).join("; ");
const squeeze = (value) => String(value ?? "").replace(/\s+/g, " ").trim();

function checkReferences(name, page) {
  const expected = /^[^/]*\/|[^/]+\/index\.html$/.test(name) && subjectOf(name).kind !== undefined;
  if (expected && !page.cited) return found(name, "the page does not tell how to cite it");
  if (!page.cited) return undefined;
  statements += page.references.length + page.records.length;
  if (page.references.length !== 4) found(name, `${page.references.length} styles, not four`);
  const record = (extension) => page.records.find(({ file }) => file.endsWith(`.${extension}`))?.text ?? "";
  let item;
  try {
    const items = JSON.parse(record("json"));
    if (!isCsl(items)) found(name, `CSL-JSON: ${isCsl.errors.map((error) => `${error.instancePath} ${error.message}`).join(", ")}`);
    [item] = items;
  } catch (error) {
    return found(name, `CSL-JSON: ${error.message}`);
  }
  if (siteUrl ? item.URL !== page.canonical : item.URL !== undefined) found(name, `CSL-JSON has the address ${item.URL}`);
  if (item.language !== page.lang) found(name, `CSL-JSON has the language ${item.language}`);
  for (const { text: reference, accessed } of page.references) {
    for (const written of [reference, accessed].filter(Boolean)) {
      // Quotation marks within a title may be others within a reference.
      const bare = (value) => squeeze(value).replace(/[“”‘’«»„"「」『』]/g, "");
      if (!bare(written).includes(bare(item.title))) found(name, `a reference without the title: ${written}`);
      if (item.URL && !written.includes(item.URL)) found(name, `a reference without the address: ${written}`);
      if (/[\ue000-\uf8ff]|8\d\d[0-9]|7777/u.test(written.replace(item.title, "").replace(item.URL ?? "", "").replace(item["container-title"], ""))) found(name, `a reference that was not filled in: ${written}`);
      if (item.issued && !written.includes(String(item.issued["date-parts"][0][0]))) found(name, `a reference without the year: ${written}`);
    }
    if (accessed && !/\{d\}\.\{m\}\.\{y\}/.test(accessed)) found(name, `no place for the day of the visit: ${accessed}`);
  }
  for (const [format, extension] of [["BibTeX", "bib"], ["RIS", "ris"]]) {
    try {
      const [other, ...more] = new Cite(record(extension)).data;
      if (!other || more.length > 0) {
        found(name, `${format}: not one entry`);
        continue;
      }
      const same = (what, a, b) => squeeze(a) !== squeeze(b) && found(name, `${format} has the ${what} ${a}, CSL-JSON ${b}`);
      same("title", other.title, item.title);
      same("authors", names(other.author), names(item.author));
      same("address", other.URL, item.URL);
      same("key", other.id, item.id);
      // BibTeX's own fields end at the month.
      const parts = (of) => (of.issued?.["date-parts"]?.[0] ?? []).slice(0, extension === "bib" ? 2 : 3).join("-");
      same("date", parts(other), parts(item));
    } catch (error) {
      found(name, `${format}: ${error.message.split("\n")[0]}`);
    }
  }
  if (!/^TY {2}- ELEC\n[^]*\nER {2}- $/.test(record("ris"))) found(name, "RIS does not begin with a type and end with an end");
  return undefined;
}

for (const [name, page] of [...pages].sort(([a], [b]) => (a < b ? -1 : 1))) {
  checkTags(name, page);
  await checkLinked(name, page);
  checkReferences(name, page);
}
checkMentions();
if (pages.size === 0) found("index.html", "there are no pages");

const shown = [...findings].sort(([a], [b]) => (a < b ? -1 : 1)).flatMap(([name, messages]) => messages.map((message) => `${name}: ${message}`));
for (const line of shown.slice(0, MOST_SHOWN)) console.log(line);
if (shown.length > MOST_SHOWN) console.log(`… and ${shown.length - MOST_SHOWN} more`);
console.log(`${pages.size} files with ${statements} statements checked: ${shown.length} findings in ${findings.size} files`);
process.exit(shown.length > 0 ? 1 : 0);
