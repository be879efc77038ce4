// Keeps what a page shows up to date: parts with data-live are asked for anew when the server says that they changed.
// Without event streams (or when the server has too many open) the page asks every ten seconds; without script, on reload.
(() => {
  const parts = () => document.querySelectorAll("[data-live]");
  const first = parts()[0];
  if (!first) return;
  const SLOW = 60_000;
  const POLL = 10_000;
  let timer;
  let pace;
  let asking = false;
  let again = false;

  async function refresh() {
    if (asking) {
      again = true;
      return;
    }
    asking = true;
    try {
      const answer = await fetch(location.href, { headers: { "X-Live": "yes" }, redirect: "error" });
      if (answer.ok) show(new DOMParser().parseFromString(await answer.text(), "text/html"));
    } catch {
      // The next time will tell.
    } finally {
      asking = false;
    }
    if (again) {
      again = false;
      refresh();
    }
  }

  // What was marked, and where the keyboard is, stays.
  function show(page) {
    for (const part of parts()) {
      const fresh = page.getElementById(part.id);
      if (!fresh || plain(fresh) === plain(part)) continue;
      const marked = [...part.querySelectorAll("input:checked")].map((box) => box.id);
      const focused = part.contains(document.activeElement) ? document.activeElement.id : "";
      part.replaceChildren(...fresh.childNodes);
      for (const id of marked) {
        const box = document.getElementById(id);
        if (box) box.checked = true;
      }
      if (focused) document.getElementById(focused)?.focus();
    }
    const menu = document.querySelectorAll(".site-header .nav");
    page.querySelectorAll(".site-header .nav").forEach((fresh, place) => {
      if (menu[place] && menu[place].textContent !== fresh.textContent && !menu[place].contains(document.activeElement)) {
        menu[place].replaceChildren(...fresh.childNodes);
      }
    });
  }

  // The mark against forged forms is new in every answer.
  function plain(part) {
    const copy = part.cloneNode(true);
    for (const mark of copy.querySelectorAll("[name=csrfmiddlewaretoken]")) mark.remove();
    for (const box of copy.querySelectorAll("input")) box.removeAttribute("checked");
    return copy.innerHTML;
  }

  // A stream that fails again and again says so each time: the clock must not begin anew with it.
  function ask(every) {
    if (pace === every) return;
    pace = every;
    clearInterval(timer);
    timer = setInterval(() => document.hidden || refresh(), every);
  }

  const every = Number(first.dataset.every);
  if (every) {
    // What moves by itself is asked for at its own pace, until it stands.
    ask(every);
  } else if (window.EventSource) {
    const stream = new EventSource(first.dataset.live);
    let isReady = false;
    stream.addEventListener("ready", () => {
      if (isReady) refresh(); // it was away: something may have happened meanwhile
      isReady = true;
      ask(SLOW);
      document.documentElement.dataset.stream = "open";
    });
    stream.addEventListener("changed", refresh);
    stream.addEventListener("error", () => ask(POLL));
    addEventListener("pagehide", () => stream.close());
    ask(POLL); // until the stream speaks: a proxy may keep to itself what it says
  } else {
    ask(POLL);
  }

  // Others who have the task open see that this person has, until the page is left.
  const here = document.querySelector("[data-here]");
  if (here) {
    const mark = document.querySelector("[name=csrfmiddlewaretoken]").value;
    const tell = (away) => {
      const body = new FormData();
      body.set("csrfmiddlewaretoken", mark);
      if (away) body.set("away", "yes");
      return body;
    };
    const beat = setInterval(() => {
      if (!document.hidden) fetch(here.dataset.here, { method: "POST", body: tell(false) }).catch(() => {});
    }, 10_000);
    addEventListener("pagehide", () => {
      clearInterval(beat);
      navigator.sendBeacon(here.dataset.here, tell(true));
    });
  }
})();

// Arrow keys walk through a list from link to link, and Home and End go to its ends.
document.addEventListener("keydown", (event) => {
  const list = event.target.closest?.("[data-arrows]");
  if (!list || event.altKey || event.ctrlKey || event.metaKey || event.target.matches("select, textarea")) return;
  const links = [...list.querySelectorAll(".row__title a, tbody th a")];
  const now = links.findIndex((link) => link === event.target || link.closest("li, tr")?.contains(event.target));
  const next = { ArrowDown: now + 1, ArrowUp: now - 1, Home: 0, End: links.length - 1 }[event.key];
  if (next === undefined || !links[next]) return;
  event.preventDefault();
  links[next].focus();
});
