// The head of a chat: which chat is on the screen, the way to the others, topics, and what the bot may do here.
import { el, post } from "./dom.js";
import { own, say } from "./strings.js";

export class Head {
  /** @param {object} phone whose head it is: `open`, `chats`, `state`, `turnTo(id)`, `act(work)`, `render()` */
  constructor(phone) {
    this.phone = phone;
    this.asking = null; // what the list of chats is open for: null, or {title, suits, choose}
    this.badge = el("span", { class: "badge", hidden: true });
    this.others = el("button", { type: "button", class: "chats-button", "aria-expanded": "false", hidden: true, onclick: () => this.toggleList() },
      el("span", { class: "back-icon", "aria-hidden": "true" }), this.badge);
    this.mark = el("img", { src: "/static/elshi.svg", alt: "", width: "36", height: "36" }); // one: each new one is asked for anew
    this.face = el("span", { class: "chat-face", "aria-hidden": "true" }, this.mark);
    this.title = el("b");
    this.status = el("small", { "aria-live": "polite" });
    this.more = el("button", { type: "button", class: "head-more", "data-label": "chatMenu", "aria-expanded": "false", hidden: true, onclick: () => this.toggleMenu() }, "⋮");
    this.node = el("div", { class: "chat-head" }, this.others, this.face, el("div", { class: "chat-name" }, this.title, this.status), this.more);
    this.menu = el("div", { class: "head-menu", hidden: true });
    this.list = el("div", { class: "chat-list", hidden: true });
    this.topics = el("div", { class: "topics", role: "group", hidden: true });
  }

  render() {
    const { phone } = this;
    const place = phone.place;
    this.title.textContent = place ? place.title : say("botName");
    if (place) this.face.replaceChildren(place.title.slice(0, 1));
    else if (this.mark.parentNode !== this.face) this.face.replaceChildren(this.mark);
    this.face.classList.toggle("lettered", Boolean(place));
    const many = phone.state.chats?.length > 0;
    this.others.hidden = !many;
    const unread = [...phone.chats.values()].reduce((sum, chat) => sum + (chat.id === phone.open ? 0 : chat.unread), 0);
    this.badge.hidden = unread === 0;
    this.badge.textContent = String(unread);
    const label = unread ? `${say("chats")}. ${say("newMessages", unread)}` : say("chats");
    this.others.setAttribute("aria-label", label);
    this.others.title = label;
    this.more.hidden = !place || place.offers.length === 0;
    if (this.more.hidden) this.closeMenu();
    if (place) this.describe(place);
    this.renderTopics(place);
    if (!this.list.hidden) this.renderList();
    if (!this.menu.hidden) this.renderMenu();
  }

  describe(place) {
    const count = say(place.kind === "channel" ? "subscribers" : "members", place.members);
    this.status.textContent = `${say("standings")[place.bot]} · ${count}`;
    this.status.className = "";
  }

  renderTopics(place) {
    this.topics.hidden = !place || place.topics.length === 0;
    if (this.topics.hidden) return;
    const chosen = this.phone.chat.topic;
    const all = [{ id: 0, name: say("general"), closed: false }, ...place.topics];
    this.topics.replaceChildren(...all.map((topic) =>
      el("button", { type: "button", "aria-pressed": String(topic.id === chosen), onclick: () => this.phone.turnToTopic(topic.id) },
        topic.closed ? `🔒 ${topic.name}` : topic.name)));
  }

  toggleList() {
    if (this.list.hidden) this.choose(null);
    else this.closeList();
  }

  /** Open the list of chats, to turn to one of them or (with `asking`) to choose one for something. */
  choose(asking) {
    this.asking = asking;
    this.closeMenu();
    this.renderList();
    this.list.hidden = false;
    this.others.setAttribute("aria-expanded", "true");
    this.list.querySelector("button")?.focus();
  }

  closeList() {
    this.list.hidden = true;
    this.asking = null;
    this.others.setAttribute("aria-expanded", "false");
  }

  renderList() {
    const { phone, asking } = this;
    const places = [{ id: "bot", title: say("botName"), kind: "bot" }, ...(phone.state.chats ?? [])];
    const shown = places.filter((place) => !asking || asking.suits(place));
    const rows = shown.map((place) => {
      const chat = phone.chats.get(place.id);
      const unread = chat?.unread ?? 0;
      return el("button", { type: "button", onclick: () => this.take(place.id) },
        el("span", { class: "chat-name" }, el("b", {}, place.title), el("small", {}, say("chatKinds")[place.kind] ?? "")),
        unread > 0 && place.id !== phone.open && el("span", { class: "badge", "aria-label": say("newMessages", unread) }, String(unread)));
    });
    const title = el("p", { class: "list-title" }, asking ? asking.title : say("chats"));
    const close = el("button", { type: "button", class: "list-close", onclick: () => this.closeList() }, say("cancel"));
    this.list.replaceChildren(title, ...(rows.length ? rows : [el("p", { class: "nothing" }, say("noChats"))]), close);
  }

  take(id) {
    const { asking } = this;
    this.closeList();
    if (asking) asking.choose(id);
    else this.phone.turnTo(id);
  }

  toggleMenu() {
    if (!this.menu.hidden) {
      this.closeMenu();
      return;
    }
    this.closeList();
    this.renderMenu();
    this.menu.hidden = false;
    this.more.setAttribute("aria-expanded", "true");
    this.menu.querySelector("button")?.focus();
  }

  closeMenu() {
    this.menu.hidden = true;
    this.more.setAttribute("aria-expanded", "false");
  }

  renderMenu() {
    const place = this.phone.place;
    if (!place) return;
    this.menu.replaceChildren(...place.offers.map((standing) =>
      el("button", { type: "button", onclick: () => this.make(standing) }, say("makes", standing, place.bot, place.kind))));
  }

  async make(standing) {
    this.closeMenu();
    await this.phone.act(() => post(`${this.phone.path}/standing`, { chat: this.phone.open, standing }));
  }
}

export const faceOf = (person) => own(person, "name").slice(0, 1);
