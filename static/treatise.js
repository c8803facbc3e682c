// Everything here is comfort: the pages are complete without it.
"use strict";

const words = document.body.dataset;

// What the reader chose, kept where the browser lets us.
const memory = {
  get(name) { try { return localStorage.getItem(name); } catch { return null; } },
  set(name, value) {
    try {
      if (value === null) localStorage.removeItem(name);
      else localStorage.setItem(name, value);
    } catch { /* The choice lasts for this page. */ }
  },
};

// ---- What has been done is said for a moment, to eyes and to screen readers.
const said = document.createElement("p");
said.className = "said";
said.setAttribute("role", "status");
document.body.append(said);
let saying = 0;
function say(text) {
  clearTimeout(saying);
  said.textContent = text;
  saying = setTimeout(() => { said.textContent = ""; }, 4000);
}

// ---- Colours: as the system, light, dark. theme.js applies the choice before the first paint.
const themeButton = document.querySelector("button.theme");
if (themeButton) {
  const root = document.documentElement;
  const order = ["system", "light", "dark"];
  const show = () => {
    const label = themeButton.dataset[root.dataset.theme || "system"];
    themeButton.textContent = label;
    themeButton.title = label;
  };
  themeButton.addEventListener("click", () => {
    const next = order[(order.indexOf(root.dataset.theme || "system") + 1) % order.length];
    if (next === "system") delete root.dataset.theme;
    else root.dataset.theme = next;
    memory.set("treatise-theme", next === "system" ? null : next);
    show();
  });
  show();
  themeButton.hidden = false;
}

// ---- Reading without a network, where the book offers it; a book that does so no longer takes its worker back.
const { serviceWorker } = navigator;
if (serviceWorker && words.offline) {
  serviceWorker.register(words.offline).catch(() => { /* The site is read as any other. */ });
} else if (serviceWorker?.controller?.scriptURL === new URL(words.root + "sw.js", location.href).href) {
  serviceWorker.getRegistration().then((old) => old?.unregister());
}

// ---- Search: nothing of it is loaded before it is opened. From disk, browsers let no script read a file.
const finder = document.querySelector("button.find");
if (finder && location.protocol !== "file:") {
  let loading;
  const load = () => {
    const style = document.createElement("link");
    style.rel = "stylesheet";
    style.href = finder.dataset.css;
    const styled = new Promise((resolve) => { style.onload = style.onerror = resolve; });
    document.head.append(style);
    // A module is looked up from the script that asks for it; this address is told from the page.
    return Promise.all([import(new URL(finder.dataset.js, document.baseURI)), styled]);
  };
  const open = async () => {
    try {
      const [search] = await (loading ??= load());
      search.open(finder);
    } catch {
      loading = undefined;
      finder.textContent = finder.dataset.failed;
    }
  };
  finder.addEventListener("click", open);
  addEventListener("keydown", (event) => {
    if (event.altKey || event.isComposing || document.querySelector("dialog[open]")) return;
    if (event.target.closest?.("input:not([type=range], [type=radio], [type=checkbox]), select, textarea, [contenteditable]")) return;
    const command = event.ctrlKey || event.metaKey;
    // By its place, too, for keyboards that write other letters.
    const k = command && !event.shiftKey && (event.key.toLowerCase() === "k" || event.code === "KeyK");
    if (k || (event.key === "/" && !command && document.documentElement.dataset.keys !== "off")) {
      event.preventDefault();
      open();
    }
  });
  finder.hidden = false;
}

// ---- Boxes that are closed on a phone and stand open where there is room.
for (const box of document.querySelectorAll("details.unfold")) {
  const room = matchMedia(box.closest(".contents") ? "(min-width: 76rem)" : "(min-width: 44rem)");
  const fit = () => { box.open = room.matches; };
  room.addEventListener("change", fit);
  fit();
}

