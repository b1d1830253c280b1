// What is written on a phone: words, files and pictures, an answer to a message, and `@bot words` with results above the field.
import { el, post, upload } from "./dom.js";
import { say } from "./strings.js";

const MOST_BYTES = 20 * 1024 * 1024;
const PAUSE = 250; // milliseconds of rest before what is typed is asked for

export class Composer {
  /** @param {object} phone whose field it is: `act(work)`, `say(text)`, `where()`, `username`, `toast(text)` */
  constructor(phone) {
    this.phone = phone;
    this.quoted = null;
    this.input = el("textarea", { rows: "1", maxlength: "16000", enterkeyhint: "send" });
    this.picker = el("input", { type: "file", hidden: true, onchange: () => this.sendFile() });
    this.attach = el("button", { type: "button", class: "tool attach", "data-label": "attach", onclick: () => this.picker.click() }, el("span", { class: "clip-icon", "aria-hidden": "true" }));
    this.send = el("button", { type: "submit", class: "tool send", "data-label": "send" }, el("span", { class: "send-icon", "aria-hidden": "true" }));
    this.results = el("div", { class: "results", role: "listbox", hidden: true, "data-label": "results" });
    this.quote = el("div", { class: "quote", hidden: true }, el("span", {}),
      el("button", { type: "button", class: "tool", "data-label": "cancelReply", onclick: () => this.setQuoted(null) }, "×"));
    this.input.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
        event.preventDefault();
        this.write();
      } else if (event.key === "Escape" && !this.results.hidden) {
        event.stopPropagation();
        this.hideResults();
      }
    });
    this.input.addEventListener("input", () => this.typed());
  }

  /** Put words into the field, as a button that switches to inline mode does. */
  fill(text) {
    this.input.value = text;
    this.typed();
    this.input.focus();
    this.input.setSelectionRange(text.length, text.length);
  }

  setQuoted(message) {
    this.quoted = message;
    this.quote.hidden = !message;
    if (!message) return;
    this.quote.querySelector("span").textContent = message.text.slice(0, 80) || say("file");
    this.input.focus();
  }

  /** Begin anew: another chat is on the screen. */
  clear() {
    this.input.value = "";
    this.setQuoted(null);
    this.typed();
  }

  /** As in Telegram: with words in the field there is "send", without them the other tools. */
  typed() {
    const words = this.input.value.trim() !== "";
    this.phone.form.classList.toggle("typing", words);
    this.input.style.height = "auto";
    // A field that is not displayed has no height of its own yet.
    this.input.style.height = this.input.scrollHeight ? `${Math.min(this.input.scrollHeight, 120)}px` : "";
    clearTimeout(this.timer);
    const query = this.inlineQuery();
    if (query === null) this.hideResults();
    else this.timer = setTimeout(() => this.ask(query), PAUSE);
  }

  /** Return the words after `@bot `, or null when the field says something else. */
  inlineQuery() {
    const start = `@${this.phone.username} `;
    const text = this.input.value;
    return this.phone.username && text.toLowerCase().startsWith(start.toLowerCase()) ? text.slice(start.length) : null;
  }

  async ask(query) {
    let answer = null;
    try {
      answer = await post(`${this.phone.path}/inline`, { query, ...this.phone.where() });
    } catch {
      // The field keeps the words; the next letter asks again.
    }
    if (this.inlineQuery() !== query) return; // more was typed meanwhile
    if (!answer || !answer.answered) {
      this.showResults([el("p", { class: "nothing" }, say("inlineSilent"))]);
      return;
    }
    const rows = answer.results.map((result) =>
      el("button", { type: "button", role: "option", onclick: () => this.choose(result.id) },
        el("b", {}, result.title), result.description && el("small", {}, result.description)));
    if (answer.button) {
      rows.unshift(el("button", { type: "button", class: "above", onclick: () => { this.clear(); this.phone.start(answer.button.payload); } }, answer.button.text));
    }
    if (!rows.length) rows.push(el("p", { class: "nothing" }, say("inlineNothing")));
    this.showResults(rows);
  }

  showResults(rows) {
    this.results.replaceChildren(...rows);
    this.results.hidden = false;
  }

  hideResults() {
    this.results.hidden = true;
    this.results.replaceChildren();
  }

  async choose(result) {
    if (await this.phone.act(() => post(`${this.phone.path}/choose`, { result, ...this.phone.where() }))) this.clear();
  }

  async write() {
    const text = this.input.value.trim();
    if (!text) return;
    if (await this.phone.say(text, this.quoted)) this.clear();
  }

  async sendFile() {
    const [file] = this.picker.files;
    this.picker.value = "";
    if (!file) return;
    if (file.size > MOST_BYTES) {
      this.phone.toast(say("tooBig"));
      return;
    }
    const { chat, topic } = this.phone.where();
    const kind = /^image\/(png|jpeg|gif|webp)$/.test(file.type) ? "photo" : "document";
    const asked = { chat, topic: topic ?? 0, caption: this.input.value.trim().slice(0, 1024) };
    if (await this.phone.act(() => upload(`${this.phone.path}/${kind}`, file, asked))) this.clear();
  }
}
