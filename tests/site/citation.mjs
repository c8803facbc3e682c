// CITATION.cff, as its readers (GitHub, Zotero, cffconvert) read it: YAML, in the form of the Citation File Format 1.2, and in agreement
// with what the program and the book say of themselves.
//
//     node tests/site/citation.mjs CITATION.cff

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import path from "node:path";
import Ajv from "ajv";
import { parse } from "yaml";

const [file] = process.argv.slice(2);
if (!file) {
  console.error("usage: node tests/site/citation.mjs CITATION.cff");
  process.exit(2);
}
const beside = (name) => readFile(path.join(path.dirname(file), name), "utf8");
const citation = parse(await readFile(file, "utf8"));

// The part of the format's schema that a file without persons, identifiers and dates can touch.
const text = { type: "string", minLength: 1 };
const entity = { type: "object", required: ["name"], additionalProperties: false, properties: { name: text, website: text } };
const licence = { anyOf: [text, { type: "array", minItems: 1, uniqueItems: true, items: text }] };
const common = {
  title: text,
  abstract: text,
  authors: { type: "array", minItems: 1, items: entity },
  keywords: { type: "array", minItems: 1, uniqueItems: true, items: text },
  license: licence,
  url: { type: "string", pattern: "^https?://" },
  "repository-code": { type: "string", pattern: "^https?://" },
};
const reference = {
  type: "object",
  required: ["authors", "title", "type"],
  additionalProperties: false,
  properties: { ...common, type: { enum: ["website", "book", "data", "software"] }, languages: { type: "array", items: { type: "string", pattern: "^[a-z]{2,3}$" } }, notes: text },
};
const schema = {
  type: "object",
  required: ["authors", "cff-version", "message", "title"],
  additionalProperties: false,
  properties: {
    ...common,
    "cff-version": { const: "1.2.0" },
    message: text,
    type: { enum: ["software", "dataset"] },
    version: text,
    references: { type: "array", minItems: 1, items: reference },
    "preferred-citation": reference,
  },
};
const isCitation = new Ajv({ allowUnionTypes: true }).compile(schema);
assert.ok(isCitation(citation), `not of the form: ${JSON.stringify(isCitation.errors)}`);

const field = (source, key) => new RegExp(`^${key} = "([^"]*)"$`, "m").exec(source)?.[1];
const cargo = await beside("Cargo.toml");
assert.equal(citation.title, field(cargo, "name"));
assert.equal(citation.version, field(cargo, "version"), "the version is not that of Cargo.toml");
assert.equal(citation.abstract, `${field(cargo, "description")}.`);
assert.equal([citation.license].flat().join(" OR "), field(cargo, "license"));
const book = await beside("book.toml");
const [site] = citation.references;
assert.equal(site.title, `${field(book, "title")}: ${field(book, "subtitle").toLowerCase()}`);
assert.equal(site.abstract, field(book, "description"));
assert.ok(book.includes(`authors = [${site.authors.map(({ name }) => JSON.stringify(name)).join(", ")}]`), "the authors are not those of book.toml");
console.log("the citation file agrees with the program and the book");
