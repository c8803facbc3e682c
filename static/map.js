// The map page: a slider over its stops. Without this script every stop is a page of its own, and complete.
// src/draw/states.rs describes the states file; where it cannot be had, the page stays as it is.
"use strict";

async function startAtlas(atlas) {
  const t = atlas.dataset;
  const file = await (await fetch(t.states)).json();
  const { places, holders, acts, signs, views, stops } = file;
  const one = (selector) => atlas.querySelector(selector);
  const all = (selector) => [...atlas.querySelectorAll(selector)];
  const form = one(".steer");
  const { play, previous, next, stop: slider, viewpoints } = Object.fromEntries(all(".steer [name]").map((control) => [control.name, control]));
  const changed = one(".changed");
  const box = one(".answer");
  const order = new Map(places.map(([id], index) => [id, index]));
  const shapes = all("[data-place]").filter((shape) => order.has(shape.dataset.place));
  const rows = all("[data-row]").filter((row) => order.has(row.dataset.row));
  const stopAt = (day) => Math.max(0, stops.findLastIndex((stop) => stop.day <= day));
  const state = { stop: stopAt(t.day), layer: t.layer, viewpoint: t.viewpoint, chosen: "" };
  // The title of a drawing names its frame before the date; the script writes what follows.
  const frames = new Map(all("svg.map > title").map((title) => [title, title.textContent.split(stops[state.stop].label)[0]]));
  let timer = 0;

  // What a view says of a place at the current stop.
  function statusOf(view, place) {
    const { slots, flags } = stops[state.stop];
    const [, holder, since, act] = file.words[view][place].findLast(([stop]) => stop <= state.stop);
    const [slot, flag] = [slots[view][place], flags[view][place]];
    const [disputed, uncertain] = ["db".includes(flag), "ub".includes(flag)];
    const sign = (signs[slot] || "").replace(/[^?]$/, uncertain ? "$&?" : "$&");
    return { slot, sign, disputed, uncertain, since, act: acts[act], parts: holders[holder].slice(1) };
  }

  function make(tag, className, ...inside) {
    const element = document.createElement(tag);
    element.className = className;
    element.append(...inside);
    return element;
  }
  function link([title, path]) {
    const a = make("a", "", title);
    a.href = t.root + path;
    return a;
  }
  // A cell of the table, as the component `cell` of templates/ledger.html has it.
  function cell({ slot, sign, uncertain, since, act, parts }) {
    const key = make("span", `key h${slot}${uncertain ? " uncertain" : ""}`, sign);
    key.ariaHidden = "true";
    const who = parts.map((part) => (Array.isArray(part) ? link(part) : part));
    const why = make("small", "aside block", since && t.since.replace("{date}", since));
    if (act) why.append(since && t.separator, t.by + " ", link(act));
    const doubt = uncertain ? [" ", make("small", "aside", t.uncertain)] : [];
    return [key, make("span", parts.some(Array.isArray) ? "who" : "who word", ...who), ...doubt, " ", why];
  }

  function show() {
    const stop = stops[state.stop];
    const view = state.layer === "control" ? 0 : Math.max(0, views.indexOf(state.viewpoint));
    for (const shape of shapes) {
      const place = order.get(shape.dataset.place);
      const { slot, sign, disputed, uncertain, parts } = statusOf(view, place);
      for (const name of [...shape.classList]) if (/^h.$/.test(name)) shape.classList.remove(name);
      shape.classList.add("h" + slot);
      const flags = { disputed, uncertain, chosen: shape.dataset.place === state.chosen };
      for (const [name, is] of Object.entries(flags)) shape.classList.toggle(name, is);
      const [title, letters] = [shape.querySelector("title"), shape.querySelector(".sign")];
      const holder = parts.map((part) => [part].flat()[0]).join("");
      const answer = t.answer.replace("{place}", places[place][1]).replace("{holder}", holder);
      if (title) title.textContent = answer + (uncertain ? " " + t.uncertain : "") + (disputed ? "; " + t.disputed : "");
      if (letters) letters.textContent = sign;
    }
    for (const row of rows) {
      const place = order.get(row.dataset.row);
      row.querySelector("th .tag").hidden = !statusOf(0, place).disputed;
      for (const td of row.querySelectorAll("[data-view]")) td.replaceChildren(...cell(statusOf(views.indexOf(td.dataset.view), place)));
    }
    for (const radio of all("[type=radio]")) radio.checked = radio.value === state[radio.name];
    const name = one("[name=viewpoint]:checked")?.parentElement.textContent.trim();
    const shown = view ? t.shownTitle.replace("{viewpoint}", name) : t.shownControl;
    one(".shown").replaceChildren(stop.label + " ", make("small", "", shown));
    const layer = view ? shown : one("[name=layer]:checked").parentElement.textContent.trim();
    for (const [title, frame] of frames) title.textContent = `${frame}${stop.label}. ${layer}`;
    for (const date of all("[data-stop]")) date.ariaCurrent = date.dataset.stop === stop.day ? "true" : null;
    onBand(stop.day);
    slider.value = state.stop;
    slider.setAttribute("aria-valuetext", stop.label);
    // At an end the button is only said to be dead: a disabled one would lose the focus.
    previous.ariaDisabled = String(state.stop === 0);
    next.ariaDisabled = String(state.stop === stops.length - 1);
    viewpoints.disabled = !view;
    // While it plays, nobody could listen to it all.
    changed.ariaLive = timer ? "off" : "polite";
    changed.textContent = stop.text;
    one(".acts").replaceChildren(...stop.acts.flatMap((act, index) => [index ? t.separator : "", link(acts[act])]));
    tell();
  }

  // The mark on the band of eras, at the head of the page, moves along.
  function onBand(day) {
    const band = document.querySelector(".band");
    if (!band) return;
    const [first, last] = [Date.parse(band.dataset.first), Date.parse(band.dataset.last)];
    const at = Math.min(100, Math.max(0, (Date.parse(day) - first) * 100 / (last - first)));
    const [mark, year, here] = ["rect.now", "text.now", ".here"].map((name) => band.querySelector(name));
    mark?.setAttribute("x", `${at}%`);
    const eras = [...band.querySelectorAll("a rect")];
    const era = eras.findLast((rect) => Number(rect.getAttribute("x")) <= at * 10);
    if (era) for (const name of ["x", "width"]) here?.setAttribute(name, era.getAttribute(name));
    if (!year) return;
    year.setAttribute("x", `${at}%`);
    year.setAttribute("text-anchor", at < 12 ? "start" : at > 88 ? "end" : "middle");
    year.textContent = day.slice(0, 4);
  }

  // The answer for the chosen place, in every view: what its row of the table says.
  function tell() {
    const row = rows.find((row) => row.dataset.row === state.chosen);
    if (!row) return box.replaceChildren();
    const head = make("h3", "", ...row.cells[0].cloneNode(true).childNodes);
    const list = make("dl", "");
    for (const td of row.querySelectorAll("[data-view]")) {
      list.append(make("dt", "", td.dataset.label), make("dd", "", ...td.cloneNode(true).childNodes));
    }
    const close = make("button", "close", "×");
    close.type = "button";
    close.ariaLabel = t.close;
    close.addEventListener("click", () => {
      state.chosen = "";
      show();
    });
    box.replaceChildren(close, head, list);
  }

  // The address: #1875-08-22/title/japan
  function recall() {
    const [day, layer, viewpoint] = location.hash.slice(1).split("/");
    if (!/^-?\d{4}/.test(day)) return;
    state.stop = stopAt(day);
    if (layer === "control" || layer === "title") state.layer = layer;
    if (views.indexOf(viewpoint) > 0) state.viewpoint = viewpoint;
    show();
  }
  function go(stop) {
    state.stop = Math.min(stops.length - 1, Math.max(0, stop));
    show();
    const view = state.layer === "title" ? "/" + state.viewpoint : "";
    history.replaceState(null, "", `#${stops[state.stop].day}/${state.layer}${view}`);
  }
  function steer(stop) {
    pause();
    go(stop);
  }

  function pause() {
    clearInterval(timer);
    timer = 0;
    play.textContent = t.play;
  }
  function toggle() {
    if (timer) return steer(state.stop);
    // Who wants less motion gets it slower.
    timer = setInterval(() => {
      if (state.stop >= stops.length - 2) pause();
      go(state.stop + 1);
    }, matchMedia("(prefers-reduced-motion: reduce)").matches ? 4000 : 1500);
    play.textContent = t.pause;
    if (state.stop === stops.length - 1) go(0);
  }

  play.addEventListener("click", toggle);
  slider.addEventListener("keydown", (event) => {
    if (event.key !== " ") return;
    event.preventDefault();
    toggle();
  });
  slider.addEventListener("input", () => steer(Number(slider.value)));
  previous.addEventListener("click", () => steer(state.stop - 1));
  next.addEventListener("click", () => steer(state.stop + 1));
  form.addEventListener("change", ({ target }) => {
    if (target.type !== "radio") return;
    state[target.name] = target.value;
    go(state.stop);
  });
  atlas.addEventListener("click", (event) => {
    const shape = event.target.closest("[data-place]");
    const date = event.target.closest("[data-stop]");
    if (!(shape || date) || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    if (date) return steer(stopAt(date.dataset.stop));
    // The focus stays where it is; a second click takes the answer away.
    state.chosen = state.chosen === shape.dataset.place ? "" : shape.dataset.place;
    show();
    // On a phone the answer covers the foot of the screen; beside a tall map it may be out of sight. The keyboard keeps its place.
    if (event.detail && state.chosen) box.scrollIntoView({ block: "nearest" });
  });
  addEventListener("hashchange", recall);

  one(".step").hidden = true;
  form.hidden = false;
  recall();
}

// Where it fails, the page stands as it is.
document.querySelectorAll(".atlas[data-states]").forEach((atlas) => startAtlas(atlas).catch(() => atlas.classList.add("still")));
