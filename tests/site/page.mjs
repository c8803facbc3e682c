// What one HTML file says, read with parse5, the parser of the HTML standard, and not with anything of treatise's own.

import { parse } from "parse5";
import { parseSrcset } from "srcset";

/// Attributes that hold one address, by element. `*` is any element.
const ADDRESSES = {
  href: ["a", "area", "link", "use", "image"],
  "xlink:href": ["use", "image", "a"],
  src: ["img", "script", "iframe", "source", "video", "audio", "track", "embed", "input"],
  poster: ["video"],
  data: ["object"],
  action: ["form"],
  formaction: ["button", "input"],
  cite: ["blockquote", "q", "del", "ins"],
};

/// Relations of <link> that make the browser fetch something for the page itself.
const FETCHED = new Set(["stylesheet", "icon", "preload", "modulepreload", "prefetch", "manifest", "apple-touch-icon"]);

/// Types of <script> that are data and never run.
const DATA = new Set(["application/json", "application/ld+json", "importmap", "speculationrules"]);

/// Reads a page: its ids, links, headings, and what no page of ours may contain.
export function readPage(text) {
  const page = { ids: new Map(), links: [], h1: 0, lang: undefined, title: undefined, redirect: undefined, noindex: false, faults: [] };
  const fault = (node, message) => page.faults.push({ ...position(node), message });
  const onParseError = (error) =>
    page.faults.push({ line: error.startLine, column: error.startCol, message: `the parser reports ${error.code}` });
  const document = parse(text, { sourceCodeLocationInfo: true, onParseError });
  for (const node of walk(document)) {
    const attributes = Object.fromEntries(node.attrs.map(({ prefix, name, value }) => [prefix ? `${prefix}:${name}` : name, value]));
    readElement(page, node, attributes, fault);
  }
  return page;
}

function readElement(page, node, attributes, fault) {
  const name = node.tagName;
  if (name === "html") page.lang = attributes.lang;
  if (name === "h1") page.h1 += 1;
  if (name === "title" && node.namespaceURI?.endsWith("xhtml")) page.title = textOf(node).trim();
  if ("id" in attributes) {
    if (attributes.id === "" || /\s/.test(attributes.id)) fault(node, `the id \`${attributes.id}\` is empty or has white space`);
    if (page.ids.has(attributes.id)) fault(node, `the id \`${attributes.id}\` stands twice, first on line ${page.ids.get(attributes.id)}`);
    else page.ids.set(attributes.id, position(node).line);
  }
  for (const attribute of Object.keys(attributes)) {
    if (/^on/.test(attribute)) fault(node, `<${name}> has the inline script \`${attribute}\``);
    if (attribute === "style") fault(node, `<${name}> has an inline style`);
  }
  if (name === "style") fault(node, "a <style> element; styles stand in files");
  if (name === "script" && !("src" in attributes) && !DATA.has(attributes.type)) fault(node, "an inline <script>; scripts stand in files");
  if (name === "base") fault(node, "a <base> element would bend every relative link");
  if (name === "meta" && attributes["http-equiv"]?.toLowerCase() === "refresh") {
    const target = /url\s*=\s*['"]?([^'"]+)/i.exec(attributes.content)?.[1];
    page.redirect = target;
    if (target === undefined) fault(node, "a refresh that leads nowhere");
    else page.links.push({ ...position(node), target, role: "link" });
  }
  if (name === "meta" && attributes.name === "robots" && /noindex/.test(attributes.content)) page.noindex = true;
  for (const [attribute, elements] of Object.entries(ADDRESSES)) {
    if (!(attribute in attributes) || !elements.includes(name)) continue;
    const rel = (attributes.rel ?? "").split(/\s+/);
    const fetched = name === "link" ? rel.some((word) => FETCHED.has(word)) : !["a", "area", "form", "blockquote", "q", "del", "ins"].includes(name);
    const role = name === "link" && rel.includes("canonical") ? "canonical" : fetched ? "fetched" : name === "a" ? "link" : "other";
    page.links.push({ ...position(node), target: attributes[attribute], role });
  }
  for (const attribute of ["srcset", "imagesrcset"]) {
    if (!(attribute in attributes)) continue;
    try {
      for (const { url } of parseSrcset(attributes[attribute])) page.links.push({ ...position(node), target: url, role: "fetched" });
    } catch (error) {
      fault(node, `\`${attribute}\` cannot be read: ${error.message}`);
    }
  }
}

/// Every element of a tree, templates included, in the order of the document.
function* walk(node) {
  for (const child of node.childNodes ?? []) {
    if (child.attrs) yield child;
    yield* walk(child);
  }
  if (node.content) yield* walk(node.content);
}

function textOf(node) {
  return (node.childNodes ?? []).map((child) => child.value ?? textOf(child)).join("");
}

function position(node) {
  const at = node.sourceCodeLocation;
  return { line: at?.startLine ?? 1, column: at?.startCol ?? 1 };
}
