// Keeps a page that `treatise serve` shows at the book as it stands. No part of any site that is built.
"use strict";

(() => {
  const script = document.currentScript;
  const address = (name) => new URL(name, script.src).href;
  let build = script.dataset.build;
  let source = null;
  let retry = 0;
  let banner = null;
  let styling = Promise.resolve();

  // A browser opens no more than six connections to a server, and each stream of events keeps one. So only a page in sight
  // listens; what a hidden one missed it learns from the build that it is greeted with.
  const connect = () => {
    clearTimeout(retry);
    if (source || document.hidden) return;
    source = new EventSource(address("events"));
    const on = (name, act) => source.addEventListener(name, (event) => act(JSON.parse(event.data)));
    on("hello", (data) => { if (data.build !== build) location.reload(); });
    on("reload", () => location.reload());
    on("css", (data) => { build = data.build; styling = styling.then(restyle); });
    on("errors", showBanner);
    on("ok", hideBanner);
    // Browsers differ in when they give up, so that trying again is left to none of them.
    source.addEventListener("error", () => { disconnect(); retry = setTimeout(connect, 1000); });
  };

  const disconnect = () => {
    clearTimeout(retry);
    source?.close();
    source = null;
  };

  // The page's style sheets are asked of the page anew, for their names may tell of their contents.
  const restyle = async () => {
    try {
      const answer = await fetch(location.href, { cache: "no-store" });
      if (!answer.ok) throw new Error(answer.statusText);
      const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
      const [links, others] = [document, fresh].map((of) => [...of.querySelectorAll('link[rel~="stylesheet"]')]);
      if (links.length !== others.length) throw new Error("other style sheets");
      await Promise.all(links.map((link, index) => replace(link, others[index].getAttribute("href"))));
    } catch {
      location.reload();
    }
  };

  // The old style sheet stays until the new one is there: without it the page would flash.
  const replace = (link, href) => new Promise((done, failed) => {
    const url = new URL(href, document.baseURI);
    url.searchParams.set("build", build);
    const next = link.cloneNode();
    next.addEventListener("load", () => { link.remove(); done(); });
    next.addEventListener("error", failed);
    next.href = url.href;
    link.after(next);
  });

  const element = (name, properties, ...children) => {
    const made = Object.assign(document.createElement(name), properties);
    made.append(...children);
    return made;
  };

  // In a tree of its own, so that neither the page's style changes it nor it the page's.
  const showBanner = ({ errors, report }) => {
    hideBanner();
    const title = `The book has ${errors === 1 ? "an error" : `${errors} errors`}. You see it as it was before.`;
    banner = element("treatise-banner", { lang: "en", dir: "ltr" });
    const close = element("button", { type: "button" }, "Close");
    close.addEventListener("click", hideBanner);
    banner.attachShadow({ mode: "open" }).append(
      element("link", { rel: "stylesheet", href: address("reload.css") }),
      element("section", { role: "alert" },
        element("header", {}, element("strong", {}, title), close),
        element("pre", { tabIndex: 0 }, report)),
    );
    document.body.append(banner);
  };

  const hideBanner = () => {
    banner?.remove();
    banner = null;
  };

  document.addEventListener("visibilitychange", () => (document.hidden ? disconnect() : connect()));
  addEventListener("pagehide", disconnect);
  addEventListener("pageshow", connect);
  connect();
})();
