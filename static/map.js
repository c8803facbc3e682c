// The map page: a slider over its stops. Without this script every stop is a page of its own, and complete.
// The states file is described in src/draw/states.rs; where it cannot be had, the page stays as it is.
"use strict";

async function startAtlas(atlas) {
  const words = atlas.dataset;
  const answer = await fetch(words.states);
  if (!answer.ok) return;
  const { places, holders, acts, signs, views, stops, words: said } = await answer.json();
  const form = atlas.querySelector(".steer");
  const { play, previous, next, stop: slider, viewpoints } = form.elements;
  const box = atlas.querySelector(".answer");
  const changed = atlas.querySelector(".changed");
  const order = new Map(places.map(([id], index) => [id, index]));
  const shapes = [...atlas.querySelectorAll("[data-place]")].filter((shape) => order.has(shape.dataset.place));
  const rows = [...atlas.querySelectorAll("[data-row]")].filter((row) => order.has(row.dataset.row));
  const dates = [...atlas.querySelectorAll("[data-stop]")];
  const still = matchMedia("(prefers-reduced-motion: reduce)");
  const state = { stop: 0, layer: words.layer, viewpoint: words.viewpoint, chosen: "" };
  let timer = 0;

  // ---- What the file says
  const viewOf = () => Math.max(0, views.indexOf(state.layer === "control" ? "control" : state.viewpoint));
  const nameOf = (holder) => holders[holder].slice(1).map((part) => (Array.isArray(part) ? part[0] : part)).join("");
  function statusOf(view, place) {
    const [, holder, since, act] = said[view][place].findLast(([stop]) => stop <= state.stop);
    const stop = stops[state.stop];
    const flag = stop.flags[view][place];
    return { slot: stop.slots[view][place], holder, since, act, disputed: "db".includes(flag), uncertain: "ub".includes(flag) };
  }
  // The last stop that is not later than the day.
  const stopAt = (day) => Math.max(0, stops.findLastIndex((stop) => stop.day <= day));

  // ---- Elements
  function make(tag, className, ...inside) {
    const element = document.createElement(tag);
    if (className) element.className = className;
    element.append(...inside);
    return element;
  }
  function link([title, path]) {
    const a = make("a", "", title);
    a.href = words.root + path;
    return a;
  }
  const signOf = (is) => (signs[is.slot] || "") + (is.uncertain && signs[is.slot] && signs[is.slot] !== "?" ? "?" : "");
  // As the component `cell` of templates/ledger.html has it.
  function cell(is) {
    const key = make("span", "key h" + is.slot + (is.uncertain ? " uncertain" : ""), signOf(is));
    key.ariaHidden = "true";
    const parts = holders[is.holder].slice(1);
    const named = parts.some(Array.isArray);
    const all = [key, make("span", named ? "who" : "who word", ...parts.map((part) => (Array.isArray(part) ? link(part) : part)))];
    if (is.uncertain) all.push(" ", make("small", "aside", words.uncertain));
    const why = make("small", "aside block", is.since && words.since.replace("{date}", is.since));
    if (acts[is.act]) why.append(is.since ? words.separator : "", words.by + " ", link(acts[is.act]));
    if (why.textContent) all.push(" ", why);
    return all;
  }

  // ---- Drawing
  function show(spoken = true) {
    const stop = stops[state.stop];
    const view = viewOf();
    for (const shape of shapes) {
      const place = order.get(shape.dataset.place);
      const is = statusOf(view, place);
      for (const name of [...shape.classList]) if (/^h.$/.test(name)) shape.classList.remove(name);
      shape.classList.add("h" + is.slot);
      shape.classList.toggle("disputed", is.disputed);
      shape.classList.toggle("uncertain", is.uncertain);
      shape.classList.toggle("chosen", shape.dataset.place === state.chosen);
      const text = words.answer.replace("{place}", places[place][1]).replace("{holder}", nameOf(is.holder));
      shape.querySelector("title").textContent = text + (is.uncertain ? " " + words.uncertain : "") + (is.disputed ? "; " + words.disputed : "");
      const sign = shape.querySelector(".sign");
      if (sign) sign.textContent = signOf(is);
    }
    for (const row of rows) {
      const place = order.get(row.dataset.row);
      row.querySelector("th .tag").hidden = !statusOf(0, place).disputed;
      for (const td of row.querySelectorAll("[data-view]")) td.replaceChildren(...cell(statusOf(views.indexOf(td.dataset.view), place)));
    }
    const radio = form.querySelector(`[name="viewpoint"][value="${CSS.escape(state.viewpoint)}"]`);
    const shown = state.layer === "control" ? words.shownControl : words.shownTitle.replace("{viewpoint}", radio ? radio.parentElement.textContent.trim() : "");
    atlas.querySelector(".shown").replaceChildren(stop.label + " ", make("small", "", shown));
    for (const title of atlas.querySelectorAll("svg.map > title")) title.textContent = `${stop.label}. ${shown}`;
    for (const date of dates) {
      if (date.dataset.stop === stop.day) date.ariaCurrent = "true";
      else date.removeAttribute("aria-current");
    }
    slider.value = state.stop;
    slider.setAttribute("aria-valuetext", stop.label);
    previous.disabled = state.stop === 0;
    next.disabled = state.stop === stops.length - 1;
    for (const input of form.querySelectorAll('[type="radio"]')) input.checked = input.value === state[input.name];
    viewpoints.disabled = state.layer === "control";
    // While it plays, nobody could listen to it all.
    changed.ariaLive = spoken ? "polite" : "off";
    changed.textContent = stop.text;
    atlas.querySelector(".acts").replaceChildren(...stop.acts.flatMap((act, index) => [index ? words.separator : "", link(acts[act])]));
    tell();
  }

  // The answer for the chosen place, in every view.
  function tell() {
    box.hidden = !state.chosen;
    const row = state.chosen && rows.find((one) => one.dataset.row === state.chosen);
    if (!row) return;
    const list = make("dl");
    for (const td of row.querySelectorAll("[data-view]")) list.append(make("dt", "", td.dataset.label), make("dd", "", ...[...td.cloneNode(true).childNodes]));
    const place = order.get(state.chosen);
    const head = make("h3", "", link(places[place].slice(1)));
    if (statusOf(0, place).disputed) head.append(" ", make("small", "tag", words.contested));
    box.replaceChildren(head, list);
  }

  // ---- The address: #1875-08-22/title/japan
  function remember() {
    const hash = [stops[state.stop].day, state.layer].concat(state.layer === "title" ? state.viewpoint : []).join("/");
    history.replaceState(null, "", "#" + hash);
  }
  function recall() {
    const [day, layer, viewpoint] = decodeURIComponent(location.hash.slice(1)).split("/");
    if (!/^-?\d{4,}/.test(day)) return;
    state.stop = stopAt(day);
    if (layer === "control" || layer === "title") state.layer = layer;
    if (views.indexOf(viewpoint) > 0) state.viewpoint = viewpoint;
    show();
  }
  function go(stop, spoken) {
    state.stop = Math.min(stops.length - 1, Math.max(0, stop));
    show(spoken);
    remember();
  }

  // ---- Playing
  function pause() {
    clearInterval(timer);
    timer = 0;
    play.textContent = words.play;
    changed.ariaLive = "polite";
  }
  function toggle() {
    if (timer) return pause();
    if (state.stop === stops.length - 1) go(0, false);
    // Who wants less motion gets it slower.
    timer = setInterval(() => {
      go(state.stop + 1, false);
      if (state.stop === stops.length - 1) pause();
    }, still.matches ? 4000 : 1500);
    play.textContent = words.pause;
  }

  play.addEventListener("click", toggle);
  slider.addEventListener("keydown", (event) => {
    if (event.key !== " ") return;
    event.preventDefault();
    toggle();
  });
  slider.addEventListener("input", () => { pause(); go(Number(slider.value)); });
  previous.addEventListener("click", () => { pause(); go(state.stop - 1); });
  next.addEventListener("click", () => { pause(); go(state.stop + 1); });
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("change", ({ target }) => {
    if (target.type !== "radio") return;
    state[target.name] = target.value;
    go(state.stop);
  });
  atlas.addEventListener("click", (event) => {
    if (event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    const shape = event.target.closest("[data-place]");
    const date = event.target.closest("[data-stop]");
    if (!shape && !date) return;
    event.preventDefault();
    if (date) {
      pause();
      go(stopAt(date.dataset.stop));
      form.scrollIntoView({ block: "nearest" });
    } else {
      // The focus stays where it is; a second click takes the answer away.
      state.chosen = state.chosen === shape.dataset.place ? "" : shape.dataset.place;
      show();
    }
  });
  addEventListener("hashchange", recall);

  state.stop = stopAt(words.day);
  atlas.querySelector(".step").hidden = true;
  form.hidden = false;
  if (location.hash) recall();
}

for (const atlas of document.querySelectorAll(".atlas[data-states]")) startAtlas(atlas).catch(() => { /* The page stands without it. */ });
