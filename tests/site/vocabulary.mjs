// The vocabulary of schema.org, read from the package `schema-dts`, whose types are made from the vocabulary's own file: which classes
// there are, what is above them, which property belongs to which class, and what its values may be.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const require = createRequire(import.meta.url);
const DATA_TYPES = new Set(["Text", "URL", "Date", "DateTime", "Time", "Number", "Integer", "Float", "Boolean", "CssSelectorType", "PronounceableText", "XPathType"]);

const source = readFileSync(require.resolve("schema-dts").replace(/[^/\\]*$/, "schema.d.ts"), "utf8");
const above = new Map();
const properties = new Map();
const words = new Map();

for (const [, name, bases, body] of source.matchAll(/^interface (\w+)Base(?: extends ([^{]+?))? \{\n([^]*?)^\}/gm)) {
  above.set(name, (bases ?? "").split(/,\s*/).filter((base) => base.endsWith("Base")).map((base) => base.replace(/Base$/, "")));
  const own = new Map();
  for (const [, property, range] of body.matchAll(/^\s+"(\w+)"\?: SchemaValue<([^]*?), "\w+">;$/gm)) {
    own.set(property, range.split(/\s*\|\s*/).map((type) => type.replace(/<.*$/, "")));
  }
  properties.set(name, own);
}
for (const [, name, bases] of source.matchAll(/^export interface (\w+)Leaf extends ([\w, ]+) \{/gm)) {
  const parents = bases.split(/,\s*/).map((base) => base.replace(/Base$/, "")).filter((base) => base !== name);
  above.set(name, [...new Set([...(above.get(name) ?? []), ...parents])]);
}
for (const [, name, values] of source.matchAll(/^export type (\w+) = ((?:"[^"]*"(?: \| )?)+)/gm)) {
  words.set(name, new Set([...values.matchAll(/"(https:[^"]*)"/g)].map(([, value]) => value)));
}
above.delete("JsonLdObject");

export const classes = new Set(above.keys());
export const allProperties = new Set([...properties.values()].flatMap((own) => [...own.keys()]));

/// A class and everything above it.
export function lineOf(name) {
  const line = new Set();
  const open = [name];
  while (open.length > 0) {
    const next = open.pop();
    if (!line.has(next)) {
      line.add(next);
      open.push(...(above.get(next) ?? []));
    }
  }
  return line;
}

/// What the values of a property may be on a thing of these classes; undefined where it does not belong there.
export function rangeOf(types, property) {
  const ranges = types.flatMap((type) => [...lineOf(type)]).flatMap((name) => properties.get(name)?.get(property) ?? []);
  return ranges.length > 0 ? new Set(ranges) : undefined;
}

const DATE = /^\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?$/;

/// Whether a plain value is one that the range allows.
export function allows(range, value) {
  if (typeof value === "boolean") return range.has("Boolean");
  if (typeof value === "number") return range.has("Number") || range.has("Float") || (Number.isInteger(value) && range.has("Integer"));
  if (typeof value !== "string") return false;
  if (range.has("Text") || range.has("PronounceableText")) return true;
  if (range.has("URL") && /^(https?:\/\/[^\s]+|(\.\.?\/)[^\s]*)$/.test(value)) return true;
  if ((range.has("Date") || range.has("DateTime")) && DATE.test(value)) return true;
  return [...range].some((type) => words.get(type)?.has(value));
}

/// Whether a thing of these classes may be the value.
export function allowsThing(range, types) {
  return types.some((type) => [...lineOf(type)].some((name) => range.has(name)));
}

/// Whether the range has classes at all, so that a thing whose class is not told may be meant.
export const hasClasses = (range) => [...range].some((type) => !DATA_TYPES.has(type));

/// A context that knows every term of the vocabulary and no other: what it does not know, a processor in safe mode refuses.
export const context = {
  "@version": 1.1,
  ...Object.fromEntries([...classes, ...allProperties].map((term) => [term, `https://schema.org/${term}`])),
};

if (classes.size < 700 || allProperties.size < 1000) throw new Error(`schema-dts was not understood: ${classes.size} classes, ${allProperties.size} properties`);
