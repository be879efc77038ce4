// Where the picture is drawn, its list of steps may be folded; without script the list stands open in its place.
for (const steps of document.querySelectorAll("[data-steps]")) steps.open = false;
for (const legend of document.querySelectorAll("[data-legend]")) legend.hidden = false;

// Whoever only answers a task never waits for what draws the picture below: it is fetched when that comes into view, or is printed.
for (const place of document.querySelectorAll("[data-drawn-by]")) {
  const draw = () => {
    near.disconnect();
    if (place.dataset.asked) return;
    place.dataset.asked = "yes";
    const script = document.createElement("script");
    script.src = place.dataset.drawnBy;
    document.head.append(script);
  };
  const near = new IntersectionObserver((seen) => seen.some((one) => one.isIntersecting) && draw());
  near.observe(place.closest("section"));
  addEventListener("beforeprint", draw);
}
