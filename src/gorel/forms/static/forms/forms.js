// Hides what the answers so far do not ask for. Without this every field is shown with a sentence that says when it is needed.
(() => {
  const chosen = (form, name) => {
    const controls = [...form.querySelectorAll(`[name="${CSS.escape(name)}"]`)];
    const box = controls.find((control) => control.type === "checkbox");
    if (box) return box.checked ? "true" : "false";
    const radio = controls.find((control) => control.type === "radio" && control.checked);
    return radio ? radio.value : controls[0] && controls[0].type !== "radio" ? controls[0].value : "";
  };
  const show = (form) => {
    for (const field of form.querySelectorAll("[data-shown-by]")) {
      field.hidden = !field.dataset.shownWhen.split(" ").includes(chosen(form, field.dataset.shownBy));
      for (const note of field.querySelectorAll(":scope > .field-when")) note.hidden = true;
    }
  };
  const start = (root) => {
    for (const form of root.querySelectorAll("form")) if (form.querySelector("[data-shown-by]")) show(form);
  };
  document.addEventListener("change", (event) => event.target.form && show(event.target.form));
  document.addEventListener("htmx:load", (event) => start(event.target));
  start(document);
  const summary = document.getElementById("error-summary");
  if (summary) summary.focus();
})();
