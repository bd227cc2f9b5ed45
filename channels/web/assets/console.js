// What a page does beside being a page: it says when the server is out of reach, and comes back by itself.
// Nothing here is needed to work with the console.
(() => {
  "use strict";
  const banner = document.getElementById("connection");
  let lost = false;

  // lose says that the server is out of reach, and looks until it answers; then every live part is fetched anew.
  function lose() {
    if (lost) return;
    lost = true;
    banner.textContent = document.body.dataset.lost;
    banner.classList.remove("back");
    banner.hidden = false;
    const look = () => fetch("/readyz", { cache: "no-store" }).then(r => {
      if (!r.ok) throw new Error(r.status);
      found();
    }).catch(() => setTimeout(look, 1000));
    setTimeout(look, 500);
  }

  function found() {
    lost = false;
    banner.textContent = document.body.dataset.back;
    banner.classList.add("back");
    setTimeout(() => { if (!lost) banner.hidden = true; }, 4000);
    document.querySelectorAll("[data-live]").forEach(part => htmx.trigger(part, "back"));
  }

  document.addEventListener("htmx:sendError", lose);
  document.addEventListener("htmx:timeout", lose);
  document.addEventListener("htmx:sseError", lose);
  document.addEventListener("htmx:responseError", e => {
    if (e.detail.xhr.status === 502 || e.detail.xhr.status === 503) lose();
  });

  // Without a live part nothing would notice: a page that is looked at asks now and then.
  setInterval(() => {
    if (!lost && document.visibilityState === "visible") fetch("/healthz", { cache: "no-store" }).catch(lose);
  }, 5000);

  // The menu of the account closes when one presses elsewhere, or Escape.
  const account = document.querySelector(".account");
  document.addEventListener("click", e => { if (account && account.open && !account.contains(e.target)) account.open = false; });
  document.addEventListener("keydown", e => { if (account && e.key === "Escape") account.open = false; });
})();
