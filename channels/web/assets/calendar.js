// Days of the month are picked by pressing one, by dragging over several, by touching the first and the last, or by the arrow keys with
// Shift. The two fields of dates say which they are, and do the same where there is no script.
(() => {
  "use strict";

  // What a form would mean holds for what was in its fields: when they change, nobody can say yes to it any more.
  document.querySelectorAll("form[data-fades]").forEach(form => form.addEventListener("input", () => {
    const preview = document.getElementById(form.dataset.fades);
    if (preview) preview.inert = true;
  }));

  const month = document.getElementById("month"), form = document.getElementById("pick");
  if (!month || !form) return;
  const cells = [...month.querySelectorAll("td[data-day]")];
  const { from, to } = form.elements, said = document.getElementById("picked");
  let anchor = null; // the cell at which picking began
  let dragging = false;
  let touched = false; // what is pressed is pressed by a finger

  const pickable = cell => cell && !cell.classList.contains("past");
  const cellOf = target => target instanceof Element ? target.closest("td[data-day]") : null;
  const name = day => {
    const cell = cells.find(c => c.dataset.day === day);
    return cell ? cell.querySelector("a .hush").textContent : day;
  };

  function paint() {
    const last = to.value || from.value;
    cells.forEach(c => c.classList.toggle("picked", from.value !== "" && c.dataset.day >= from.value && c.dataset.day <= last));
    form.classList.toggle("picking", from.value !== "");
  }

  function pick(a, b) {
    [from.value, to.value] = [a.dataset.day, b.dataset.day].sort();
    said.textContent = from.value === to.value ? name(from.value) : name(from.value) + " – " + name(to.value);
    paint();
  }

  // stretch picks from where picking began; where it has not, it begins.
  function stretch(cell) {
    if (!pickable(cell)) return;
    if (!anchor) anchor = cell;
    pick(anchor, cell);
  }

  month.addEventListener("pointerdown", e => {
    const cell = cellOf(e.target);
    touched = e.pointerType === "touch";
    if (e.button !== 0 || touched || e.target.closest("a") || !pickable(cell)) return;
    e.preventDefault(); // no text is selected
    if (!e.shiftKey) anchor = cell;
    dragging = true;
    stretch(cell);
  });
  month.addEventListener("pointerover", e => {
    if (dragging) stretch(cellOf(e.target));
  });
  ["pointerup", "pointercancel"].forEach(end => document.addEventListener(end, () => { dragging = false; }));

  // A finger that is drawn over the days scrolls: it touches the first day, and then the last.
  month.addEventListener("click", e => {
    const cell = cellOf(e.target);
    if (!touched || e.target.closest("a") || !pickable(cell)) return;
    if (!anchor || from.value !== to.value) anchor = cell;
    stretch(cell);
  });

  month.addEventListener("keydown", e => {
    const cell = cellOf(e.target), at = cells.indexOf(cell);
    if (at < 0) return;
    if (e.key === " " && pickable(cell)) {
      e.preventDefault();
      anchor = cell;
      stretch(cell);
      return;
    }
    const week = getComputedStyle(month).display === "block" ? 1 : 7; // on a narrow screen it is a list
    const by = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -week, ArrowDown: week }[e.key];
    const next = by && cells[at + by];
    if (!next) return;
    e.preventDefault();
    if (e.shiftKey) {
      if (!anchor && pickable(cell)) anchor = cell;
      stretch(next);
    } else {
      anchor = null;
    }
    next.querySelector("a").focus();
  });

  form.addEventListener("input", () => { anchor = null; paint(); });
  document.getElementById("pickmouse").hidden = false;
  month.classList.add("pickable");
  paint();
})();
