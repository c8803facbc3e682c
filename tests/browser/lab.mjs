// What the tests in a browser have in common: Chromium, a static host that sends the policy we promise to work under, the program
// itself, and checks that are counted.
//
//     import { Lab } from "./lab.mjs";
//     const lab = await Lab.open();
//     const site = await lab.host(await lab.build("tests/browser/book"), { base: "/some/path/" });
//     const page = await lab.page(site.url, { width: 360, scheme: "dark" });
//     await lab.check("the home page has a heading", async () => { assert.equal(await page.locator("h1").count(), 1); });
//     await lab.quiet("the home page", page);
//     await lab.close();
//
// `CHROMIUM` names the browser, `TREATISE` the program; both are found without being told where they stand at their usual places.

import { execFile, execFileSync, spawn } from "node:child_process";
import { createReadStream, existsSync } from "node:fs";
import { mkdtemp, rm, stat } from "node:fs/promises";
import http from "node:http";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { createGzip } from "node:zlib";
import { chromium } from "playwright-core";

/** The root of the repository. */
export const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../..");

/** The policy that the README promises every page works under. */
export const POLICY = "default-src 'self'; style-src 'self'; script-src 'self'; img-src 'self' data:";
/** The same, with leave for WebAssembly, which full-text search needs. */
export const POLICY_WITH_WASM = POLICY.replace("script-src 'self'", "script-src 'self' 'wasm-unsafe-eval'");

/** No call home, no first-run pages, no need for a screen or a sandbox of the system's. */
const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

const MEDIA_TYPES = {
  ".html": "text/html; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".xml": "application/xml",
  ".txt": "text/plain; charset=utf-8",
  ".csv": "text/csv; charset=utf-8",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".jpg": "image/jpeg",
  ".webp": "image/webp",
  ".woff2": "font/woff2",
};
const COMPRESSIBLE = /^(text\/|application\/(json|xml)|image\/svg)/;

/** A browser, and all that was begun for it. */
export class Lab {
  #browser;
  #endings = [];
  #passed = 0;
  #failures = [];

  constructor(browser) {
    this.#browser = browser;
  }

  /** Starts the browser; where there is none, says how to get one and ends. */
  static async open() {
    const usual = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
    const executablePath = process.env.CHROMIUM || usual.find(existsSync);
    if (!executablePath || !existsSync(executablePath)) {
      console.error("Chromium is needed: `apt-get install chromium`, or name it in the variable CHROMIUM");
      process.exit(2);
    }
    return new Lab(await chromium.launch({ executablePath, args: FLAGS }));
  }

  /** The browser, for what this class has no word for. */
  get browser() {
    return this.#browser;
  }

  /** A folder of its own, which is gone afterwards. */
  async folder() {
    const folder = await mkdtemp(path.join(os.tmpdir(), "treatise-browser-"));
    this.#endings.push(() => rm(folder, { recursive: true, force: true }));
    return folder;
  }

  /** Builds a book (its folder, from the root of the repository) and returns the folder of the site. */
  async build(book, ...more) {
    const site = path.join(await this.folder(), "site");
    await promisify(execFile)(program(), ["build", path.resolve(ROOT, book), "--dest-dir", site, ...more]);
    return site;
  }

  /**
   * Serves a folder as a static host would, below `base` and with `policy`; `headers` are sent too. Text is compressed, unless
   * `gzip` is false. `log` is what was asked for: path, status, and bytes on the wire.
   */
  async host(folder, { base = "/", policy = POLICY, headers = {}, gzip = true } = {}) {
    const log = [];
    const server = http.createServer(async (request, response) => {
      const { pathname } = new URL(request.url, "http://host");
      const below = pathname.startsWith(base) ? decodeURIComponent(pathname.slice(base.length)) : null;
      const entry = { path: pathname, status: 200, bytes: 0 };
      log.push(entry);
      let file = below === null ? null : path.join(folder, below.endsWith("/") || below === "" ? `${below}index.html` : below);
      if (file && (!file.startsWith(folder + path.sep) || !(await isFile(file)))) file = null;
      if (file === null) {
        entry.status = 404;
        file = path.join(folder, "404.html");
        if (!(await isFile(file))) return response.writeHead(404).end();
      }
      const type = MEDIA_TYPES[path.extname(file)] ?? "application/octet-stream";
      const packed = gzip && COMPRESSIBLE.test(type) && /\bgzip\b/.test(request.headers["accept-encoding"] ?? "");
      response.writeHead(entry.status, {
        "Content-Type": type,
        "Cache-Control": "no-store",
        "X-Content-Type-Options": "nosniff",
        ...(policy ? { "Content-Security-Policy": policy } : {}),
        ...(packed ? { "Content-Encoding": "gzip" } : {}),
        ...headers,
      });
      const body = packed ? createReadStream(file).pipe(createGzip()) : createReadStream(file);
      body.on("data", (chunk) => { entry.bytes += chunk.length; });
      body.pipe(response);
    });
    await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
    this.#endings.push(() => new Promise((resolve) => { server.close(resolve); server.closeAllConnections(); }));
    return { url: `http://127.0.0.1:${server.address().port}${base}`, log };
  }

