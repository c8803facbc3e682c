// An independent look at the data files of a built book: each is read by another reader than the one that wrote it, held against
// its schema where an npm package carries one and else against what its specification says, and compared with the others.
//
//     node tests/site/data.mjs FOLDER [--site-url URL]
//
// Schemas: the Data Package and Table Schema profiles of Frictionless Data (package `datapackage`, which reads the CSV by them, too)
// and GeoJSON's own (`geojson-schema`). No package carries those of CSL-JSON and PeriodO; the Linked Places format has none.

import assert from "node:assert/strict";
import { readFile, readdir } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import { parseArgs } from "node:util";
import Ajv from "ajv";
import datapackage from "datapackage";

const require = createRequire(import.meta.url);
const { values: options, positionals } = parseArgs({ allowPositionals: true, options: { "site-url": { type: "string" } } });
if (positionals.length !== 1) {
  console.error("usage: node tests/site/data.mjs FOLDER [--site-url URL]");
  process.exit(2);
}
const root = path.resolve(positionals[0]);
const folder = path.join(root, "data");
const siteUrl = options["site-url"] && `${options["site-url"].replace(/\/+$/, "")}/`;
const names = (await readdir(folder)).filter((name) => !name.endsWith(".html")).sort();
const texts = new Map(await Promise.all(names.map(async (name) => [name, await readFile(path.join(folder, name), "utf8")])));
const json = (name) => JSON.parse(texts.get(name));
let [passed, failed] = [0, 0];

async function test(name, check) {
  try {
    await check();
    passed += 1;
  } catch (error) {
    failed += 1;
    console.log(`data: ${name}: ${error.message.split("\n").slice(0, 12).join("\n  ")}`);
  }
}

const DAY = /^-?\d{4}-\d{2}-\d{2}$/;
const words = new Set(["unsettled", "undetermined", "none", "unknown"]);
const only = (object, keys, what) => {
  for (const key of Object.keys(object)) assert.ok(keys.includes(key), `${what} has the unknown key ${key}`);
};
const text = (value, what) => assert.ok(typeof value === "string" && value !== "", `${what} is no text: ${JSON.stringify(value)}`);

