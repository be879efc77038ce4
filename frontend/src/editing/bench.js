// What the three editors share: reading and saving the file, what is wrong with it, and trying an expression.
import { say } from "./words.js";

const SAVE_AFTER = 1500;
const CHECK_AFTER = 500;

export class Bench {
  constructor(place) {
    this.place = place;
    this.name = place.dataset.name;
    this.base = Number(place.dataset.base);
    this.addresses = JSON.parse(place.dataset.addresses);
    this.token = place.querySelector("[name=csrfmiddlewaretoken]").value;
    this.canvas = place.querySelector("[data-canvas]");
    this.panel = place.querySelector("[data-panel]");
    this.saved = document.querySelector("[data-saved]");
    this.goTo = () => {};
    this.mark = () => {};
    this.read = async () => "";
    this.isStopped = false;
    this.beside = {}; // files that came along with what was drawn (null: went again), until they are saved
    this.tryExpressions();
  }

  async load() {
    const answer = await fetch(this.addresses.file);
    if (!answer.ok) throw new Error(`${answer.status} ${this.addresses.file}`);
    return answer.text();
  }

  // Something was drawn: check soon, save a little later. Leaving the page while something is unsaved asks first.
  changed() {
    if (this.isStopped) return;
    this.tell(say("unsaved"));
    this.isUnsaved = true;
    clearTimeout(this.checking);
    clearTimeout(this.saving);
    this.checking = setTimeout(() => this.check(), CHECK_AFTER);
    this.saving = setTimeout(() => this.save(), SAVE_AFTER);
  }

  async asDrawn() {
    return { name: this.name, content: await this.read(), base: this.base, files: { ...this.beside } };
  }

  async check() {
    const answer = await this.post(this.addresses.check, await this.asDrawn());
    if (!answer.ok) return;
    const { findings, others } = await answer.json();
    this.show(findings);
    if (others.length) this.tell(`${say(this.isUnsaved ? "unsaved" : "saved")} ${say("others")} ${others.join(", ")}`);
  }

  async save() {
    const drawn = await this.asDrawn();
    let answer;
    try {
      answer = await this.post(this.addresses.save, drawn);
    } catch {
      this.tell(say("offline"));
      this.saving = setTimeout(() => this.save(), 5000);
      return;
    }
    const told = await answer.json();
    if (answer.status === 409) {
      this.clash(drawn, told);
    } else if (answer.ok) {
      this.base = told.base;
      for (const [name, content] of Object.entries(drawn.files)) if (this.beside[name] === content) delete this.beside[name];
      this.isUnsaved = false;
      this.tell(told.others.length ? `${say("saved")} ${say("others")} ${told.others.join(", ")}` : say("saved"));
    } else {
      this.tell(told.problem ?? say("failed"));
    }
  }

  // Somebody else was first: nothing more is saved from here, and both are shown on a page of their own.
  clash(drawn, told) {
    this.isStopped = true;
    this.isUnsaved = false;
    const form = document.createElement("form");
    form.method = "post";
    form.action = told.address;
    const fields = [["csrfmiddlewaretoken", this.token], ["base", this.base]];
    for (const [name, content] of Object.entries({ ...drawn.files, [drawn.name]: drawn.content })) {
      fields.push(["name", name], ["content", content === null ? "" : packed(content)]);
    }
    for (const [name, value] of fields) {
      const input = document.createElement("input");
      Object.assign(input, { type: "hidden", name, value });
      form.append(input);
    }
    const button = document.createElement("button");
    button.className = "button button--small";
    button.textContent = say("showBoth");
    form.append(`${say("clash")} ${told.by}. `, button);
    this.saved.replaceChildren(form);
  }

  show(findings) {
    const list = document.createElement("ul");
    list.className = "findings";
    for (const one of findings) {
      const item = document.createElement("li");
      item.className = one.error ? "finding finding--error" : "finding";
      const badge = document.createElement("span");
      badge.className = one.error ? "badge badge--bad" : "badge badge--wait";
      badge.textContent = say(one.error ? "fault" : "doubt");
      const here = one.file === this.name && one.element;
      const text = document.createElement(here ? "button" : "span");
      text.textContent = one.text;
      if (here) {
        text.type = "button";
        text.className = "finding__link";
        text.addEventListener("click", () => this.goTo(one.element));
      }
      item.append(badge, " ", text);
      list.append(item);
    }
    if (!findings.length) {
      const item = document.createElement("li");
      item.className = "muted";
      item.textContent = say("noFindings");
      list.append(item);
    }
    document.querySelector("[data-findings]").replaceChildren(list);
    this.mark(findings.filter((one) => one.file === this.name && one.element));
  }

  tell(text) {
    if (!this.isStopped) this.saved.textContent = text;
  }

  post(address, body) {
    return fetch(address, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-CSRFToken": this.token },
      body: JSON.stringify(body),
    });
  }

  tryExpressions() {
    const text = document.getElementById("feel-text");
    const sample = document.getElementById("feel-sample");
    const answer = document.querySelector("[data-feel-answer]");
    let waiting;
    let asked = 0;
    const evaluate = async () => {
      const mine = ++asked;
      if (!text.value.trim()) return answer.replaceChildren();
      const came = await this.post(this.addresses.feel, { text: text.value, sample: sample.value }).catch(() => undefined);
      const told = came?.ok || came?.status === 422 ? await came.json() : { problem: say("failed") };
      if (mine !== asked) return; // something else was written meanwhile
      const lines = told.problems ?? [told.said ?? told.problem ?? "", ...(told.warnings ?? [])];
      if (told.names?.length) lines.push(`${say("names")} ${told.names.join(", ")}`);
      answer.replaceChildren(...lines.flatMap((line, number) => (number ? [document.createElement("br"), line] : [line])));
    };
    for (const field of [text, sample]) {
      field.addEventListener("input", () => {
        clearTimeout(waiting);
        waiting = setTimeout(evaluate, 250);
      });
    }
  }
}

function packed(content) {
  return btoa(Array.from(new TextEncoder().encode(content), (byte) => String.fromCharCode(byte)).join(""));
}

export function begin(kind, open) {
  const place = document.querySelector(`[data-editor="${kind}"]`);
  if (!place) return;
  const bench = new Bench(place);
  window.addEventListener("beforeunload", (event) => {
    if (bench.isUnsaved) event.preventDefault();
  });
  open(bench)
    .then(() => {
      place.dataset.drawn = "yes";
    })
    .catch((problem) => {
      console.error(problem);
      bench.tell(say("failed"));
    });
}
