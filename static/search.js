// The dialog of search. It is loaded when it is first opened; where everything stands is told by the button that opens it.
//
// A list of names answers at once and forgives errors of spelling; the index of full text, by Pagefind, follows. Nothing that was
// read is put out as markup.

const at = (path, base = document.baseURI) => new URL(path, base).href;
const lang = document.documentElement.lang;
let dialog;

/** Opens the dialog. `button` carries the addresses, and gets the focus back. */
export function open(button) {
  dialog ??= makeDialog(button);
  dialog.show();
}

// ---- Names

// Cyrillic as Latin letters, so that a name written in the one is found by the other: Эторофу, Etorofu.
const LETTERS = Object.fromEntries("а:a б:b в:v г:g д:d е:e ж:zh з:z и:i к:k л:l м:m н:n о:o п:p р:r с:s т:t у:u ф:f х:h ц:ts ч:ch ш:sh щ:shch ъ: ы:y ь: э:e ю:yu я:ya і:i ї:i є:e ґ:g"
  .split(" ").map((pair) => pair.split(":")));
const CYRILLIC = /\p{Script=Cyrl}/u;
const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u;

/** A text without case, accents and punctuation. The marks of voiced kana make other letters, and stay. */
export function fold(text) {
  return text.normalize("NFKD").replace(/(?![\u3099\u309a])\p{M}/gu, "").normalize("NFC").toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, " ").trim();
}

const romanised = (text) => text.replace(/[а-яіїєґ]/g, (letter) => LETTERS[letter] ?? letter);

/** The forms in which a name can be met: as it is, and in Latin letters. */
const formsOf = (name) => {
  const folded = fold(name);
  return CYRILLIC.test(folded) ? [folded, romanised(folded)] : [folded];
};

/** How many letters may be wrong in a word. */
const allowance = (word) => (word.length >= 9 ? 2 : word.length >= 5 ? 1 : 0);

/**
 * Edits from one word to another (a letter too many, too few, another one, two that changed places); `begin` counts those to the
 * nearest beginning of the other. More than `most` is Infinity.
 */
export function edits(from, to, most, begin = false) {
  if (from.length - to.length > most || (!begin && to.length - from.length > most)) return Infinity;
  let [before, last] = [[], Array.from({ length: to.length + 1 }, (_, j) => j)];
  for (let i = 1; i <= from.length; i++) {
    const row = [i];
    for (let j = 1; j <= to.length; j++) {
      row[j] = Math.min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (from[i - 1] !== to[j - 1]));
      if (i > 1 && j > 1 && from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1]) row[j] = Math.min(row[j], before[j - 2] + 1);
    }
    [before, last] = [last, row];
  }
  const found = begin ? Math.min(...last) : last[to.length];
  return found <= most ? found : Infinity;
}

/** How well a name fits what is looked for: 0 is the same, Infinity is not at all. */
function strictly(form, query) {
  if (form === query.text) return 0;
  if (form.startsWith(query.text)) return 1;
  if (` ${form}`.includes(` ${query.text}`)) return 2;
  if (query.unspaced && form.includes(query.text)) return 2;
  const words = form.split(" ");
  if (query.words.every((word) => words.some((other) => other.startsWith(word)))) return 3;
  if (form.replaceAll(" ", "").startsWith(query.joined)) return 4;
  return query.text.length >= 4 && form.includes(query.text) ? 5 : Infinity;
}

function roughly(form, query) {
  const words = form.split(" ");
  let sum = 0;
  for (const word of query.words) {
    const most = allowance(word);
    let best = Infinity;
    for (const other of words) {
      if (other.startsWith(word)) best = 0;
      else if (most) best = Math.min(best, edits(word, other, most), edits(word, other, most, true) + 1.5);
    }
    sum += best;
    if (sum === Infinity) return sum;
  }
  return 6 + sum;
}

