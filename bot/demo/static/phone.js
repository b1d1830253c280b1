// One phone: a person's chats, one of them on the screen.
import { arrange, Chat, changed } from "./chat.js";
import { Composer } from "./composer.js";
import { copyText, el, post } from "./dom.js";
import { faceOf, Head } from "./head.js";
import { deepLink } from "./links.js";
import { messageNode } from "./messages.js";
import { own, say, translate } from "./strings.js";
import { dateText, dayNumber } from "./time.js";

const NEAR_END = 80; // pixels: who reads further up is not thrown to the end
const LONGEST_WAIT = 12000; // milliseconds that "typing…" may stand without an answer
const BOT = "bot"; // the private chat with the bot

export class Phone {
  /**
   * @param {object} person who holds it (id, number, names, role)
   * @param {object} page what the page offers: `alert(text)`, `unread(phone, count)`
   */
  constructor(person, page) {
    this.person = person;
    this.page = page;
    this.username = "";
    this.state = { started: false, keyboard: null, commands: [], chats: [] };
    this.chats = new Map([[BOT, new Chat(BOT)]]);
    this.open = BOT;
    this.folded = false;
    this.missed = null; // the first message that came while the phone was not displayed
    this.away = true;
    this.scrolledTo = null; // how far the reader had scrolled, null for the end
    this.build();
  }

  get path() {
    return `/api/phones/${this.person.id}`;
  }

  get chat() {
    return this.chats.get(this.open);
  }

  /** The shared chat on the screen as the server describes it, or null for the private one. */
  get place() {
    return this.state.chats.find((place) => place.id === this.open) ?? null;
  }

  /** Where what is done now belongs: the chat, and the topic in a forum. */
  where() {
    return this.chat.topic ? { chat: this.open, topic: this.chat.topic } : { chat: this.open };
  }