// ---- Contents: the section being read is marked, and kept in sight where the list itself scrolls.
const contents = document.querySelector(".contents");
if (contents) {
  const links = new Map();
  for (const link of contents.querySelectorAll("a")) {
    const heading = document.getElementById(decodeURIComponent(link.hash.slice(1)));
    if (heading) links.set(heading, link);
  }
  let queued = false;
  let marked = null;
  const mark = () => {
    queued = false;
    let current = null;
    for (const [heading, link] of links) if (heading.getBoundingClientRect().top < innerHeight / 3) current = link;
    if (current === marked) return;
    marked?.removeAttribute("aria-current");
    current?.setAttribute("aria-current", "location");
    marked = current;
    if (current && contents.scrollHeight > contents.clientHeight) {
      const [box, line] = [contents.getBoundingClientRect(), current.getBoundingClientRect()];
      if (line.top < box.top + 32 || line.bottom > box.bottom - 32) contents.scrollTop += line.top - box.top - box.height / 2;
    }
  };
  addEventListener("scroll", () => { if (!queued) { queued = true; requestAnimationFrame(mark); } }, { passive: true });
  mark();
}

// ---- "Cite this page": buttons that copy or save a form, and the day of the visit, which only a browser knows.
for (const box of document.querySelectorAll(".citing")) {
  const { copy, save, done, failed } = box.dataset;
  const told = document.createElement("p");
  told.setAttribute("role", "status");
  told.className = "told";
  box.append(told);
  const visited = (text) => {
    const now = new Date();
    const two = (number) => String(number).padStart(2, "0");
    const parts = { y: now.getFullYear(), m: two(now.getMonth() + 1), d: two(now.getDate()) };
    return text.replace(/\{([ymd])\}/g, (_, part) => parts[part]);
  };
  for (const form of box.querySelectorAll("dd > p, dd > pre")) {
    const name = form.closest("div").querySelector("dt").textContent;
    const button = (label, act) => {
      const made = document.createElement("button");
      made.type = "button";
      made.textContent = label;
      made.setAttribute("aria-label", label + ": " + name);
      made.addEventListener("click", act);
      form.parentElement.append(made);
    };
    if (form.dataset.accessed) form.textContent = visited(form.dataset.accessed);
    button(copy, async () => {
      told.textContent = "";
      try {
        await navigator.clipboard.writeText(form.textContent);
        told.textContent = done.replace("{what}", name);
      } catch {
        // A page read from disk may not write to the clipboard; what is marked can be copied by hand.
        getSelection().selectAllChildren(form);
        told.textContent = failed;
      }
    });
    if (form.dataset.file) button(save, () => {
      const lines = form.dataset.file.endsWith(".ris") ? form.textContent.replaceAll("\n", "\r\n") + "\r\n" : form.textContent + "\n";
      const link = document.createElement("a");
      link.href = URL.createObjectURL(new Blob([lines], { type: form.dataset.type }));
      link.download = form.dataset.file;
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 1000);
    });
  }
}

// ---- Every heading with an address gets a button that copies it.
async function copy(text) {
  if (navigator.clipboard && isSecureContext) return navigator.clipboard.writeText(text);
  // Without a secure context, the old way: what is selected is copied.
  const field = document.createElement("textarea");
  field.value = text;
  field.className = "vh";
  document.body.append(field);
  field.select();
  const done = document.execCommand("copy");
  field.remove();
  if (!done) throw new Error("not copied");
}
for (const heading of document.querySelectorAll("main :is(h2, h3, h4)[id]")) {
  // The button does what the link does and more: for the keyboard, one of them is enough.
  const anchor = heading.querySelector(".anchor");
  if (anchor) {
    anchor.tabIndex = -1;
    anchor.ariaHidden = "true";
  }
  const button = document.createElement("button");
  button.type = "button";
  button.className = "copy";
  button.textContent = words.copy;
  button.addEventListener("click", async () => {
    const target = heading.closest("section[id].checked") || heading;
    const address = new URL(`#${encodeURIComponent(target.id)}`, location.href.split("#")[0]).href;
    history.replaceState(history.state, "", address);
    try {
      await copy(address);
      say(words.copied);
    } catch {
      say(words.notCopied);
    }
    button.focus();
  });
  heading.append(" ", button);
}