/** Pages with such a name, the best first. */
export function byName(pages, text) {
  const queries = formsOf(text).filter(Boolean).map((form) => ({
    text: form,
    words: form.split(" "),
    joined: form.replaceAll(" ", ""),
    unspaced: UNSPACED.test(form),
  }));
  const rank = (fits) => {
    const hits = [];
    for (const page of pages) {
      let best = Infinity;
      let name = 0;
      page.forms.forEach((forms, place) => {
        for (const form of forms) {
          for (const query of queries) {
            // The title counts a little more than other names do.
            const worth = fits(form, query) + (place ? 0.2 : 0);
            if (worth < best) [best, name] = [worth, place];
          }
        }
      });
      if (best < Infinity) hits.push({ page, worth: best, name });
    }
    return hits.sort((a, b) => a.worth - b.worth || a.page.title.length - b.page.title.length || (a.page.path < b.page.path ? -1 : 1));
  };
  if (!queries.length) return [];
  const hits = rank(strictly);
  return hits.length ? hits : rank(roughly);
}

const FACETS = ["kind", "era", "party", "territory"];

/** The list of names with everything in it that searching needs. */
async function readNames(url) {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${response.status} ${url}`);
  const { words, texts, limited, kinds, eras, parties, territories, pages } = await response.json();
  const options = { kind: kinds, era: eras, party: parties, territory: territories };
  return {
    words,
    texts,
    limited,
    options,
    pages: pages.map(([title, path, date, names, kind, era, inParties, inTerritories]) => ({
      title,
      path,
      date,
      names: [title, ...names],
      forms: [title, ...names].map(formsOf),
      kind: kinds[kind][2],
      facets: {
        kind: [options.kind[kind][0]],
        era: era < 0 ? [] : [options.era[era][0]],
        party: inParties.map((place) => options.party[place][0]),
        territory: inTerritories.map((place) => options.territory[place][0]),
      },
    })),
  };
}

// ---- Full text

/** What tells that a text may be of a language: its script. */
function scriptOf(tag) {
  try {
    const { script } = new Intl.Locale(tag).maximize();
    const group = { Jpan: ["Han", "Hiragana", "Katakana"], Hans: ["Han"], Hant: ["Han"], Kore: ["Hangul", "Han"] }[script] ?? [script];
    return new RegExp(`[${group.map((name) => `\\p{Script=${name}}`).join("")}]`, "u");
  } catch {
    return /./;
  }
}

/** The languages in which a text may be found: that of the page, and others whose script it is in. */
function languagesFor(text, available) {
  const own = available.filter((tag) => tag === lang);
  if (own.length && scriptOf(lang).test(text)) return own;
  const fitting = available.filter((tag) => tag !== lang && scriptOf(tag).test(text));
  return own.length || fitting.length ? [...own, ...fitting] : available.slice(0, 1);
}

/**
 * Whether a page was found for the sake of a word that is looked for. Where no word begins with it, Pagefind looks for words that it
 * begins with, however short: that is no answer.
 */
function answers(page, text) {
  const wanted = fold(text).split(" ");
  const met = (page.excerpt.match(/<mark>.*?<\/mark>/gsu) ?? []).flatMap((mark) => fold(mark.slice(6, -7)).split(" ")).filter(Boolean);
  // As much of it as a stem is; of words that are not spaced, any part.
  const like = (word, other) => (UNSPACED.test(word)
    ? word.includes(other) || other.includes(word)
    : other.startsWith(word.slice(0, Math.max(Math.min(word.length, 3), Math.ceil(word.length / 2)))));
  return !met.length || met.some((other) => wanted.some((word) => like(word, other)));
}

/** Whether the host lets WebAssembly run (a Content-Security-Policy may forbid it). */
function mayRun() {
  try {
    return Boolean(new WebAssembly.Module(Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0)));
  } catch {
    return false;
  }
}

/** Opens the indexes of a language. */
async function openText(tag, folders, root) {
  const [first, ...more] = folders.map((folder) => at(folder, root));
  const { createInstance } = await import(at("pagefind.js", first));
  // In a worker, a page too many would be loaded; a query takes milliseconds.
  const index = createInstance({ noWorker: true, excerptLength: 26, excerptEllipsis: "…" });
  await index.init();
  for (const folder of more) await index.mergeIndex(folder);
  await index.filters(); // Loads what counts are made from.
  // The index has words; where a language writes none, the query is cut up as the text was.
  const cut = /^(ja|zh|th)\b/.test(tag) && globalThis.Intl?.Segmenter ? new Intl.Segmenter(tag, { granularity: "word" }) : null;
  const prepare = (text) => (cut && tag !== lang ? [...cut.segment(text)].map(({ segment }) => segment).join(" ") : text);
  return (text, filters) => index.search(prepare(text), { filters });
}

// ---- The dialog

/** An element with properties, classes and children. */
function make(name, properties = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (key in element) element[key] = value;
    else element.setAttribute(key, value);
  }
  element.append(...children);
  return element;
}

/** An excerpt: plain text in which Pagefind has put `<mark>`, `&lt;` and `&gt;` and nothing else. */
function excerpt(text) {
  const plain = (part) => part.replace(/&lt;/g, "<").replace(/&gt;/g, ">");
  const pieces = text.split(/<\/?mark>/).flatMap((part, place) => {
    if (place % 2 === 0) return [plain(part)];
    // What stands before and behind the word is marked with it.
    const [, before, word, behind] = /^([^\p{L}\p{N}]*)(.*?)([^\p{L}\p{N}]*)$/su.exec(plain(part));
    return [before, make("mark", {}, word), behind];
  });
  return make("p", { className: "excerpt" }, ...pieces);
}

/** A name with the words marked that were looked for. */
function marked(name, text) {
  const wanted = formsOf(text).flatMap((form) => form.split(" ")).filter(Boolean);
  const fits = (part) => formsOf(part).some((form) => form && wanted.some((word) => form.startsWith(word) || (UNSPACED.test(word) && form.includes(word))));
  return name.split(/([\s\-–·,.()«»“”]+)/).map((part) => (fits(part) ? make("mark", {}, part) : part));
}

function makeDialog(button) {
  const root = at(button.dataset.root);
  const input = make("input", { type: "search", id: "_search-text", autocomplete: "off", spellcheck: false, enterKeyHint: "search", maxLength: 200 });
  const label = make("label", { htmlFor: input.id, className: "vh" }, button.textContent.trim());
  const close = make("button", { type: "button", className: "close" }, "×");
  const choices = make("div", { className: "choices", hidden: true });
  const state = make("p", { className: "state", role: "status" });
  const list = make("ol", { className: "hits" });
  const more = make("button", { type: "button", className: "more", hidden: true });
  const hints = make("p", { className: "hints" });
  const form = make("form", { role: "search" }, label, input, close);
  const box = make("dialog", { className: "search", "aria-label": button.textContent.trim() }, form, choices, make("div", { className: "found" }, state, list, more), hints);
  const STEP = 10;
  let words = {};
  let names;
  let loading;
  let asked = 0; // Tells a late answer from the one that is waited for.
  let shown = STEP;
  const selects = {};
  const texts = new Map();

  function load() {
    loading ??= readNames(at(button.dataset.names)).then((read) => {
      names = read;
      words = read.words;
      input.placeholder = words.placeholder;
      close.setAttribute("aria-label", words.close);
      close.title = words.close;
      more.textContent = words.more;
      hints.textContent = words.keys;
      for (const facet of FACETS) {
        if (names.options[facet].length < 2) continue;
        selects[facet] = make("select", { name: facet });
        choices.append(make("label", {}, make("span", {}, words[facet]), selects[facet]));
      }
      if (input.value) find();
      else rest();
    }, (error) => {
      loading = undefined; // The next opening tries again.
      state.textContent = button.dataset.failed;
      throw error;
    });
    return loading;
  }

  function rest() {
    list.replaceChildren();
    more.hidden = true;
    choices.hidden = true;
    state.textContent = words.hint ?? "";
  }

  const chosen = () => Object.fromEntries(FACETS.filter((facet) => selects[facet]?.value).map((facet) => [facet, selects[facet].value]));

  /** The indexes in which to look, opened. None: the host forbids it, or the book has none. */
  async function textsFor(text) {
    const open = languagesFor(text, Object.keys(names.texts)).map((tag) => {
      if (!texts.has(tag)) texts.set(tag, openText(tag, names.texts[tag], root));
      return texts.get(tag).catch((error) => { texts.delete(tag); throw error; });
    });
    return Promise.all(open);
  }

  async function find() {
    if (!names) return;
    const turn = ++asked;
    const text = input.value.trim();
    shown = STEP;
    if (!fold(text)) return rest();
    choices.hidden = false;
    const filters = chosen();
    const fits = ({ page }) => Object.entries(filters).every(([facet, value]) => page.facets[facet].includes(value));
    const all = byName(names.pages, text);
    const named = all.filter(fits);
    const answer = { text, named, all, found: [], filters };
    show(answer, hasText() ? words.searching : undefined);
    if (!hasText()) return;
    await new Promise((resolve) => { setTimeout(resolve, 120); });
    if (turn !== asked) return;
    try {
      let results = await ask(text, filters);
      // Nothing has these words, but something almost has this name: its text is looked for.
      const near = named[0];
      if (!results.found.length && near && near.worth >= 6) {
        answer.instead = near.page.names[near.name];
        results = await ask(answer.instead, filters);
      }
      if (turn !== asked) return;
      Object.assign(answer, results);
      await show(answer);
    } catch (error) {
      console.warn("Full text cannot be searched:", error);
      if (turn === asked) show(answer, words.no_text);
    }
  }

  let allowed;
  const hasText = () => Object.keys(names.texts).length > 0 && (allowed ??= mayRun());

  async function ask(text, filters) {
    const replies = await Promise.all((await textsFor(text)).map((search) => search(text, filters)));
    const sum = (key) => {
      const counts = {};
      for (const reply of replies) {
        for (const [facet, values] of Object.entries(reply[key] ?? {})) {
          counts[facet] ??= {};
          for (const [value, count] of Object.entries(values)) counts[facet][value] = (counts[facet][value] ?? 0) + count;
        }
      }
      return counts;
    };
    const found = replies.flatMap((reply) => reply.results);
    const sound = found.length && answers(await found[0].data(), text);
    return sound ? { found, counts: sum("filters"), totals: sum("totalFilters") } : { found: [], counts: {}, totals: {} };
  }

  /** Puts out what is known so far; `note` says what is not. */
  async function show(answer, note) {
    const turn = asked;
    const { text, named, found } = answer;
    const items = new Map();
    for (const hit of named.slice(0, shown)) items.set(hit.page.path, { page: hit.page, name: hit.name });
    // One more than is shown tells whether there are more.
    const data = await Promise.all(found.slice(0, shown).map((result) => result.data()));
    if (turn !== asked) return;
    for (const one of data) {
      const item = items.get(one.raw_url) ?? { page: names.pages.find((page) => page.path === one.raw_url) ?? { title: one.meta.title, path: one.raw_url } };
      item.text = one;
      items.set(one.raw_url, item);
    }
    const focused = document.activeElement?.closest?.(".hits a")?.href;
    list.replaceChildren(...[...items.values()].map((item) => entry(item, text)));
    if (focused) ([...list.querySelectorAll("a")].find((link) => link.href === focused) ?? input).focus();
    more.hidden = found.length <= shown && named.length <= shown;
    more.onclick = () => {
      const last = list.querySelectorAll("a").length;
      shown += STEP;
      show(answer).then(() => list.querySelectorAll("a")[last]?.focus());
    };
    count(answer);
    const number = Math.max(found.length, items.size);
    const lines = [];
    if (number) lines.push(words.count.replace("{n}", number));
    else if (!note || note !== words.searching) lines.push(words.nothing);
    if (answer.instead && found.length) lines.push(words.instead.replace("{name}", answer.instead));
    if (note) lines.push(note);
    else if (!hasText()) lines.push(words.no_text);
    else if (names.limited) lines.push(words.limited);
    state.textContent = lines.join(" ");
  }

  function entry({ page, name = 0, text: found }, text) {
    const link = make("a", { href: at(page.path, root) }, make("span", { className: "title" }, ...marked(page.title, text)));
    const about = [page.kind, page.date].filter(Boolean).join(" · ");
    const item = make("li", {}, link);
    if (about) item.append(" ", make("small", {}, about));
    if (name) item.append(make("p", { className: "also" }, ...marked(page.names[name], text)));
    if (!found) return item;
    const parts = found.sub_results.filter((part) => part.anchor);
    const own = found.sub_results.find((part) => !part.anchor);
    // The name above says what an excerpt from the names would.
    if (!name && (own || !parts.length)) item.append(excerpt((own ?? found).excerpt));
    if (parts.length) {
      item.append(make("ul", {}, ...parts.slice(0, 3).map((part) => make("li", {},
        make("a", { href: `${at(page.path, root)}#${encodeURIComponent(part.anchor.id)}` }, part.title), excerpt(part.excerpt)))));
    }
    return item;
  }

  /** The choices, each with the number of pages behind it. */
  function count({ all, counts = {}, totals = {}, filters }) {
    for (const [facet, select] of Object.entries(selects)) {
      const others = Object.entries(filters).filter(([other]) => other !== facet);
      const inText = (others.length ? counts : totals)[facet] ?? {};
      const inNames = {};
      for (const { page } of all) {
        if (others.every(([other, value]) => page.facets[other].includes(value))) {
          for (const value of page.facets[facet]) inNames[value] = (inNames[value] ?? 0) + 1;
        }
      }
      const chosenNow = select.value;
      const options = names.options[facet].flatMap(([value, title]) => {
        const number = Math.max(inText[value] ?? 0, inNames[value] ?? 0);
        return number || value === chosenNow ? [make("option", { value, selected: value === chosenNow }, `${title} (${number})`)] : [];
      });
      select.replaceChildren(make("option", { value: "" }, words.all), ...options);
    }
  }

  // ---- Keys and focus

  const links = () => [...list.querySelectorAll("a")];

  function move(event) {
    const all = links();
    const place = all.indexOf(document.activeElement);
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && (place >= 0 || document.activeElement === input)) {
      event.preventDefault();
      (all[place + step] ?? (place + step < 0 ? input : all[place]))?.focus();
    } else if (place >= 0 && (event.key === "Home" || event.key === "End")) {
      event.preventDefault();
      all.at(event.key === "Home" ? 0 : -1).focus();
    } else if (place >= 0 && event.key.length === 1 && event.key !== " " && !event.ctrlKey && !event.metaKey && !event.altKey) {
      input.focus(); // What is typed goes on where it belongs.
    } else if (event.key === "Tab") {
      const stops = [...box.querySelectorAll("a, button, input, select")].filter((stop) => stop.checkVisibility());
      const [first, last] = [stops[0], stops.at(-1)];
      if (document.activeElement === (event.shiftKey ? first : last)) {
        event.preventDefault();
        (event.shiftKey ? last : first).focus();
      }
    }
  }

  let composing = false;
  input.addEventListener("compositionstart", () => { composing = true; });
  input.addEventListener("compositionend", () => { composing = false; find(); });
  input.addEventListener("input", () => { if (!composing) find(); });
  choices.addEventListener("change", find);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    links()[0]?.click();
  });
  box.addEventListener("keydown", (event) => { if (!event.isComposing) move(event); });
  close.addEventListener("click", () => box.close());
  box.addEventListener("click", (event) => {
    // Beside the dialog, or on a link, which may lead to a place on this very page.
    const elsewhere = event.ctrlKey || event.metaKey || event.shiftKey;
    if (event.target === box || (event.target.closest("a") && !elsewhere)) box.close();
  });
  let before;
  box.addEventListener("close", () => { if (before?.isConnected) before.focus(); });
  document.body.append(box);

  return {
    show() {
      if (box.open) return;
      before = document.activeElement === document.body ? null : document.activeElement;
      box.showModal();
      input.focus();
      input.select();
      load().catch(() => {});
    },
  };
}