  build() {
    this.caption = el("header", { class: "caption" });
    this.head = new Head(this);
    this.composer = new Composer(this);
    this.list = el("div", { class: "list", role: "log", tabindex: "0" });
    this.down = el("button", { type: "button", class: "down", hidden: true, "data-label": "down", onclick: () => this.toEnd() }, "↓");
    this.toastNode = el("p", { class: "toast", role: "status", hidden: true });
    this.replyKeys = el("div", { class: "reply-keys" });
    this.commands = el("div", { class: "commands", hidden: true });
    this.menu = el("button", { type: "button", class: "tool menu", "data-label": "commands", "aria-expanded": "false", onclick: () => this.toggleMenu() }, "☰");
    this.fold = el("button", { type: "button", class: "tool fold", onclick: () => this.toggleKeys() }, el("span", { class: "keys-icon", "aria-hidden": "true" }));
    const { input, attach, picker, send, quote, results } = this.composer;
    this.form = el("form", { class: "composer", onsubmit: (event) => { event.preventDefault(); this.composer.write(); } },
      this.menu, input, this.fold, attach, picker, send);
    this.startButton = el("button", { type: "button", class: "start", onclick: () => this.start("") });
    this.readOnly = el("p", { class: "read-only", hidden: true });
    this.empty = el("p", { class: "empty" });
    this.node = el("section", { class: "phone", id: `phone-${this.person.id}`, role: "tabpanel" },
      this.caption,
      el("div", { class: "device" },
        this.head.node, this.head.topics,
        el("div", { class: "chat" }, this.list, this.empty, this.down, this.toastNode, this.head.list, this.head.menu),
        this.commands, results, quote, this.form, this.replyKeys, this.startButton, this.readOnly));
    this.list.addEventListener("scroll", () => this.scrolled(), { passive: true });
    this.node.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      if (!this.commands.hidden) {
        this.toggleMenu();
        this.menu.focus();
      }
      this.head.closeList();
      this.head.closeMenu();
    });
    this.relabel();
  }

  /** Write the page's own words again, after its language changed. */
  relabel() {
    const person = this.person;
    this.caption.replaceChildren(
      el("span", { class: "face", "aria-hidden": "true" }, faceOf(person)),
      el("span", { class: "who" },
        el("span", {}, el("b", {}, own(person, "name")), " · ", own(person, "place")),
        el("small", {}, own(person, "role"))));
    this.list.setAttribute("aria-label", say("chat", own(person, "name")));
    this.node.setAttribute("aria-label", own(person, "name"));
    this.startButton.textContent = say("start");
    this.readOnly.textContent = say("readOnly");
    this.composer.input.setAttribute("aria-label", say("write"));
    for (const chat of this.chats.values()) chat.nodes.clear();
    translate(this.node);
    this.render();
    this.setWaiting(false);
  }

  /** Take over what changed: the phone's state and messages as [chat, number, message] (null: deleted). */
  update(state, messages) {
    const before = this.state;
    const first = before.version === undefined && state !== null;
    const follow = first || this.following || this.atEnd();
    if (state) this.state = state;
    for (const { id } of this.state.chats) if (!this.chats.has(id)) this.chats.set(id, new Chat(id));
    let fresh = 0;
    let show = null; // the first message that is new, or that became another screen
    for (const [name, number, message] of messages) {
      const chat = this.chats.get(name);
      if (!chat) continue; // a shared chat that this guest is not in
      const old = chat.messages.get(number);
      chat.nodes.delete(number);
      if (message === null) {
        chat.messages.delete(number);
        continue;
      }
      const out = message.out || (name !== BOT && message.from === this.person.number);
      chat.messages.set(number, { ...message, out });
      const news = !old && !out && !message.event;
      if (name === this.open && (!old || old.buttons.length !== message.buttons.length)) show = Math.min(number, show ?? number);
      if (news && !first) chat.unread += name === this.open ? 0 : 1;
      if (news) fresh += 1;
    }
    if (fresh) this.setWaiting(false);
    if (JSON.stringify(before.keyboard) !== JSON.stringify(this.state.keyboard)) this.folded = false;
    this.render();
    if (!this.visible()) this.missed = first ? null : this.missed ?? show;
    else if (first) this.toEnd();
    else if (follow && show !== null) this.reveal(this.chat.nodes.get(show));
    else if (follow && !this.following) this.toEnd();
    else if (show !== null) this.down.hidden = this.atEnd();
    if (fresh) this.following = false;
    if (fresh && !first) this.page.unread(this, fresh);
  }

  /** Show another chat of the phone. */
  turnTo(id) {
    if (!this.chats.has(id)) return;
    this.open = id;
    this.chat.unread = 0;
    this.commands.hidden = true;
    this.composer.clear();
    this.render();
    this.setWaiting(false);
    this.toEnd();
  }

  /** Show the newest of a chat from its beginning, and what still comes; on a small screen without the keyboard. */
  lookAt(id, fold) {
    if (id !== this.open) this.turnTo(id);
    if (fold) this.folded = true;
    this.render();
    this.following = true;
    const came = [...this.chat.messages.values()].filter((message) => !message.out && !message.event);
    const newest = came.sort((a, b) => a.id - b.id).at(-1);
    this.toEnd();
    if (newest) this.reveal(this.chat.nodes.get(newest.id));
  }

  turnToTopic(topic) {
    this.chat.topic = topic;
    this.render();
    this.toEnd();
  }

  visible() {
    return this.list.clientHeight > 0;
  }

  /** Remember where the reader was: what is not displayed forgets how far it was scrolled. */
  leave() {
    this.away = !this.visible();
    if (!this.away) this.scrolledTo = this.atEnd() ? null : this.list.scrollTop;
  }

  /** Show what came meanwhile from its beginning; without news, go where the reader was. */
  come() {
    if (!this.away || !this.visible()) return;
    if (this.missed && this.chat.nodes.has(this.missed)) this.reveal(this.chat.nodes.get(this.missed));
    else if (this.scrolledTo === null) this.toEnd();
    else this.list.scrollTop = this.scrolledTo;
    this.missed = null;
  }

  /** Go to the end, but never so far that the beginning of what is new is out of sight. */
  reveal(node) {
    if (!node || !node.isConnected) return;
    this.list.scrollTop = Math.min(this.list.scrollHeight, node.offsetTop - 8);
    this.down.hidden = this.atEnd();
  }

  /** What can be done with a message: see messages.js. */
  acts() {
    const { place } = this;
    const writes = !place || place.writes;
    return {
      named: place !== null,
      press: (...where) => this.press(...where),
      command: (words) => this.say(words),
      copy: async (text) => this.toast((await copyText(text)) ? say("copied", text) : say("notCopied")),
      inline: (asked) => this.switchInline(asked),
      leads: (url) => deepLink(url, this.username) !== null,
      follow: (url) => this.follow(deepLink(url, this.username)),
      reply: writes && this.state.started ? (message) => this.composer.setQuoted(message) : null,
      forward: place ? (message) => this.forward(message) : null,
    };
  }

  render() {
    const { place, chat } = this;
    const started = place ? place.writes : this.state.started;
    const keyboard = place ? null : this.state.keyboard;
    const commands = place ? place.commands : this.state.commands;
    const acts = this.acts();
    const wanted = [];
    let day = null;
    for (const [id, message] of [...chat.messages].sort((a, b) => a[0] - b[0])) {
      if (place?.topics.length && message.topic !== chat.topic) continue;
      const number = dayNumber(message.at * 1000);
      if (number !== day) {
        day = number;
        wanted.push(this.cached(`day-${number}`, () => el("div", { class: "service" }, dateText(message.at * 1000))));
      }
      wanted.push(this.cached(id, () => messageNode(message, acts)));
    }
    arrange(this.list, wanted);
    this.head.render();
    this.empty.textContent = say(place ? "emptyTopic" : "emptyChat");
    this.empty.hidden = wanted.length > 0;
    this.form.hidden = !started;
    this.startButton.hidden = started || place !== null;
    this.readOnly.hidden = started || place === null;
    this.menu.hidden = commands.length === 0;
    if (changed(this, "commandShape", commands)) {
      this.commands.replaceChildren(...commands.map((command) =>
        el("button", { type: "button", onclick: () => { this.toggleMenu(); this.command(command.command); } },
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
        ...row.map(({ text, asks }) => el("button", { type: "button", class: "key", onclick: () => (asks ? this.askChat(text) : this.say(text, null, keyboard.once)) }, text)))));
    }
    this.composer.input.placeholder = (keyboard && keyboard.placeholder) || say("write");
  }

  cached(id, make) {
    const { nodes } = this.chat;
    if (!nodes.has(id)) nodes.set(id, make());
    return nodes.get(id);
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
    if (this.place) return;
    this.head.status.textContent = waiting ? say("typing") : say("bot");
    this.head.status.className = waiting ? "typing" : "";
    if (waiting) this.waitTimer = setTimeout(() => this.setWaiting(false), LONGEST_WAIT);
  }

  async act(work) {
    this.following = true; // whoever acts wants to see what comes of it
    this.setWaiting(true);
    try {
      return await work();
    } catch (error) {
      this.setWaiting(false);
      this.toast(say({ 409: "notAllowed", 410: "expired" }[error.status] ?? "failed"));
      return null;
    }
  }

  start(payload) {
    this.turnTo(BOT);
    return this.act(() => post(`${this.path}/start`, { payload }));
  }

  /** In a group a command says which bot it is for. */
  command(word) {
    return this.say(this.place ? `/${word}@${this.username}` : `/${word}`);
  }

  async say(text, quoted = null, fold = false) {
    const reply = quoted ? { reply: quoted.id } : {};
    const answer = await this.act(() => post(`${this.path}/write`, { text, ...reply, ...this.where() }));
    if (answer && fold) {
      this.folded = true;
      this.render();
    }
    this.toEnd();
    return answer;
  }

  async forward(message) {
    const { open } = this;
    this.turnTo(BOT);
    await this.act(() => post(`${this.path}/forward`, { chat: open, message: message.id }));
  }

  /** Write `@bot words` here, or in a chat that is chosen first. */
  switchInline({ query, here }) {
    this.writeSomewhere(`@${this.username} ${query}`, here ? this.open : null, say("whereTo"));
  }

  writeSomewhere(text, chat, title) {
    const writeIn = (id) => {
      if (id !== this.open) this.turnTo(id);
      this.composer.fill(text);
    };
    if (chat) writeIn(chat);
    else this.head.choose({ title, suits: (place) => place.kind === "bot" || place.writes, choose: writeIn });
  }

  /** Follow a link that acts inside Telegram: START with a payload, a group for the bot, or sharing words. */
  follow(found) {
    if (found.kind === "start") return this.start(found.payload);
    if (found.kind === "share") return this.writeSomewhere(found.text, null, say("whereTo"));
    return this.head.choose({
      title: say("whichChat"),
      suits: (place) => place.kind !== "bot" && (place.kind === "channel") === found.channel,
      choose: async (chat) => {
        this.turnTo(chat);
        await this.act(() => post(`${this.path}/group`, { chat, payload: found.payload, admin: found.admin }));
      },
    });
  }

  /** Choose a chat for a button of the keyboard that asks for one. */
  async askChat(label) {
    const answer = await this.act(() => post(`${this.path}/request`, { label }));
    this.setWaiting(false);
    if (!answer) return;
    this.head.choose({
      title: label,
      suits: (place) => answer.chats.includes(place.id),
      choose: (chat) => this.act(() => post(`${this.path}/request`, { label, chat })),
    });
  }

  async press(message, row, column, button) {
    if (button.getAttribute("aria-busy") === "true") return;
    button.setAttribute("aria-busy", "true");
    const answer = await this.act(() => post(`${this.path}/press`, { message, row, column, chat: this.open }));
    button.removeAttribute("aria-busy");
    this.setWaiting(false);
    if (!answer) return;
    const leads = answer.url ? deepLink(new URL(answer.url, "https://t.me").href, this.username) : null;
    if (leads) this.follow(leads);
    else if (!answer.answered) this.toast(say("noAnswer"));
    else if (answer.alert) this.page.alert(answer.text);
    else if (answer.text) this.toast(answer.text);
  }

  toast(text) {
    clearTimeout(this.toastTimer);
    this.toastNode.textContent = text;
    this.toastNode.hidden = false;
    this.toastTimer = setTimeout(() => { this.toastNode.hidden = true; }, 4000);
  }
}
