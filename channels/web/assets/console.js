// What a page does beside being a page: its live parts renew themselves, it says when the server is out of reach, and it comes back by
// itself. Nothing here is needed to work with the console.
(() => {
  "use strict";
  const banner = document.getElementById("connection");
  const words = document.body.dataset;
  let lost = false, paused = false;

  function say(text, back) {
    banner.classList.toggle("back", back);
    banner.textContent = text;
  }

  // A server that hangs is out of reach, too.
  const ask = path => fetch(path, { cache: "no-store", signal: AbortSignal.timeout(4000) });

  // lose says that the server is out of reach, and looks until it answers; then every live part is fetched anew.
  function lose() {
    if (lost) return;
    lost = true;
    say(words.lost, false);
    const look = () => ask("/readyz").then(r => {
      if (!r.ok) throw new Error(r.status);
      found();
    }).catch(() => setTimeout(look, 1000));
    setTimeout(look, 500);
  }

  function found() {
    lost = false;
    say(words.back, true);
    setTimeout(() => { if (!lost) say("", false); }, 4000);
    renew();
  }

  const renew = () => document.querySelectorAll("[data-live]").forEach(part => htmx.trigger(part, "back"));

  document.addEventListener("htmx:sendError", lose);
  document.addEventListener("htmx:timeout", lose);
  document.addEventListener("htmx:sseError", lose);

  // Without a live part nothing would notice: a page that is looked at asks now and then.
  setInterval(() => {
    if (!lost && !document.hidden) ask("/healthz").then(r => { if (!r.ok) lose(); }).catch(lose);
  }, 5000);

  // A live part rests while nobody looks at it, while it is paused, and while somebody marks words in it.
  document.addEventListener("htmx:beforeRequest", e => {
    const part = e.detail.elt;
    const marked = getSelection();
    if (part.hasAttribute("data-live") && (lost || paused || document.hidden || !marked.isCollapsed && part.contains(marked.anchorNode))) e.preventDefault();
  });
  document.addEventListener("visibilitychange", () => { if (!document.hidden && !lost) renew(); });
  document.querySelectorAll("[data-pause]").forEach(button => {
    const names = [button.textContent, button.dataset.pause];
    button.hidden = false;
    button.addEventListener("click", () => {
      paused = !paused;
      button.textContent = names[paused ? 1 : 0];
      if (!paused) renew();
    });
  });

  // A form is sent once, and not into the void: what was typed would be gone. A file that is handed over leaves the page as it is.
  document.addEventListener("submit", e => {
    if (lost) {
      e.preventDefault();
      banner.textContent = ""; // said again
      setTimeout(() => { if (lost) say(words.lost, false); }, 100);
      return;
    }
    const to = e.submitter && e.submitter.formAction || e.target.action;
    if (e.defaultPrevented || e.target.method !== "post" || to.endsWith("/export")) return;
    const buttons = [...e.target.querySelectorAll("button:enabled")];
    setTimeout(() => buttons.forEach(b => { b.disabled = true; }));
    window.addEventListener("pageshow", () => buttons.forEach(b => { b.disabled = false; }), { once: true });
  });

  // What stands open in a part stays open when the part is replaced, and what has the focus keeps it. An answer of a server that is away
  // replaces nothing.
  const reached = "a[href], button, input, select, summary";
  let open = [], focus = null;
  function remember(part) {
    if (!part) return;
    part.querySelectorAll("details[open][id]").forEach(d => open.push(d.id));
    const at = document.activeElement;
    if (at && at.matches(reached) && part.contains(at)) focus = { part: part.id, tag: at.tagName, name: at.name, text: at.textContent };
  }
  function restore() {
    open.forEach(id => { const d = document.getElementById(id); if (d) d.open = true; });
    const part = focus && document.getElementById(focus.part);
    if (part && document.activeElement === document.body) {
      const same = [...part.querySelectorAll(reached)].find(e => e.tagName === focus.tag && e.name === focus.name && e.textContent === focus.text);
      if (same) same.focus({ preventScroll: true });
    }
    open = [];
    focus = null;
  }
  document.addEventListener("htmx:beforeSwap", e => {
    if ([502, 503, 504].includes(e.detail.xhr.status)) {
      e.detail.shouldSwap = false;
      lose();
      return;
    }
    if (e.detail.shouldSwap) remember(e.detail.target);
  });
  document.addEventListener("htmx:oobBeforeSwap", e => remember(e.detail.target));
  document.addEventListener("htmx:afterSwap", restore);

  // On a narrow screen the menu is longer than the screen is wide.
  const here = document.querySelector(".menu [aria-current]");
  if (here) here.closest(".menu").scrollLeft = here.offsetLeft - 16;

  // The menu of the account closes when one presses elsewhere, or Escape.
  const account = document.querySelector(".account");
  document.addEventListener("click", e => { if (account && account.open && !account.contains(e.target)) account.open = false; });
  document.addEventListener("keydown", e => {
    if (!account || !account.open || e.key !== "Escape") return;
    account.open = false;
    account.querySelector("summary").focus();
  });
})();