  /** Serves a book with the program itself. */
  async serve(book) {
    const child = spawn(program(), ["serve", "--port", "0", path.resolve(ROOT, book)], { stdio: ["ignore", "pipe", "ignore"] });
    // Also where a test ends in the middle.
    process.once("exit", () => child.kill());
    this.#endings.push(() => { child.kill(); });
    let said = "";
    for await (const chunk of child.stdout) {
      said += chunk;
      const url = /http:\/\/\S+/.exec(said);
      if (url) return { url: url[0] };
    }
    throw new Error(`\`treatise serve ${book}\` ended before it served`);
  }

  /**
   * Opens a page in a context of its own: `width`, `height`, `scheme` (light or dark), `scripts` (false: without JavaScript), and
   * whatever else Playwright's `newContext` takes. The page carries `errors` (of the console, of scripts, of the policy) and
   * `requests` (addresses); what asks for another host gets nothing, and is remembered in `strangers`.
   */
  async page(url, { width = 1280, height = 900, scheme = "light", scripts = true, ...more } = {}) {
    const context = await this.#browser.newContext({
      viewport: { width, height },
      colorScheme: scheme,
      javaScriptEnabled: scripts,
      ...more,
    });
    this.#endings.push(() => context.close());
    const page = await context.newPage();
    const own = new URL(url).origin;
    Object.assign(page, { errors: [], requests: [], strangers: [] });
    await context.route((to) => to.origin !== own && /^https?:$/.test(to.protocol), (route) => {
      page.strangers.push(route.request().url());
      return route.abort();
    });
    page.on("request", (request) => page.requests.push(request.url()));
    page.on("pageerror", (error) => page.errors.push(String(error)));
    page.on("console", (message) => {
      if (["error", "warning"].includes(message.type())) page.errors.push(`${message.type()}: ${message.text()}`);
    });
    await page.goto(url);
    return page;
  }

  /** Runs a check and counts it. What it throws is its failure; the checks after it run all the same. */
  async check(name, run) {
    try {
      await run();
      this.#passed += 1;
    } catch (error) {
      this.#failures.push(name);
      console.log(`FAILED  ${name}\n        ${String(error?.message ?? error).split("\n").slice(0, 12).join("\n        ")}`);
    }
  }

  /** Checks that a page met no error, broke no policy and asked nobody else, and forgets what it met. */
  async quiet(name, page) {
    await this.check(`${name}: no errors, no request elsewhere`, () => {
      const met = [...page.errors, ...page.strangers.map((url) => `request to ${url}`)];
      if (met.length) throw new Error(met.join("\n"));
    });
    page.errors.length = 0;
    page.strangers.length = 0;
  }

  /** Ends all that was begun, prints `N passed, N failed`, and sets the exit code. */
  async close() {
    await this.#browser.close();
    for (const end of this.#endings.reverse()) await Promise.resolve(end()).catch(() => {});
    console.log(`${this.#passed} passed, ${this.#failures.length} failed`);
    process.exitCode = this.#failures.length ? 1 : 0;
  }
}

/** The program: `TREATISE`, or what `cargo build` has made. */
export function program() {
  if (process.env.TREATISE) return path.resolve(process.env.TREATISE);
  const metadata = execFileSync("cargo", ["metadata", "--format-version", "1", "--no-deps", "--offline"], { cwd: ROOT });
  const built = path.join(JSON.parse(metadata).target_directory, "debug", "treatise");
  if (!existsSync(built)) throw new Error(`there is no ${built}: run \`cargo build\` first, or name the program in TREATISE`);
  return built;
}

async function isFile(name) {
  return stat(name).then((found) => found.isFile(), () => false);
}
