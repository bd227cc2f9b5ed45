// The lists of requests: all of a page are chosen by one box, and it is said how many are. Without it each is ticked by itself.
(() => {
  "use strict";
  document.documentElement.classList.add("scripts"); // what needs one is seen; its room was there before

  // count says how many are chosen in a form, and whether that is all of them.
  function count(form) {
    const boxes = [...form.querySelectorAll("input[name=id]")], n = boxes.filter(b => b.checked).length;
    const all = form.querySelector("[data-all]"), said = form.querySelector("[data-chosen]");
    if (all) {
      all.checked = n > 0 && n === boxes.length;
      all.indeterminate = n > 0 && n < boxes.length;
    }
    if (said) said.textContent = n ? said.dataset.chosen.replace("{n}", n) : "";
  }

  function look() {
    document.querySelectorAll("[data-all]").forEach(all => count(all.form));
  }

  document.addEventListener("change", e => {
    const box = e.target;
    if (!box.form) return;
    if (box.matches("[data-all]")) box.form.querySelectorAll("input[name=id]").forEach(b => { b.checked = box.checked; });
    if (box.matches("[data-all], input[name=id]")) count(box.form);
  });

  document.addEventListener("htmx:beforeRequest", e => {
    if (e.target.matches("form.filter")) document.getElementById("wrong").replaceChildren(); // what was wrong was mended, or is said anew
  });
  document.addEventListener("htmx:afterSettle", look);

  document.querySelectorAll("[data-print]").forEach(b => b.addEventListener("click", () => window.print()));

  window.addEventListener("pageshow", look); // a browser that goes back has kept the ticks
  look();
})();
