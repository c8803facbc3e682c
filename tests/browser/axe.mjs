// Accessibility: every rule that axe-core has, the experimental ones and those of level AAA with them, on every type of page, in
// light and dark, on a phone and on a desk; and with what can be opened standing open.
//
//     node tests/browser/axe.mjs [SITE]

import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import { Lab } from "./lab.mjs";
import { PAGES } from "./pages.mjs";

/** Rules that are left out, and why. None is. */
const LEFT_OUT = {};

const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const lab = await Lab.open();
const folder = process.argv[2] ? path.resolve(process.argv[2]) : await lab.build(".", "--site-url", "https://example.org/treatise/");
// Without the policy, which would forbid the test itself to be put into the page.
const site = await lab.host(folder, { base: "/treatise/", policy: "" });

async function findings(page) {
  await page.evaluate((code) => { if (!globalThis.axe) (0, eval)(code); }, axe);
  return page.evaluate(async (out) => {
    const rules = Object.fromEntries(globalThis.axe.getRules().map(({ ruleId }) => [ruleId, { enabled: !out.includes(ruleId) }]));
    const { violations } = await globalThis.axe.run(document, { rules, resultTypes: ["violations"] });
    return violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html.slice(0, 140)}\n  ${node.failureSummary?.split("\n")[1]?.trim()}`));
  }, Object.keys(LEFT_OUT));
}
function none(found) {
  if (found.length) throw new Error(`${found.length} findings\n${found.slice(0, 5).join("\n")}`);
}

for (const width of [390, 1280]) {
  for (const [type, address] of Object.entries(PAGES)) {
    const page = await lab.page(site.url + address, { width });
    for (const scheme of ["light", "dark"]) {
      await page.emulateMedia({ colorScheme: scheme });
      await lab.check(`axe: ${type}, ${scheme}, ${width} px`, async () => none(await findings(page)));
    }
    await page.context().close();
  }
}

// What can be opened stands open.
const page = await lab.page(`${site.url}treaties/shimoda-1855/`);
async function both(name) {
  for (const scheme of ["light", "dark"]) {
    await page.emulateMedia({ colorScheme: scheme });
    await lab.check(`axe: ${name}, ${scheme}`, async () => none(await findings(page)));
  }
}
await page.locator("main .prose a").first().hover();
await page.locator(".preview").waitFor();
await both("a preview");
await page.keyboard.press("?");
await both("help with the keyboard");
await page.goto(`${site.url}treaties/?q=nothing+of+the+kind`);
await both("nothing matches");
await page.goto(`${site.url}map/`);
await page.locator(".steer").waitFor();
await page.locator(".map [data-place=tyuleny]").first().click();
await both("the map with an answer");

await lab.close();
