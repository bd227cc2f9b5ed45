// The live parts of the demonstration. The server sends pieces of the page as they are now; what differs here is changed.
"use strict";
(() => {
  const page = document.documentElement, demo = document.getElementById("demo");
  const lost = document.getElementById("lost"), said = document.getElementById("said");
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;

  // become makes a node like another, keeping what is alike: a list that is open stays open, what has the focus keeps it.
  function become(node, like) {
    if (node.nodeType === Node.TEXT_NODE) {
      if (node.data !== like.data) node.data = like.data;
      return;
    }
    for (const { name, value } of [...like.attributes]) if (node.getAttribute(name) !== value) node.setAttribute(name, value);
    for (const { name } of [...node.attributes]) if (!like.hasAttribute(name) && name !== "open") node.removeAttribute(name);
    children(node, [...like.childNodes]);
  }
  const key = (n) => (n.nodeType === Node.ELEMENT_NODE ? n.dataset.key : undefined);
  const alike = (a, b) => a.nodeType === b.nodeType && a.nodeName === b.nodeName && key(a) === key(b);
  function children(node, wanted) {
    const keyed = new Map([...node.childNodes].filter(key).map((n) => [key(n), n]));
    let at = node.firstChild;
    for (const like of wanted) {
      const same = key(like) ? keyed.get(key(like)) : at && !key(at) && alike(at, like) ? at : null;
      if (!same) {
        node.insertBefore(document.importNode(like, true), at);
        continue;
      }
      if (same === at) at = at.nextSibling;
      else node.insertBefore(same, at);
      become(same, like);
    }
    while (at) {
      const next = at.nextSibling;
      at.remove();
      at = next;
    }
  }

  function take(name, html) {
    const node = document.querySelector(`[data-piece="${name}"]`);
    if (!node) return;
    const scroll = node.closest(".scroll"), low = !scroll || scroll.scrollTop > -80; // it counts from the bottom
    const last = node.lastElementChild?.dataset.key;
    // Parsed apart: nothing in it runs, and what people wrote was made text by the server.
    const body = new DOMParser().parseFromString(node.tagName === "OL" ? `<ol>${html}</ol>` : `<div>${html}</div>`, "text/html").body;
    children(node, [...body.firstElementChild.childNodes]);
    if (!name.startsWith("thread-") || last === node.lastElementChild?.dataset.key) return;
    if (low) scroll.scrollTo({ top: 0, behavior: still ? "auto" : "smooth" });
    const tab = name.slice("thread-".length);
    if (demo.dataset.tab !== tab) document.querySelector(`.tabs [data-tab="${tab}"]`)?.classList.add("news");
  }

  // The office's clock runs on by itself from what the server said last.
  let told = 0, heard = performance.now(), offset = 0;
  function wind() {
    const time = document.querySelector("[data-now]");
    told = Number(time.dataset.now);
    offset = Number(time.dataset.offset);
    heard = performance.now();
  }
  function tick() {
    const t = new Date(told + performance.now() - heard + offset * 60000);
    const two = (n) => String(n).padStart(2, "0"), by = page.lang === "id" ? "." : ":";
    const minute = two(t.getUTCHours()) + by + two(t.getUTCMinutes());
    for (const n of document.querySelectorAll("[data-tick]")) {
      const text = n.dataset.tick === "second" ? minute + by + two(t.getUTCSeconds()) : minute;
      if (n.textContent !== text) n.textContent = text;
    }
  }
  wind();
  setInterval(tick, 250);

  // The stream. A connection that breaks, or falls silent, is said and tried again; then all pieces come anew.
  let stream, sign = performance.now();
  function gone() {
    lost.textContent = lost.dataset.lost;
    lost.className = "lost";
    lost.hidden = false;
  }
  function there() {
    sign = performance.now();
    if (lost.hidden || lost.classList.contains("back")) return;
    lost.textContent = lost.dataset.back;
    lost.className = "lost back";
    setTimeout(() => { if (lost.classList.contains("back")) lost.hidden = true; }, 3000);
  }
  function listen() {
    stream?.close();
    sign = performance.now();
    stream = new EventSource(`/demo/events?lang=${page.lang}`);
    stream.addEventListener("hello", (e) => {
      if (e.data !== `"${page.dataset.build}"`) location.reload();
      there();
    });
    stream.addEventListener("alive", there);
    stream.addEventListener("error", gone);
    for (const node of document.querySelectorAll("[data-piece]")) {
      const name = node.dataset.piece;
      stream.addEventListener(name, (e) => {
        there();
        take(name, JSON.parse(e.data));
        if (name === "board") { wind(); tick(); }
      });
    }
  }
  listen();
  setInterval(() => {
    const silent = performance.now() - sign > 25000;
    if (silent) gone();
    if (silent || stream.readyState === EventSource.CLOSED) listen();
  }, 2000);
  addEventListener("pagehide", () => stream.close());
  addEventListener("pageshow", (e) => { if (e.persisted) listen(); });

  // Forms are sent without leaving the page.
  let hush;
  function say(text) {
    clearTimeout(hush);
    said.textContent = text;
    said.hidden = !text;
    if (text) hush = setTimeout(() => { said.hidden = true; }, 6000);
  }
  if (!said.hidden) hush = setTimeout(() => { said.hidden = true; }, 6000);
  addEventListener("submit", async (e) => {
    const form = e.target;
    if ("plain" in form.dataset) return;
    e.preventDefault();
    const values = new URLSearchParams(new FormData(form, e.submitter));
    const text = form.classList.contains("write") ? form.elements.text : null;
    const words = text?.value;
    if (text) text.value = "";
    form.closest("details")?.removeAttribute("open");
    form.closest(".screen")?.querySelector(".scroll").scrollTo({ top: 0 });
    if (e.submitter?.classList.contains("act")) e.submitter.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(form.action, { method: "POST", body: values, headers: { Accept: "application/json" } });
      say((await answer.json()).said);
      if (!answer.ok && text && !text.value) text.value = words;
    } catch {
      if (text && !text.value) text.value = words;
      gone();
    }
    e.submitter?.removeAttribute("aria-busy");
  });

  // One list is open at a time; Escape closes it, and so does a press beside it.
  addEventListener("toggle", (e) => {
    if (e.target.matches?.("details.sheet") && e.target.open)
      for (const other of document.querySelectorAll("details.sheet[open]")) if (other !== e.target) other.open = false;
  }, true);
  addEventListener("click", (e) => {
    if (!e.target.closest("details.sheet")) for (const open of document.querySelectorAll("details.sheet[open]")) open.open = false;
  });
  addEventListener("keydown", (e) => {
    if (e.key === "Escape") for (const open of document.querySelectorAll("details.sheet[open]")) open.open = false;
  });

  // On a small screen one part is seen at a time.
  function turn(tab) {
    demo.dataset.tab = tab;
    for (const a of document.querySelectorAll(".tabs [data-tab]")) {
      if (a.dataset.tab === tab) { a.setAttribute("aria-current", "true"); a.classList.remove("news"); }
      else a.removeAttribute("aria-current");
    }
  }
  document.querySelector(".tabs").addEventListener("click", (e) => {
    const a = e.target.closest("[data-tab]");
    if (!a) return;
    e.preventDefault();
    history.replaceState(null, "", a.hash);
    turn(a.dataset.tab);
  });
  page.classList.add("live");
  const named = location.hash.replace(/^#(phone-)?/, "");
  turn(document.querySelector(`.tabs [data-tab="${CSS.escape(named)}"]`) ? named : "telegram");
})();
