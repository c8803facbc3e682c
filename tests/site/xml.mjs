// XML files: well-formed by a conforming parser, and what a sitemap or a feed says.

import { SaxesParser } from "saxes";

const SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9";
const ATOM = "http://www.w3.org/2005/Atom";

/// Reads an XML file into a plain tree; throws where it is not well-formed, namespaces included.
export function readXml(text) {
  const parser = new SaxesParser({ xmlns: true, position: true });
  const top = { name: "", uri: "", attributes: {}, children: [], text: "" };
  const open = [top];
  parser.on("error", (error) => {
    throw error;
  });
  parser.on("opentag", (tag) => {
    const attributes = Object.fromEntries(Object.values(tag.attributes).map(({ name, value }) => [name, value]));
    const node = { name: tag.local, uri: tag.uri, attributes, children: [], text: "", line: parser.line };
    open.at(-1).children.push(node);
    open.push(node);
  });
  parser.on("closetag", () => open.pop());
  const text_ = (part) => (open.at(-1).text += part);
  parser.on("text", text_);
  parser.on("cdata", text_);
  parser.write(text).close();
  return top.children[0];
}

/// The ids of an SVG or other XML file.
export function idsOf(node, ids = new Map()) {
  if (node.attributes.id !== undefined) ids.set(node.attributes.id, node.line);
  for (const child of node.children) idsOf(child, ids);
  return ids;
}

/// The addresses in a sitemap, each with its line, and what is wrong with its form.
export function readSitemap(root) {
  const faults = [];
  if (root.name !== "urlset" || root.uri !== SITEMAP) faults.push({ line: root.line, message: "the root is no `urlset` of the sitemap namespace" });
  const urls = children(root, "url").flatMap((url) => {
    const [loc, ...more] = children(url, "loc");
    if (!loc || more.length > 0) faults.push({ line: url.line, message: "a `url` needs exactly one `loc`" });
    const modified = children(url, "lastmod")[0]?.text;
    if (modified !== undefined && !/^\d{4}-\d\d(-\d\d)?/.test(modified)) faults.push({ line: url.line, message: `\`${modified}\` is no date` });
    const others = children(url, "link").map((link) => ({ line: link.line, target: link.attributes.href, alternate: true }));
    return loc ? [{ line: loc.line, target: loc.text.trim(), alternate: false }, ...others] : others;
  });
  return { urls, faults };
}

/// The links of an Atom feed, and what RFC 4287 demands and it lacks.
export function readFeed(root) {
  const faults = [];
  if (root.name !== "feed" || root.uri !== ATOM) return { urls: [], faults: [{ line: root.line, message: "the root is no Atom `feed`" }] };
  const entries = children(root, "entry");
  const ids = new Set();
  for (const part of [root, ...entries]) {
    for (const name of ["id", "title", "updated"]) {
      if (children(part, name).length !== 1) faults.push({ line: part.line, message: `<${part.name}> needs exactly one <${name}>` });
    }
    const updated = children(part, "updated")[0]?.text ?? "";
    if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/.test(updated)) faults.push({ line: part.line, message: `\`${updated}\` is no date of RFC 3339` });
    const id = children(part, "id")[0]?.text;
    if (ids.has(id)) faults.push({ line: part.line, message: `the id \`${id}\` stands twice` });
    ids.add(id);
    if (part !== root && children(part, "author").length + children(root, "author").length === 0) faults.push({ line: part.line, message: "an entry without author" });
  }
  const urls = [root, ...entries].flatMap((part) => children(part, "link").map((link) => ({ line: link.line, target: link.attributes.href })));
  return { urls, faults };
}

function children(node, name) {
  return node.children.filter((child) => child.name === name);
}
