// "My programme": what a visitor keeps stays in their own browser, per week, as the short names of points.
(() => {
  const rows = document.querySelector("[data-my-rows]");
  if (!rows) return;
  const week = rows.dataset.myRows;
  const store = `gorel-programme:${week}`;
  const read = () => {
    try {
      const kept = JSON.parse(localStorage.getItem(store) || "[]");
      return Array.isArray(kept) ? kept.filter((one) => typeof one === "string").slice(0, 200) : [];
    } catch {
      return [];
    }
  };
  const write = (kept) => {
    try {
      localStorage.setItem(store, JSON.stringify(kept));
    } catch {
      /* a browser that keeps nothing shows the programme all the same */
    }
  };
  const link = document.querySelector("[data-my-programme]");
  const mine = window.location.pathname.endsWith("/mine/");
  const address = (kept) => `${mine ? window.location.pathname : new URL(link.href).pathname}?p=${kept.map(encodeURIComponent).join(",")}`;
  const show = () => {
    const kept = read();
    if (link) {
      link.textContent = kept.length ? `${rows.dataset.sayMine} (${kept.length})` : rows.dataset.sayMine;
      if (kept.length) link.href = address(kept);
    }
  };
  if (mine && !window.location.search && read().length) {
    window.location.replace(address(read()));
    return;
  }
  for (const row of rows.querySelectorAll("li.row[id^='p-']")) {
    const slug = row.id.slice(2);
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button button--quiet button--small no-print";
    const say = () => {
      const kept = read().includes(slug);
      button.setAttribute("aria-pressed", String(kept));
      button.textContent = kept ? `★ ${rows.dataset.sayKept}` : `☆ ${rows.dataset.sayKeep}`;
    };
    const title = row.querySelector(".row__title");
    if (title) {
      title.id = `t-${slug}`;
      button.id = `k-${slug}`;
      button.setAttribute("aria-describedby", title.id);
    }
    button.addEventListener("click", () => {
      const kept = read();
      write(kept.includes(slug) ? kept.filter((one) => one !== slug) : [...kept, slug]);
      say();
      show();
    });
    say();
    (row.querySelector(".row__end") || row).append(" ", button);
  }
  show();
})();
