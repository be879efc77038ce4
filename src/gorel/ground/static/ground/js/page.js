// Small comforts; every page works without them.
(() => {
  // Go to what is wrong when a form comes back.
  const summary = document.getElementById("error-summary");
  if (summary) summary.focus();

  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-opens]");
    if (opener) {
      const dialog = document.getElementById(opener.dataset.opens);
      if (dialog?.showModal) {
        event.preventDefault();
        dialog.showModal();
      }
      return;
    }
    const closer = event.target.closest("[data-closes]");
    if (closer) {
      event.preventDefault();
      closer.closest("dialog").close();
    }
  });

  // A menu of the header closes by Escape, and when one goes on elsewhere.
  const menus = (but) => document.querySelectorAll(".site-header details[open]").forEach((it) => { if (!it.contains(but)) it.open = false; });
  document.addEventListener("click", (event) => menus(event.target));
  document.addEventListener("focusin", (event) => menus(event.target));
  document.addEventListener("keydown", (event) => {
    const open = event.key === "Escape" && document.querySelector(".site-header details[open]");
    if (!open) return;
    open.open = false;
    open.querySelector("summary").focus();
  });

  // A form is sent once, however often its button is pressed.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post" || form.dataset.often !== undefined) return;
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "yes";
  });
  addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
  });

  // On a phone the sections of a long form fold, and tell how much of each is filled in. What is wrong, what is needed
  // and lacks, and where one was on the way to stay open.
  const narrow = matchMedia("(max-width: 40rem)").matches;
  for (const part of narrow ? document.querySelectorAll("fieldset[data-folds]") : []) {
    const [legend, inside] = part.children;
    const said = (it) => (["checkbox", "radio"].includes(it.type) ? it.checked : it.value);
    const controls = (within) => [...within.querySelectorAll("input:not([type=hidden]), select, textarea")];
    const needed = [...inside.querySelectorAll(".field")].filter((it) => it.querySelector(":scope > .field-label") && !it.querySelector(".field-optional"));
    const lacks = needed.some((it) => !controls(it).some(said));
    if (lacks || inside.querySelector(".is-wrong, :target")) continue;
    const fold = document.createElement("details");
    const head = document.createElement("summary");
    const tell = () => {
      const filled = controls(inside).filter(said).length;
      head.textContent = legend.textContent + (filled ? ` · ${part.dataset.folds}: ${filled}` : "");
    };
    tell();
    fold.className = "more";
    fold.addEventListener("change", tell);
    fold.append(head, inside);
    legend.className = "visually-hidden";
    part.append(fold);
  }

  // Keep what was chosen in view: the current entry of a navigation that scrolls on a phone.
  document.querySelectorAll(".nav [aria-current]").forEach((it) => it.scrollIntoView({ block: "nearest", inline: "center" }));
})();