// RFC 4180, and nothing looser: CRLF after every record, as many fields in each, quotation marks only where they belong.
function readCsv(source) {
  const records = [];
  let record = [];
  let at = 0;
  while (at < source.length) {
    let field = "";
    if (source[at] === '"') {
      let from = at + 1;
      for (;;) {
        const quote = source.indexOf('"', from);
        assert.ok(quote >= 0, "a quoted field is not closed");
        field += source.slice(from, quote);
        if (source[quote + 1] !== '"') { at = quote + 1; break; }
        field += '"';
        from = quote + 2;
      }
    } else {
      const rest = /[^,\r\n"]*/y;
      rest.lastIndex = at;
      [field] = rest.exec(source);
      at += field.length;
    }
    record.push(field);
    if (source[at] === ",") at += 1;
    else {
      assert.equal(source.slice(at, at + 2), "\r\n", `a record does not end with CRLF at ${at}`);
      records.push(record);
      record = [];
      at += 2;
    }
  }
  assert.equal(record.length, 0, "the last record is not closed");
  const [head, ...rows] = records;
  for (const row of rows) assert.equal(row.length, head.length, `a record has ${row.length} fields: ${row[0]}`);
  return { head, rows };
}

// What a cell of CSV must be, given the value in JSON.
function cellOf(value) {
  const guard = (text) => (/^[=+\-@\t\r\n]/.test(text) && !(/^[\d+.-]*$/.test(text) && /\d/.test(text)) ? `'${text}` : text);
  if (value === null || (typeof value === "object" && Object.keys(value).length === 0)) return "";
  if (typeof value === "string") return guard(value);
  if (Array.isArray(value) && value.every((item) => typeof item === "string")) return guard(value.join("; "));
  return JSON.stringify(value);
}

await test("every file is UTF-8 without a mark and ends with a line break", () => {
  for (const [name, source] of texts) {
    assert.ok(!source.startsWith("\ufeff") && !source.includes("\ufffd"), name);
    assert.ok(source.endsWith("\n"), name);
  }
});

for (const name of names.filter((name) => !name.endsWith(".csv"))) await test(`${name} is JSON`, () => json(name));

for (const name of ["ledger", "treaties", "events"]) {
  await test(`${name}.csv says what ${name}.json says`, () => {
    const { head, rows } = readCsv(texts.get(`${name}.csv`));
    const objects = json(`${name}.json`);
    assert.equal(rows.length, objects.length);
    rows.forEach((row, at) => {
      assert.deepEqual(Object.keys(objects[at]), head, `row ${at + 1}`);
      assert.deepEqual(row, Object.values(objects[at]).map(cellOf), `row ${at + 1}`);
    });
  });
}

// Frictionless Data.
const descriptor = json("datapackage.json");
await test("datapackage.json is valid", async () => {
  const profile = await datapackage.Profile.load("data-package");
  const { errors } = profile.validate(descriptor);
  assert.deepEqual(errors.map(String), []);
});
await test("datapackage.json describes every file", () => {
  assert.deepEqual(descriptor.resources.map((resource) => resource.path).sort(), names.filter((name) => name !== "datapackage.json"));
  assert.equal(new Set(descriptor.resources.map((resource) => resource.name)).size, descriptor.resources.length);
});
for (const described of descriptor.resources) {
  await test(`${described.path} is as its resource says`, async () => {
    const profile = await datapackage.Profile.load(described.profile);
    const { errors } = profile.validate(described);
    assert.deepEqual(errors.map(String), []);
    if (!described.schema) return;
    const schema = await datapackage.Profile.load("tabular-data-resource");
    assert.deepEqual(schema.validate({ ...described, profile: "tabular-data-resource" }).errors.map(String), []);
    for (const field of described.schema.fields) text(field.description, `the description of ${field.name}`);
    const fields = described.schema.fields.map((field) => field.name);
    for (const key of described.schema.primaryKey) assert.ok(fields.includes(key), `no field ${key}`);
    const rows = json(described.path.replace(/\.csv$/, ".json"));
    for (const row of rows) assert.deepEqual(Object.keys(row), fields);
    const keys = rows.map((row) => described.schema.primaryKey.map((key) => row[key]).join("|"));
    assert.equal(new Set(keys).size, keys.length, "two rows have one key");
    if (described.format !== "csv") return;
    // The library casts every cell to the type of its field and checks the constraints.
    const resource = await datapackage.Resource.load(described, { basePath: folder, strict: true });
    const read = await resource.read({ keyed: true });
    assert.equal(read.length, rows.length);
    const dates = described.schema.fields.filter((field) => field.type === "date").map((field) => field.name);
    read.forEach((row, at) => {
      for (const name of dates) {
        const day = row[name] && `${row[name].getFullYear()}-${row[name].getMonth() + 1}-${row[name].getDate()}`;
        assert.equal(day, rows[at][name] && rows[at][name].replace(/-0/g, "-"), `${name} of row ${at + 1}`);
      }
    });
  });
}

// The ledger against itself and the rest.
const treaties = json("treaties.json");
const events = json("events.json");
const parties = new Map(json("parties.json").map((party) => [party.id, party]));
const acts = new Map([...treaties, ...events].map((act) => [act.id, act]));
const sources = json("sources.json");
const keys = new Set(sources.map((source) => source.id));
const known = (cited) => cited.every((cite) => keys.has(cite.split(",")[0]));
const ledger = json("ledger.json");
await test("spells leave no gap, do not overlap, and name what there is", () => {
  ledger.forEach((spell, at) => {
    const where = `row ${at + 1} (${spell.territory})`;
    const before = ledger[at - 1];
    const goesOn = before && ["territory", "layer", "viewpoint"].every((key) => before[key] === spell[key]);
    for (const edge of ["from", "to"]) {
      const [earliest, latest] = [spell[`${edge}_earliest`], spell[`${edge}_latest`]];
      assert.equal(earliest === null, latest === null, where);
      if (earliest !== null) assert.ok(DAY.test(earliest) && DAY.test(latest) && earliest <= latest, where);
    }
    assert.notEqual(spell.from_earliest, null, where);
    if (goesOn) assert.deepEqual([before.to_earliest, before.to_latest], [spell.from_earliest, spell.from_latest], where);
    else if (before) assert.equal(before.to_earliest, null, `the last spell before ${where} has an end`);
    assert.equal(spell.layer === "control", spell.viewpoint === null, where);
    assert.ok(spell.viewpoint === null || spell.viewpoint === "everybody" || parties.has(spell.viewpoint), where);
    assert.ok(words.has(spell.holder) || spell.holder.split("+").every((party) => parties.has(party)), where);
    const act = acts.get(spell.instrument);
    assert.ok(act || ["start", "succession"].includes(spell.instrument), `${where}: no ${spell.instrument}`);
    assert.ok(act || spell.article === null, where);
    assert.ok(known(spell.sources), where);
  });
});
await test("treaties and events name what there is", () => {
  for (const act of acts.values()) {
    for (const party of [...act.parties, ...act.changes.flatMap((change) => change.viewpoint)]) assert.ok(parties.has(party), act.id);
    for (const relation of act.relations ?? []) assert.ok(acts.has(relation.treaty), act.id);
    assert.ok(known(act.sources) && act.changes.every((change) => known(change.sources)), act.id);
  }
  for (const party of parties.values()) {
    for (const succession of party.succeeds) assert.ok(parties.has(succession.party), party.id);
    assert.ok(parties.has(party.line), party.id);
  }
});

// CSL-JSON: what csl-data.json of CSL 1.0.2 demands, as far as our items go.
const CSL_TYPES = `article article-journal article-magazine article-newspaper bill book broadcast chapter classic collection dataset
  document entry entry-dictionary entry-encyclopedia event figure graphic hearing interview legal_case legislation manuscript map
  motion_picture musical_score pamphlet paper-conference patent performance periodical personal_communication post post-weblog
  regulation report review review-book software song speech standard thesis treaty webpage`.split(/\s+/);
const CSL_TEXTS = `title title-short container-title volume issue page publisher publisher-place ISBN DOI URL language note`.split(" ");
await test("sources.json is CSL-JSON", () => {
  assert.equal(keys.size, sources.length, "two sources have one id");
  for (const source of sources) {
    const what = `the source ${source.id}`;
    only(source, ["id", "type", "author", "editor", "issued", "accessed", "custom", ...CSL_TEXTS], what);
    text(source.id, what);
    assert.ok(CSL_TYPES.includes(source.type), `${what} has the type ${source.type}`);
    for (const key of CSL_TEXTS) if (key in source) text(source[key], `${key} of ${what}`);
    for (const name of [...(source.author ?? []), ...(source.editor ?? [])]) {
      only(name, ["family", "given", "literal"], `a name of ${what}`);
      text(name.literal ?? name.family, `a name of ${what}`);
    }
    for (const date of [source.issued, source.accessed].filter(Boolean)) {
      only(date, ["date-parts", "season", "circa", "literal"], `a date of ${what}`);
      assert.ok(("date-parts" in date) !== ("literal" in date), what);
      if (date["date-parts"]) assert.ok(date["date-parts"].length <= 2, what);
      for (const parts of date["date-parts"] ?? []) {
        assert.ok(parts.length >= 1 && parts.length <= 3 && parts.every(Number.isInteger), what);
        assert.ok((parts[1] ?? 1) >= 1 && (parts[1] ?? 1) <= 12 && (parts[2] ?? 1) >= 1 && (parts[2] ?? 1) <= 31, what);
      }
    }
    assert.equal(typeof source.custom, "object", what);
  }
});

// PeriodO.
await test("eras.json is a dataset of PeriodO", () => {
  const YEAR = /^-?\d{4}$/;
  const dataset = json("eras.json");
  assert.equal(dataset["@context"], "http://n2t.net/ark:/99152/p0c");
  assert.equal(dataset.type, "rdf:Bag");
  text(dataset.id, "the id");
  for (const [id, authority] of Object.entries(dataset.authorities)) {
    assert.deepEqual([authority.id, authority.type], [id, "Authority"]);
    text(authority.source.title, "the title of the source");
    for (const [id, period] of Object.entries(authority.periods)) {
      assert.deepEqual([period.id, period.type], [id, "Period"]);
      text(period.label, id);
      assert.ok(period.localizedLabels[period.languageTag].includes(period.label), id);
      for (const labels of Object.values(period.localizedLabels)) labels.forEach((label) => text(label, id));
      for (const place of period.spatialCoverage ?? []) text(place.id, id), text(place.label, id);
      const edges = [period.start, period.stop].map((edge) => {
        text(edge.label, id);
        const { year, earliestYear = year, latestYear = year } = edge.in;
        assert.ok(YEAR.test(earliestYear) && YEAR.test(latestYear) && Number(earliestYear) <= Number(latestYear), id);
        return [Number(earliestYear), Number(latestYear)];
      });
      assert.ok(edges[0][0] <= edges[1][1], `${id} ends before it begins`);
    }
  }
});

// GeoJSON, then the Linked Places format on top of it.
const isCollection = new Ajv({ strict: false }).compile(
  JSON.parse(await readFile(path.join(path.dirname(require.resolve("geojson-schema/package.json")), "FeatureCollection.json"), "utf8")),
);
const collections = names.filter((name) => name.endsWith(".geojson"));
const shapes = new Map();
for (const name of collections) {
  await test(`${name} is GeoJSON (RFC 7946)`, () => {
    const collection = json(name);
    assert.ok(isCollection(collection), JSON.stringify(isCollection.errors?.slice(0, 3)));
    for (const feature of collection.features) {
      const rings = { Polygon: [feature.geometry?.coordinates], MultiPolygon: feature.geometry?.coordinates }[feature.geometry?.type];
      for (const ring of (rings ?? []).flat()) {
        assert.ok(ring.length >= 4, feature["@id"]);
        assert.deepEqual(ring[0], ring.at(-1), `a ring of ${feature["@id"]} is open`);
      }
    }
  });
  await test(`${name} is in the Linked Places format`, () => {
    const collection = json(name);
    assert.match(collection["@context"], /linkedplaces-context-v1\.1\.jsonld$/);
    const ids = new Set(collection.features.map((feature) => feature["@id"]));
    assert.equal(ids.size, collection.features.length);
    const moment = (edge, what) => {
      assert.ok(edge.in ? Object.keys(edge).length === 1 : edge.earliest, what);
      for (const day of Object.values(edge)) assert.match(day, DAY, what);
    };
    for (const feature of collection.features) {
      const id = feature["@id"];
      text(id, "an @id");
      text(feature.properties.title, id);
      assert.ok(feature.properties.fclasses.every((letter) => "AHLPRST".includes(letter)), id);
      assert.ok(feature.names.length > 0 && feature.names[0].citations.length > 0, `${id} has no name with a source`);
      for (const name of feature.names) text(name.toponym, id), text(name.lang, id);
      for (const type of feature.types) assert.match(type.identifier, /^aat:\d+$/, id);
      for (const when of [feature.when, ...feature.relations.map((relation) => relation.when)].filter(Boolean)) {
        for (const span of when.timespans) moment(span.start, id), span.end && moment(span.end, id);
      }
      for (const relation of feature.relations) {
        assert.match(relation.relationType, /^gvp:/, id);
        text(relation.relationTo, id);
        text(relation.label, id);
        if (relation.relationType === "gvp:broaderPartitive") assert.ok(ids.has(relation.relationTo), `${id} is part of nothing`);
        else assert.ok(relation.when && relation.holder, id);
        for (const citation of relation.citations ?? []) text(citation.label, id), text(citation["@id"], id);
      }
      const shape = JSON.stringify([feature.properties.title, feature.geometry]);
      assert.equal(shapes.get(id) ?? shape, shape, `${id} differs between files`);
      shapes.set(id, shape);
    }
  });
  await test(`${name} has the spells of the ledger`, () => {
    for (const { properties, relations } of json(name).features) {
      const spells = (layer) => relations.filter((relation) => relation.layer === layer);
      const told = (layer) => spells(layer).map((relation) => `${relation.holder} ${relation.instrument}`);
      const rows = (test) => ledger.filter((row) => row.territory === properties.id && test(row)).map((row) => `${row.holder} ${row.instrument}`);
      assert.deepEqual(told("control"), rows((row) => row.layer === "control"), properties.id);
      if (properties.viewpoint) {
        assert.deepEqual(told("title"), rows((row) => row.viewpoint === properties.viewpoint), properties.id);
      } else {
        const titles = rows((row) => row.layer === "title");
        for (const spell of told("title")) assert.ok(titles.includes(spell), `${properties.id}: ${spell}`);
      }
    }
  });
}
await test("leaves have a row in the ledger and a feature on the map", () => {
  const leaves = json("territories.geojson").features.filter((feature) => feature.properties.leaf).map((feature) => feature.properties.id);
  assert.deepEqual([...new Set(ledger.map((row) => row.territory))].sort(), leaves.sort());
});

// Addresses lead to pages, and the page about the data to the files.
await test("addresses lead to pages of the site", async () => {
  const files = new Set((await readdir(root, { recursive: true })).map((name) => name.split(path.sep).join("/")));
  const base = siteUrl ?? "https://book.invalid/";
  const check = (url, where) => {
    const target = new URL(url, `${base}data/`);
    if (!target.href.startsWith(base)) return;
    const name = decodeURIComponent(target.href.slice(base.length).split("#")[0]);
    assert.ok(files.has(name === "" || name.endsWith("/") ? `${name}index.html` : name), `${where}: ${url} leads nowhere`);
  };
  for (const row of [...acts.values(), ...parties.values()]) check(row.url, row.id);
  for (const name of collections) {
    for (const feature of json(name).features) {
      check(feature["@id"], name);
      for (const relation of feature.relations) check(relation.relationTo, name);
    }
  }
  for (const authority of Object.values(json("eras.json").authorities)) Object.keys(authority.periods).forEach((id) => check(id, "eras"));
  const page = await readFile(path.join(folder, "index.html"), "utf8");
  for (const name of names) assert.ok(page.includes(`data/${name}"`), `the page does not link to ${name}`);
  for (const word of words) assert.ok(page.includes(`id="_holder-${word}"`), `the page does not explain ${word}`);
});

console.log(`${names.length} files of data: ${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
