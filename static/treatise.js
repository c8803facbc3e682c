// Everything here is comfort: the pages are complete without it.
"use strict";

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
    try {
      if (next === "system") localStorage.removeItem("treatise-theme");
      else localStorage.setItem("treatise-theme", next);
    } catch { /* The choice lasts for this page. */ }
    show();
  });
  show();
  themeButton.hidden = false;
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
    if (event.altKey || event.isComposing || event.target.closest?.("input, select, textarea, [contenteditable]")) return;
    const command = event.ctrlKey || event.metaKey;
    // By its place, too, for keyboards that write other letters.
    const k = command && !event.shiftKey && (event.key.toLowerCase() === "k" || event.code === "KeyK");
    if (k || (event.key === "/" && !command)) {
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

// ---- Contents: the section being read is marked.
const contents = document.querySelector(".contents");
if (contents) {
  const links = new Map();
  for (const link of contents.querySelectorAll("a")) {
    const heading = document.getElementById(decodeURIComponent(link.hash.slice(1)));
    if (heading) links.set(heading, link);
  }
  let queued = false;
  const mark = () => {
    queued = false;
    let current = null;
    for (const [heading, link] of links) if (heading.getBoundingClientRect().top < innerHeight / 3) current = link;
    for (const link of links.values()) link.classList.toggle("here", link === current);
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

// ---- Indexes: sorting by the heads of the columns, filtering by the form above; both live in the address.
const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

function makeIndex(box) {
  const form = box.querySelector(".filters");
  const nothing = box.querySelector(".nothing");
  const count = form.querySelector(".count");
  const table = box.querySelector("table.list");
  const rows = [...box.querySelectorAll("[data-row]")];
  const groups = [...box.querySelectorAll("[data-group]")];
  const heads = table ? [...table.querySelectorAll("th[data-sort]")] : [];
  const texts = new Map(rows.map((row) => [row, plain(row.textContent)]));
  const collator = new Intl.Collator(document.documentElement.lang, { numeric: true });
  const find = form.querySelector("input");
  const facets = [...form.querySelectorAll("select")];
  const fields = [find, ...facets];
  const eras = facets.find((select) => select.name === "era");
  let sort = "";

  // What a row is sorted by: a number the row carries, the place of its era among eras, or the text of the cell.
  function keyOf(row, head) {
    const name = head.dataset.sort;
    if (["date", "end", "area", "count"].includes(name)) return row.dataset[name] === undefined ? null : Number(row.dataset[name]);
    if (name === "era" && eras) {
      const place = [...eras.options].findIndex((option) => option.value === (row.dataset.era || ""));
      return place > 0 ? place : null;
    }
    return (name === "title" && row.dataset.title) || row.cells[head.cellIndex].textContent.trim() || null;
  }

  function arrange() {
    if (!table) return;
    const down = sort.startsWith("-");
    const head = heads.find((th) => th.dataset.sort === sort.replace("-", ""));
    for (const th of heads) {
      if (th === head) th.setAttribute("aria-sort", down ? "descending" : "ascending");
      else th.removeAttribute("aria-sort");
    }
    table.classList.toggle("sorted", Boolean(head));
    const keys = head && new Map(rows.map((row) => [row, keyOf(row, head)]));
    const ordered = !head ? rows : [...rows].sort((a, b) => {
      const [x, y] = [keys.get(a), keys.get(b)];
      if (x === null || y === null) return (x === null) - (y === null); // What has no value comes last, both ways.
      const by = typeof x === "number" ? x - y : collator.compare(x, y);
      return down ? -by : by;
    });
    table.tBodies[0].append(...ordered);
  }

  function filter() {
    const words = plain(find.value).split(/\s+/).filter(Boolean);
    const chosen = facets.filter((select) => select.value);
    let shown = 0;
    for (const row of rows) {
      const fits = words.every((word) => texts.get(row).includes(word))
        && chosen.every((select) => (row.dataset[select.name] || "").split(" ").includes(select.value));
      row.hidden = !fits;
      shown += fits;
    }
    for (const group of groups) group.hidden = ![...group.querySelectorAll("[data-row]")].some((row) => !row.hidden);
    count.textContent = form.dataset.shown.replace("{shown}", shown).replace("{total}", rows.length);
    nothing.hidden = shown > 0;
    if (table) table.parentElement.hidden = shown === 0;
  }

  function remember() {
    const query = new URLSearchParams();
    for (const field of fields) if (field.value) query.set(field.name, field.value);
    if (sort) query.set("sort", sort);
    const text = query.toString();
    history.replaceState(null, "", location.pathname + (text && "?" + text) + location.hash);
  }

  function recall() {
    const query = new URLSearchParams(location.search);
    for (const field of fields) {
      field.value = query.get(field.name) || "";
      if (field.selectedIndex === -1) field.selectedIndex = 0;
    }
    sort = query.get("sort") || "";
  }

  for (const th of heads) {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...th.childNodes);
    th.append(button);
    // First up, then down, then as it came.
    button.addEventListener("click", () => {
      const name = th.dataset.sort;
      sort = sort === name ? "-" + name : sort === "-" + name ? "" : name;
      arrange();
      remember();
    });
  }
  form.addEventListener("input", () => { filter(); remember(); });
  form.querySelector(".reset").addEventListener("click", () => {
    for (const field of fields) field.value = "";
    filter();
    remember();
  });
  const begin = () => { recall(); arrange(); filter(); };
  form.hidden = false;
  begin();
  addEventListener("pageshow", begin); // Browsers put back what stood in the fields; the address knows better.
}

document.querySelectorAll("[data-index]").forEach(makeIndex);