// ---- Keys of a single sign. Who dictates to the computer can turn them off; `data-keys="off"` tells other scripts.
const help = document.getElementById("_keys");
if (help) {
  const root = document.documentElement;
  const box = help.querySelector("[name=keys]");
  const obey = (on) => {
    box.checked = on;
    if (on) delete root.dataset.keys;
    else root.dataset.keys = "off";
  };
  obey(memory.get("treatise-keys") !== "off");
  box.addEventListener("change", () => {
    memory.set("treatise-keys", box.checked ? null : "off");
    obey(box.checked);
  });
  const button = document.querySelector("button.help");
  button.addEventListener("click", () => help.showModal());
  button.hidden = false;
  help.addEventListener("click", (event) => { if (event.target === help) help.close(); }); // Beside the box.
  const follow = (rel) => document.querySelector(`main a[rel=${rel}]`)?.click();
  const actions = { "?": () => help.showModal(), p: () => follow("prev"), n: () => follow("next"), t: () => themeButton?.click() };
  addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (root.dataset.keys === "off" || document.querySelector("dialog[open]")) return;
    if (event.target.closest?.("input:not([type=range], [type=radio], [type=checkbox]), select, textarea, [contenteditable]")) return;
    // On a layout without Latin letters, the key in the same place counts.
    const latin = /^Key([A-Z])$/.exec(event.code)?.[1].toLowerCase();
    const action = actions[event.key] || (event.key.length === 1 && event.key > "\u007f" && !event.shiftKey && actions[latin]);
    if (!action) return;
    event.preventDefault();
    action();
  });
}

// ---- What a link leads to, shown beside it while the pointer or the focus is there.
const PREVIEWED = "main :is(.prose, .facts, .cite, .list, .stack, .timeline, .years, .backlinks, .eras, .kind, .acts, .cited, .parts, .sources) a[href]";

function startPreviews() {
  const rootUrl = new URL(words.root, location.href);
  const files = new Map();
  const card = document.createElement("div");
  card.id = "_preview";
  card.className = "preview";
  card.setAttribute("role", "tooltip");
  card.hidden = true;
  document.querySelector("main").append(card);
  let shown = null;
  let timer = 0;

  // FNV-1a, as src/view/previews.rs has it.
  function fileOf(path) {
    let hash = 0x811c9dc5;
    for (const byte of new TextEncoder().encode(path)) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
    return hash % Number(words.previewFiles);
  }
  function fetchOnce(number) {
    if (!files.has(number)) {
      // Without a network there are no previews; nothing else is lost.
      const file = fetch(`${words.previews}${number}.json`).then((answer) => (answer.ok ? answer.json() : {})).catch(() => ({}));
      files.set(number, file);
    }
    return files.get(number);
  }
  function line(className, text) {
    const element = document.createElement("span");
    element.className = className;
    element.textContent = text;
    return element;
  }

  async function tell(link) {
    const url = new URL(link.href, location.href);
    if (url.pathname === location.pathname) {
      // A note, or a source, of this page.
      const target = url.hash && document.getElementById(decodeURIComponent(url.hash.slice(1)));
      if (!target || !target.matches("li, dt, dd")) return null;
      const said = target.cloneNode(true);
      for (const back of said.querySelectorAll(".fnback, .copy, .anchor, details")) back.remove();
      return [line("about", said.textContent.trim())];
    }
    if (url.origin !== rootUrl.origin || !url.pathname.startsWith(rootUrl.pathname)) return null;
    const path = decodeURIComponent(url.pathname.slice(rootUrl.pathname.length)).replace(/(^|\/)index\.html$/, "$1");
    const entry = (await fetchOnce(fileOf(path)))[path];
    if (!entry) return null;
    const [title, kind, date, summary] = entry;
    const parts = [line("tag", [kind, date].filter(Boolean).join(" · ")), line("what", title), line("about", summary)];
    return parts.filter((part) => part.textContent);
  }

  function place(link) {
    // A link may run over two lines: the card goes to the one that was met.
    const boxes = [...link.getClientRects()];
    const box = boxes[0] || link.getBoundingClientRect();
    const last = boxes.at(-1) || box;
    const wide = card.offsetWidth;
    const high = card.offsetHeight;
    const left = Math.max(8, Math.min(box.left, document.documentElement.clientWidth - wide - 8));
    const above = last.bottom + high + 8 > innerHeight && box.top - high - 6 > 0;
    card.style.left = `${left + scrollX}px`;
    card.style.top = `${(above ? box.top - high - 6 : last.bottom + 6) + scrollY}px`;
  }

  async function show(link) {
    const parts = await tell(link);
    if (shown !== link) return; // The reader has gone on meanwhile.
    if (!parts) return;
    card.replaceChildren(...parts.flatMap((part) => [part, " "]));
    card.hidden = false;
    place(link);
    link.setAttribute("aria-describedby", card.id);
    if (link.title) {
      // The browser's own box would cover ours.
      link.dataset.title = link.title;
      link.removeAttribute("title");
    }
  }
  function hide() {
    clearTimeout(timer);
    if (shown) {
      shown.removeAttribute("aria-describedby");
      if (shown.dataset.title) shown.title = shown.dataset.title;
    }
    shown = null;
    card.hidden = true;
  }
  function want(link, delay) {
    if (shown === link) return clearTimeout(timer);
    hide();
    shown = link;
    timer = setTimeout(() => show(link), delay);
  }

  addEventListener("pointerover", (event) => {
    if (event.pointerType !== "mouse") return;
    const link = event.target.closest?.(PREVIEWED);
    if (link) return want(link, 300);
    if (event.target.closest?.(".preview")) return clearTimeout(timer); // It may be pointed at, and stays.
    if (!shown || shown === document.activeElement) return;
    clearTimeout(timer);
    timer = setTimeout(hide, 200);
  });
  addEventListener("focusin", (event) => {
    const link = event.target.closest?.(PREVIEWED);
    if (link?.matches(":focus-visible")) want(link, 150);
    else if (shown) hide();
  });
  addEventListener("focusout", (event) => { if (event.target === shown) hide(); });
  addEventListener("pointerdown", (event) => { if (!event.target.closest?.(".preview")) hide(); });
  addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || card.hidden) return;
    hide();
    event.preventDefault();
  });
}
// From disk nothing can be fetched.
if (words.previews && location.protocol !== "file:") startPreviews();

