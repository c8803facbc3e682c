// The theme's scripts as the site has them: smaller than they are written, and the same program.
//
//     node tests/site/scripts.mjs SITE
//
// What makes them smaller reads JavaScript by tokens and could take the slash of a regular expression for a division. So each script is
// read before and after by a parser of its own (acorn), and both must come to the same tree.

import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { parse } from "acorn";

const [site] = process.argv.slice(2);
const written = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../../static");
const built = await readdir(site);
let failed = 0;
const names = (await readdir(written)).filter((name) => name.endsWith(".js"));
for (const name of names) {
  try {
    const files = built.filter((file) => new RegExp(`^${name.slice(0, -3)}\\.[0-9a-f]{10}\\.js$`).test(file));
    assert.equal(files.length, 1, "it is not there once");
    const [source, small] = await Promise.all([readFile(path.join(written, name), "utf8"), readFile(path.join(site, files[0]), "utf8")]);
    assert.deepEqual(tree(small), tree(source), "it has become another program");
    assert.ok(small.length < source.length * 0.8, `${small.length} of ${source.length} bytes are left`);
  } catch (error) {
    failed += 1;
    console.log(`${name}: ${error.message.split("\n").slice(0, 12).join("\n  ")}`);
  }
}
console.log(`${names.length - failed} passed, ${failed} failed`);
process.exitCode = failed || !names.length ? 1 : 0;

/** The syntax tree of a script, without the places at which things stand. */
function tree(text) {
  const bare = (key, value) => (["start", "end"].includes(key) ? undefined : value instanceof RegExp ? String(value) : value);
  // Strings may have other quotation marks; their values are compared.
  const node = JSON.parse(JSON.stringify(parse(text, { ecmaVersion: "latest", sourceType: "module" }), bare));
  (function strip(one) {
    if (one?.type === "Literal" && typeof one.value !== "number") delete one.raw;
    for (const child of Object.values(one ?? {})) if (child && typeof child === "object") strip(child);
  })(node);
  return node;
}
