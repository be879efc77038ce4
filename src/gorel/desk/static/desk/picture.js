// Where the picture is drawn, its list of steps may be folded; without script the list stands open in its place.
for (const steps of document.querySelectorAll("[data-steps]")) steps.open = false;
for (const legend of document.querySelectorAll("[data-legend]")) legend.hidden = false;
