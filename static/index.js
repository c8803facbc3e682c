// Indexes: sorting by the heads of the columns, filtering by the form above, download of what is shown. Sorting and filtering live in
// the address. Without this script an index is complete, in the order in which it came.
"use strict";
{
const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

function makeIndex(box) {
  const form = box.querySelector(".filters");
  const nothing = box.querySelector(".nothing");
  const count = form.querySelector(".count");
  const csv = form.querySelector(".csv");
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
  let ordered = rows; // All rows, in the order in which they stand.
  let matching = rows;

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
    ordered = !head ? rows : [...rows].sort((a, b) => {
      const [x, y] = [keys.get(a), keys.get(b)];
      if (x === null || y === null) return (x === null) - (y === null); // What has no value comes last, both ways.
      const by = typeof x === "number" ? x - y : collator.compare(x, y);
      return down ? -by : by;
    });
    table.tBodies[0].append(...ordered);
  }

  // Of a long list a screenful comes in sight at once, and the others when the reader pauses and the browser has nothing else to
  // do: what a key costs is the layout of the rows that it shows, and two thousand then cost no more than forty.
  const long = box.classList.contains("long"); // So says the template of more than 200 rows.
  const AT_ONCE = long ? 40 : rows.length;
  const PAUSE = 300;
  const later = window.requestIdleCallback || ((run) => setTimeout(run, 30));
  let turn = 0;
  function reveal() {
    const now = ++turn;
    const show = (from, to) => { for (const row of matching.slice(from, to)) if (row.hidden) row.hidden = false; };
    const goOn = (from) => later(() => {
      if (turn !== now) return;
      show(from, from + 100);
      if (from + 100 < matching.length) goOn(from + 100);
    });
    show(0, AT_ONCE);
    if (matching.length > AT_ONCE) setTimeout(goOn, PAUSE, AT_ONCE);
  }

  function filter() {
    const words = plain(find.value).split(/\s+/).filter(Boolean);
    const chosen = facets.filter((select) => select.value);
    const fits = (row) => words.every((word) => texts.get(row).includes(word))
      && chosen.every((select) => (row.dataset[select.name] || "").split(" ").includes(select.value));
    matching = ordered.filter(fits);
    const all = new Set(matching);
    const first = new Set(matching.slice(0, AT_ONCE));
    // What stays in sight is not touched; what has to wait for its turn is out of sight until then.
    for (const row of rows) if (!row.hidden && !(first.has(row) || (all.has(row) && all.size === rows.length))) row.hidden = true;
    for (const group of groups) group.hidden = ![...group.querySelectorAll("[data-row]")].some((row) => all.has(row));
    count.textContent = form.dataset.shown.replace("{shown}", all.size).replace("{total}", rows.length);
    nothing.hidden = all.size > 0;
    csv.disabled = all.size === 0;
    if (table) table.parentElement.hidden = all.size === 0;
    reveal();
  }

  // A large table keeps the widths that its columns have: to measure two thousand rows again at every key would take too long.
  const wide = matchMedia("(min-width: 60rem)");
  function keepWidths() {
    if (!table || !long || !wide.matches || table.querySelector("colgroup")) return;
    const columns = document.createElement("colgroup");
    for (const th of table.tHead.rows[0].cells) {
      const column = document.createElement("col");
      column.style.width = `${(100 * th.offsetWidth) / table.offsetWidth}%`;
      columns.append(column);
    }
    table.tHead.before(columns);
    table.classList.add("fixed");
  }

  // What an address remembers is written when the reader pauses: browsers do not like it at every key.
  let pause = 0;
  function remember() {
    clearTimeout(pause);
    pause = setTimeout(write, 250);
  }
  function write() {
    clearTimeout(pause);
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
      filter();
      remember();
    });
  }
  form.addEventListener("input", () => { filter(); remember(); });
  form.querySelector(".reset").addEventListener("click", () => {
    for (const field of fields) field.value = "";
    filter();
    remember();
  });
  csv.addEventListener("click", () => download(matching, form.dataset.address));
  addEventListener("pagehide", write);
  const begin = () => { recall(); arrange(); filter(); };
  form.hidden = false;
  keepWidths();
  wide.addEventListener("change", keepWidths);
  begin();
  addEventListener("pageshow", begin); // Browsers put back what stood in the fields; the address knows better.
}

// ---- Download: what is shown, in the order shown, as RFC 4180 has it, in UTF-8.

// The text of a cell: a date as ISO 8601 and EDTF have it, several links or names apart from each other.
function cellOf(element) {
  const date = element.querySelector("time, data");
  if (date) return date.dateTime ?? date.value;
  const cell = element.cloneNode(true);
  // Letters that stand for colours, and what has a column of its own.
  for (const part of cell.querySelectorAll("[aria-hidden=true], [data-label], .mark")) part.remove();
  const text = (node) => node.textContent.replace(/\s+/g, " ").trim();
  if (element.matches(".number")) return text(cell).replace(/\s/g, "");
  const letters = (string) => string.replace(/[\s,、·;]/g, "");
  const list = [...cell.querySelectorAll("a, [lang]:not(a)")].filter((part) => !part.querySelector("a")).map(text);
  // Where nothing but links or names stands in a cell, they are a list.
  if (list.length > 1 && letters(list.join("")) === letters(text(cell))) return list.join("; ");
  for (const line of cell.querySelectorAll(".block")) line.before("; ");
  return text(cell).replace(/^(; )+| (?=;)/g, "");
}
// As src/data/table.rs has it: no spreadsheet takes a cell for a formula, and numbers stay numbers.
const FORMULA = /^[=+\-@\t\r\n]/;
const NUMBER = /^[+\-.\d]*\d[+\-.\d]*$/;
function guarded(text) {
  return FORMULA.test(text) && !NUMBER.test(text) ? `'${text}` : text;
}
const QUOTE = String.fromCharCode(34);
const AT_RISK = /[\x22,\r\n]|^ | $/;
function quoted(text) {
  return AT_RISK.test(text) ? QUOTE + text.replaceAll(QUOTE, QUOTE + QUOTE) + QUOTE : text;
}
function tableOf(rows, address) {
  const names = [];
  const records = rows.map((row) => {
    const record = new Map();
    const put = (name, value) => {
      if (!names.includes(name)) names.push(name);
      record.set(name, value);
    };
    const group = row.closest("[data-group][data-label]");
    if (group) put(group.dataset.label, group.dataset.value);
    for (const part of row.querySelectorAll("[data-label]")) if (!part.querySelector("svg")) put(part.dataset.label, cellOf(part));
    const main = row.querySelector("th a, .what a");
    put(address, main ? main.href : location.href.split(/[?#]/)[0] + (row.id ? `#${row.id}` : ""));
    return record;
  });
  const lines = [names, ...records.map((record) => names.map((name) => guarded(record.get(name) ?? "")))];
  return lines.map((line) => line.map(quoted).join(",") + "\r\n").join("");
}
function download(rows, address) {
  // The mark at the beginning tells spreadsheets that this is UTF-8; without it they garble Cyrillic and kanji.
  const file = new Blob(["\ufeff", tableOf(rows, address)], { type: "text/csv;charset=utf-8" });
  const link = document.createElement("a");
  link.href = URL.createObjectURL(file);
  link.download = `${location.pathname.split("/").filter((part) => part && part !== "index.html").at(-1) || "index"}.csv`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}

document.querySelectorAll("[data-index]").forEach(makeIndex);
}