// ---- Notes beside the text, where there is room. The list at the foot stays what it is: these are copies for the eye.
function startSideNotes(notes) {
  const article = notes.closest(".entity");
  const prose = article.querySelector(":scope > .prose");
  if (!prose) return;
  const margin = document.createElement("div");
  margin.className = "sidenotes";
  margin.ariaHidden = "true";
  const copies = [];
  for (const note of notes.querySelectorAll("li[id]")) {
    const number = note.id.replace("_fn-", "");
    const reference = document.getElementById(`_fnref-${number}`);
    // Notes to tables and to what stands across the page have no margin beside them.
    if (!reference || !prose.contains(reference) || reference.closest("table")) continue;
    const copy = document.createElement("div");
    copy.append(...note.cloneNode(true).childNodes);
    for (const back of copy.querySelectorAll(".fnback")) back.remove();
    for (const element of copy.querySelectorAll("[id]")) element.removeAttribute("id");
    for (const link of copy.querySelectorAll("a")) link.tabIndex = -1;
    const mark = document.createElement("sup");
    mark.textContent = number;
    (copy.querySelector("p") || copy).prepend(mark, " ");
    margin.append(copy);
    copies.push([reference, copy]);
  }
  if (!copies.length) return;
  article.append(margin);
  const room = matchMedia("(min-width: 76rem)");
  const facts = article.querySelector(".facts");

  function arrange() {
    margin.hidden = !room.matches;
    if (margin.hidden) return;
    const top = article.getBoundingClientRect().top;
    const beside = margin.getBoundingClientRect();
    const panel = facts?.getBoundingClientRect();
    // The panel of facts is in the way unless the notes have a column of their own.
    const shared = panel && panel.left < beside.right && beside.left < panel.right;
    let free = shared ? panel.bottom - top + 24 : 0;
    const end = prose.getBoundingClientRect().bottom - top;
    const heights = copies.map(([, copy]) => { copy.hidden = false; return copy.offsetHeight; });
    copies.forEach(([reference, copy], index) => {
      const wanted = reference.getBoundingClientRect().top - top - 4;
      // One that would stand far from its reference, or run past the end, is left to the foot.
      const at = Math.max(wanted, free);
      const fits = at - wanted < 240 && at + heights[index] < end + 24;
      copy.hidden = !fits;
      if (!fits) return;
      copy.style.top = `${at}px`;
      free = at + heights[index] + 12;
    });
  }
  let queued = false;
  const soon = () => { if (!queued) { queued = true; requestAnimationFrame(() => { queued = false; arrange(); }); } };
  new ResizeObserver(soon).observe(article);
  room.addEventListener("change", soon);
  document.fonts?.ready.then(soon);
  arrange();
}
document.querySelectorAll(".entity > .footnotes").forEach(startSideNotes);
