// One phone: a person's chat with the bot.
import { el, post, upload } from "./dom.js";
import { messageNode } from "./messages.js";
import { own, say, translate } from "./strings.js";
import { dateText, dayNumber } from "./time.js";

const NEAR_END = 80; // pixels: who reads further up is not thrown to the end
const LONGEST_WAIT = 12000; // milliseconds that "typing…" may stand without an answer
const MOST_BYTES = 20 * 1024 * 1024;

export class Phone {
  /**
   * @param {object} person who holds it (id, names, role)
   * @param {object} page what the page offers: `toast(phone, text)`, `alert(text)`, `unread(phone)`
   */
  constructor(person, page) {
    this.person = person;
    this.page = page;
    this.state = { started: false, keyboard: null, commands: [], order: [] };
    this.messages = new Map();
    this.nodes = new Map();
    this.folded = false;
    this.missed = null; // the first message that came while the phone was not displayed
    this.away = true;
    this.place = null; // how far the reader had scrolled, null for the end
    this.build();
  }

  get path() {
    return `/api/phones/${this.person.id}`;
  }

  build() {
    this.caption = el("header", { class: "caption" });
    this.status = el("small", { "aria-live": "polite" });
    this.title = el("b");
    this.list = el("div", { class: "list", role: "log", tabindex: "0" });
    this.down = el("button", { type: "button", class: "down", hidden: true, "data-label": "down", onclick: () => this.toEnd() }, "↓");
    this.toastNode = el("p", { class: "toast", role: "status", hidden: true });
    this.replyKeys = el("div", { class: "reply-keys" });
    this.commands = el("div", { class: "commands", hidden: true });
    this.input = el("textarea", { rows: "1", maxlength: "4096", enterkeyhint: "send" });
    this.menu = el("button", { type: "button", class: "tool menu", "data-label": "commands", "aria-expanded": "false", onclick: () => this.toggleMenu() }, "☰");
    this.fold = el("button", { type: "button", class: "tool fold", onclick: () => this.toggleKeys() }, el("span", { class: "keys-icon", "aria-hidden": "true" }));
    this.picker = el("input", { type: "file", hidden: true, onchange: () => this.sendFile() });
    this.attach = el("button", { type: "button", class: "tool attach", "data-label": "attach", onclick: () => this.picker.click() }, el("span", { class: "clip-icon", "aria-hidden": "true" }));
    this.sendButton = el("button", { type: "submit", class: "tool send", "data-label": "send" }, el("span", { class: "send-icon", "aria-hidden": "true" }));
    this.composer = el("form", { class: "composer", onsubmit: (event) => { event.preventDefault(); this.write(); } },
      this.menu, this.input, this.fold, this.attach, this.picker, this.sendButton);
    this.startButton = el("button", { type: "button", class: "start", onclick: () => this.start() });
    this.empty = el("p", { class: "empty" });
    this.node = el("section", { class: "phone", id: `phone-${this.person.id}`, role: "tabpanel" },
      this.caption,
      el("div", { class: "device" },
        el("div", { class: "chat-head" },
          el("img", { src: "/static/elshi.svg", alt: "", width: "36", height: "36" }),
          el("div", {}, this.title, this.status)),
        el("div", { class: "chat" }, this.list, this.empty, this.down, this.toastNode),
        this.commands, this.composer, this.replyKeys, this.startButton));
    this.input.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
        event.preventDefault();
        this.write();
      }
    });
    this.input.addEventListener("input", () => this.typed());
    this.list.addEventListener("scroll", () => this.scrolled(), { passive: true });
    this.node.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && !this.commands.hidden) {
        this.toggleMenu();
        this.menu.focus();
      }
    });
    this.relabel();
  }

  /** Write the page's own words again, after its language changed. */
  relabel() {
    const person = this.person;
    this.caption.replaceChildren(
      el("span", { class: "face", "aria-hidden": "true" }, own(person, "name").slice(0, 1)),
      el("span", { class: "who" },
        el("span", {}, el("b", {}, own(person, "name")), " · ", own(person, "place")),
        el("small", {}, own(person, "role"))));
    this.title.textContent = say("botName");
    this.list.setAttribute("aria-label", say("chat", own(person, "name")));
    this.node.setAttribute("aria-label", own(person, "name"));
    this.startButton.textContent = say("start");
    this.empty.textContent = say("emptyChat");
    this.input.placeholder = say("write");
    this.input.setAttribute("aria-label", say("write"));
    this.nodes.clear();
    translate(this.node);
    this.render();
    this.setWaiting(false);
  }

  /** Take over what changed: the phone's state and messages (null: deleted). */
  update(state, messages) {
    const before = this.state;
    const first = before.version === undefined;
    const follow = first || this.following || this.atEnd();
    if (state) this.state = state;
    let fresh = 0;
    let show = null; // the first message that is new, or that became another screen
    for (const [id, message] of messages) {
      const old = this.messages.get(id);
      this.nodes.delete(id);
      if (message === null) {
        this.messages.delete(id);
        continue;
      }
      this.messages.set(id, message);
      if (!old && !message.out) fresh += 1;
      if (!old || old.buttons.length !== message.buttons.length) show = Math.min(id, show ?? id);
    }
    if (fresh) this.setWaiting(false);
    if (JSON.stringify(before.keyboard) !== JSON.stringify(this.state.keyboard)) this.folded = false;
    this.render();
    if (!this.visible()) this.missed = first ? null : this.missed ?? show;
    else if (first) this.toEnd();
    else if (follow && show !== null) this.reveal(this.nodes.get(show));
    else if (follow && !this.following) this.toEnd();
    else if (fresh) this.down.hidden = false;
    if (fresh) this.following = false;
    if (fresh && !first) this.page.unread(this, fresh);
  }

  visible() {
    return this.list.clientHeight > 0;
  }

  /** Remember where the reader was: what is not displayed forgets how far it was scrolled. */
  leave() {
    this.away = !this.visible();
    if (!this.away) this.place = this.atEnd() ? null : this.list.scrollTop;
  }

  /** Show what came meanwhile from its beginning; without news, go where the reader was. */
  come() {
    if (!this.away || !this.visible()) return;
    if (this.missed && this.nodes.has(this.missed)) this.reveal(this.nodes.get(this.missed));
    else if (this.place === null) this.toEnd();
    else this.list.scrollTop = this.place;
    this.missed = null;
  }

  /** Go to the end, but never so far that the beginning of what is new is out of sight. */
  reveal(node) {
    this.list.scrollTop = Math.min(this.list.scrollHeight, node.offsetTop - 8);
    this.down.hidden = this.atEnd();
  }

  render() {
    const { started, keyboard, commands } = this.state;
    const acts = {
      press: (...where) => this.press(...where),
      command: (words) => this.say(words),
    };
    const wanted = [];
    let day = null;
    for (const [id, message] of [...this.messages].sort((a, b) => a[0] - b[0])) {
      const number = dayNumber(message.at * 1000);
      if (number !== day) {
        day = number;
        wanted.push(this.cached(`day-${number}`, () => el("div", { class: "service" }, dateText(message.at * 1000))));
      }
      wanted.push(this.cached(id, () => messageNode(message, acts)));
    }
    place(this.list, wanted);
    this.empty.hidden = wanted.length > 0;
    this.composer.hidden = !started;
    this.startButton.hidden = started;
    this.menu.hidden = commands.length === 0;
    if (changed(this, "commandShape", commands)) {
      this.commands.replaceChildren(...commands.map((command) =>
        el("button", { type: "button", onclick: () => { this.toggleMenu(); this.say(`/${command.command}`); } },
          el("span", {}, command.description), el("code", {}, `/${command.command}`))));
    }
    if (!commands.length) this.commands.hidden = true;
    this.fold.hidden = !keyboard;
    const label = say(this.folded ? "keyboardShow" : "keyboardHide");
    this.fold.setAttribute("aria-label", label);
    this.fold.setAttribute("aria-expanded", String(!this.folded));
    this.fold.title = label;
    this.replyKeys.hidden = !started || !keyboard || this.folded;
    if (changed(this, "keyboardShape", keyboard)) {
      this.replyKeys.replaceChildren(...(keyboard?.rows ?? []).map((row) => el("div", { class: "row" },
        ...row.map((text) => el("button", { type: "button", class: "key", onclick: () => this.say(text, keyboard.once) }, text)))));
    }
    this.input.placeholder = (keyboard && keyboard.placeholder) || say("write");
  }

  cached(id, make) {
    if (!this.nodes.has(id)) this.nodes.set(id, make());
    return this.nodes.get(id);
  }

  atEnd() {
    return this.list.scrollHeight - this.list.scrollTop - this.list.clientHeight < NEAR_END;
  }

  toEnd() {
    this.list.scrollTop = this.list.scrollHeight;
    this.down.hidden = true;
  }

  scrolled() {
    if (this.atEnd()) this.down.hidden = true;
  }

  /** As in Telegram: with words in the field there is "send", without them the other tools. */
  typed() {
    const words = this.input.value.trim() !== "";
    this.composer.classList.toggle("typing", words);
    this.input.style.height = "auto";
    this.input.style.height = `${Math.min(this.input.scrollHeight, 120)}px`;
  }

  toggleMenu() {
    this.commands.hidden = !this.commands.hidden;
    this.menu.setAttribute("aria-expanded", String(!this.commands.hidden));
    if (!this.commands.hidden) this.commands.querySelector("button")?.focus();
  }

  toggleKeys() {
    const atEnd = this.atEnd();
    this.folded = !this.folded;
    this.render();
    if (atEnd) this.toEnd();
  }

  setWaiting(waiting) {
    clearTimeout(this.waitTimer);
    this.status.textContent = waiting ? say("typing") : say("bot");
    this.status.className = waiting ? "typing" : "";
    if (waiting) this.waitTimer = setTimeout(() => this.setWaiting(false), LONGEST_WAIT);
  }

  async act(work) {
    this.following = true; // whoever acts wants to see what comes of it
    this.setWaiting(true);
    try {
      return await work();
    } catch (error) {
      this.setWaiting(false);
      this.page.toast(this, say(error.status === 410 ? "expired" : "failed"));
      return null;
    }
  }

  start() {
    return this.act(() => post(`${this.path}/start`, {}));
  }

  async write() {
    const text = this.input.value.trim();
    if (!text) return;
    if (await this.say(text)) {
      this.input.value = "";
      this.typed();
    }
  }

  async say(text, fold = false) {
    const answer = await this.act(() => post(`${this.path}/write`, { text }));
    if (answer && fold) {
      this.folded = true;
      this.render();
    }
    this.toEnd();
    return answer;
  }

  async sendFile() {
    const [file] = this.picker.files;
    this.picker.value = "";
    if (!file) return;
    if (file.size > MOST_BYTES) this.page.toast(this, say("tooBig"));
    else await this.act(() => upload(`${this.path}/document`, file));
  }

  async press(message, row, column, button) {
    if (button.getAttribute("aria-busy") === "true") return;
    button.setAttribute("aria-busy", "true");
    const answer = await this.act(() => post(`${this.path}/press`, { message, row, column }));
    button.removeAttribute("aria-busy");
    this.setWaiting(false);
    if (!answer) return;
    if (!answer.answered) this.page.toast(this, say("noAnswer"));
    else if (answer.alert) this.page.alert(answer.text);
    else if (answer.text) this.page.toast(this, answer.text);
  }

  toast(text) {
    clearTimeout(this.toastTimer);
    this.toastNode.textContent = text;
    this.toastNode.hidden = false;
    this.toastTimer = setTimeout(() => { this.toastNode.hidden = true; }, 4000);
  }
}

/** Tell whether a value differs from the one seen last: what did not change is not built again, so focus stays. */
function changed(owner, name, value) {
  const shape = JSON.stringify(value);
  const differs = owner[name] !== shape;
  owner[name] = shape;
  return differs;
}

/** Make the children of a node the wanted ones, touching only what differs (focus and scrolling stay). */
function place(parent, wanted) {
  let at = parent.firstChild;
  for (const node of wanted) {
    if (node === at) at = at.nextSibling;
    else parent.insertBefore(node, at);
  }
  while (at) {
    const next = at.nextSibling;
    at.remove();
    at = next;
  }
}
