// A picture of a process: buttons zoom it, dragging moves it, and it opens where the case stands. Without script it scrolls.
(() => {
  const LEAST = 0.1;
  const MOST = 4;
  const canvases = () => document.querySelectorAll(".diagram__canvas");

  // Whoever zooms keeps what was in the middle.
  function zoom(canvas, by) {
    const drawing = canvas.querySelector(".bpmn");
    const now = drawing.getBoundingClientRect();
    const natural = { width: drawing.viewBox.baseVal.width, height: drawing.viewBox.baseVal.height };
    const whole = Math.min(canvas.clientWidth / natural.width, canvas.clientHeight / natural.height, 1);
    const scale = by ? Math.min(MOST, Math.max(LEAST, (now.width / natural.width) * by)) : whole;
    const across = (canvas.scrollLeft + canvas.clientWidth / 2) / now.width;
    const down = (canvas.scrollTop + canvas.clientHeight / 2) / now.height;
    canvas.dataset.zoomed = "";
    drawing.style.width = `${natural.width * scale}px`;
    canvas.scrollLeft = across * natural.width * scale - canvas.clientWidth / 2;
    canvas.scrollTop = down * natural.height * scale - canvas.clientHeight / 2;
  }

  // Only the paper moves, never the page.
  function goTo(canvas, id) {
    const shape = document.getElementById(id);
    if (!shape) return;
    const place = shape.getBoundingClientRect();
    const paper = canvas.getBoundingClientRect();
    canvas.scrollLeft += place.left + place.width / 2 - paper.left - canvas.clientWidth / 2;
    canvas.scrollTop += place.top + place.height / 2 - paper.top - canvas.clientHeight / 2;
  }

  document.addEventListener("click", (event) => {
    const pressed = event.target.closest("[data-zoom], [data-place]");
    const canvas = pressed?.closest(".diagram")?.querySelector(".diagram__canvas");
    if (!canvas) return;
    if (pressed.dataset.zoom) return zoom(canvas, Number(pressed.dataset.zoom));
    event.preventDefault();
    const natural = canvas.querySelector(".bpmn").viewBox.baseVal.width;
    const scale = canvas.querySelector(".bpmn").getBoundingClientRect().width / natural;
    if (scale < 0.85) zoom(canvas, 1 / scale);
    goTo(canvas, decodeURIComponent(pressed.hash.slice(1)));
  });

  // A mouse drags; fingers scroll by themselves.
  document.addEventListener("pointerdown", (event) => {
    const canvas = event.target.closest?.(".diagram__canvas");
    if (!canvas || event.pointerType !== "mouse" || event.button) return;
    const start = { x: event.clientX + canvas.scrollLeft, y: event.clientY + canvas.scrollTop };
    const move = (now) => {
      canvas.scrollLeft = start.x - now.clientX;
      canvas.scrollTop = start.y - now.clientY;
    };
    document.addEventListener("pointermove", move);
    document.addEventListener("pointerup", () => document.removeEventListener("pointermove", move), { once: true });
    event.preventDefault();
    canvas.focus({ preventScroll: true });
  });

  for (const canvas of canvases()) {
    const place = canvas.closest(".diagram").querySelector("[data-place]");
    if (place) goTo(canvas, decodeURIComponent(place.hash.slice(1)));
  }
})();
