// The service worker, which lets the site be read without a network. treatise writes it where the book says `[output] offline = true`.
// What is here comes from the network while there is one, and is kept; style sheets, scripts and cards have names that change with
// what they hold, and are fetched once.
"use strict";
const { version, shell, style, home, words } = {{ data }};
const SCOPE = registration.scope;
const OWN = `treatise ${SCOPE} `;
const NAME = OWN + version;
const NAMED_BY_DIGEST = /\.[0-9a-f]{10}\.(css|js)$|\/cards\/[0-9a-f]+\.png$/;
const PATIENCE = 5000; // How long the network may take, in ms, where a copy is at hand.

// Filters and searches are in the query, and are no other page.
const keyOf = (url) => url.split(/[?#]/)[0];
const isPage = (answer) => (answer.headers.get("content-type") || "").startsWith("text/html");

addEventListener("install", (event) => {
  event.waitUntil((async () => {
    const cache = await caches.open(NAME);
    await cache.addAll(shell.map((path) => new Request(SCOPE + path, { cache: "no-cache" })));
    await skipWaiting();
  })());
});

addEventListener("activate", (event) => {
  event.waitUntil((async () => {
    const cache = await caches.open(NAME);
    const open = (await clients.matchAll({ type: "window", includeUncontrolled: true })).map((client) => keyOf(client.url));
    const wanted = new Set(open.filter((url) => url.startsWith(SCOPE)));
    // A new edition of the site: pages that were kept are fetched anew with what they need, and the old ones go.
    const old = (await caches.keys()).filter((name) => name.startsWith(OWN) && name !== NAME);
    for (const name of old) for (const { url } of await (await caches.open(name)).keys()) if (!NAMED_BY_DIGEST.test(url)) wanted.add(url);
    await clients.claim();
    for (const url of wanted) if (!(await cache.match(url))) await cache.add(url).catch(() => {});
    await Promise.all(old.map((name) => caches.delete(name)));
  })());
});

addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET" || !request.url.startsWith(SCOPE) || request.headers.has("range")) return;
  event.respondWith(answerTo(request, event));
});

async function answerTo(request, event) {
  const key = keyOf(request.url);
  const cache = await caches.open(NAME);
  const kept = await cache.match(key);
  if (kept && NAMED_BY_DIGEST.test(key)) return kept;
  try {
    const answer = await fetch(request, kept ? { signal: AbortSignal.timeout(PATIENCE) } : {});
    if (answer.status === 200 && answer.type === "basic") event.waitUntil(cache.put(key, answer.clone()).catch(() => {}));
    return answer;
  } catch {
    if (kept) return kept;
    return request.mode === "navigate" ? notKept(cache, key) : Response.error();
  }
}

// A page that was never visited: this is said in its language, and what there is instead.
async function notKept(cache, key) {
  const language = Object.keys(words).find((tag) => key.startsWith(`${SCOPE}${tag}/`)) || "";
  const t = words[language];
  const links = [];
  for (const { url } of await cache.keys()) {
    const answer = await cache.match(url);
    if (!isPage(answer) || url.endsWith("/404.html")) continue;
    const [, title] = /<title>([^<]*)<\/title>/.exec(await answer.text()) || [];
    if (title) links.push(`<li><a href="${url}">${title}</a></li>`);
  }
  const html = `<!DOCTYPE html><html lang="${t.lang}"><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark"><title>${t.title}</title><link rel="stylesheet" href="${SCOPE}${style}">
<main><header class="head"><h1>${t.title}</h1><p class="summary">${t.text}</p></header>
<p><a href="${SCOPE}${home[language]}">${t.home}</a></p><h2>${t.kept}</h2><ul>${links.sort().join("")}</ul></main></html>`;
  return new Response(html, { status: 503, headers: { "Content-Type": "text/html; charset=utf-8" } });
}
