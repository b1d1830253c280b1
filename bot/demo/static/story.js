// Playing the story: a bar that tells a step, and does it when asked; by itself, it leaves time to read.
import { el, post } from "./dom.js";
import { own, say } from "./strings.js";

const PER_LETTER = 55; // milliseconds: slow reading aloud
const LEAST = 2500;
const MOST = 9000;

export class StoryBar {
  /**
   * @param {Element} node the bar
   * @param {Element} card where the chapters are chosen
   * @param {(phone: string, chat: string) => void} show turns the page to what a step has changed
   */
  constructor(node, card, show) {
    this.node = node;
    this.card = card;
    this.show = show;
    this.chapters = [];
    this.chapter = null;
    this.at = 0;
    this.missed = false;
    this.playing = false;
    this.busy = false;
    this.relabel();
  }

  update(chapters) {
    this.chapters = chapters;
    this.relabel();
  }

  relabel() {
    this.card.hidden = this.chapters.length === 0;
    this.card.replaceChildren(el("h2", {}, say("storyTitle")), el("p", { class: "hint" }, say("storyHint")),
      ...this.chapters.map((chapter, index) =>
        el("button", { type: "button", class: "chapter", onclick: () => this.open(chapter) }, `${index + 1}. ${own(chapter, "title")}`)));
    this.render();
  }

  open(chapter) {
    this.chapter = chapter;
    this.at = 0;
    this.missed = false;
    this.render();
    this.node.querySelector("button")?.focus();
  }

  close() {
    this.pause();
    this.chapter = null;
    this.show("", "");
    this.render();
  }

  render() {
    this.node.hidden = this.chapter === null;
    document.body.classList.toggle("telling", this.chapter !== null);
    if (!this.chapter) return;
    this.node.setAttribute("aria-label", own(this.chapter, "title"));
    const { steps } = this.chapter;
    const ended = this.at >= steps.length;
    const words = this.missed ? say("storyMissed") : ended ? say("storyEnd") : own(steps[this.at], "text");
    const close = el("button", { type: "button", class: "quiet close", "aria-label": say("storyClose"), title: say("storyClose"), onclick: () => this.close() }, "×");
    const buttons = ended ? [] : [
      el("button", { type: "button", class: "strong", disabled: this.busy, onclick: () => this.step() }, say("storyDo")),
      el("button", { type: "button", class: "quiet", disabled: this.busy, onclick: () => this.skip() }, say("storySkip")),
      el("button", { type: "button", class: "quiet", "aria-pressed": String(this.playing), onclick: () => (this.playing ? this.pause() : this.play()) },
        say(this.playing ? "storyPause" : "storyPlay")),
    ];
    const count = el("b", { class: "count" }, say("storyAt", Math.min(this.at + 1, steps.length), steps.length));
    this.node.replaceChildren(
      el("p", { class: this.missed ? "missed" : "", "aria-live": "polite" }, count, " ", words), el("div", { class: "buttons" }, ...buttons, close));
  }

  /** Do the step that is told; tells whether it could be done. */
  async step() {
    const { chapter, at } = this;
    this.busy = true;
    this.render();
    let shown = null;
    try {
      shown = await post("/api/story", { chapter: chapter.id, step: at });
    } catch {
      // 409: the visitor went another way; anything else looks the same to whoever watches.
    }
    this.busy = false;
    if (this.chapter !== chapter || this.at !== at) return false;
    this.missed = shown === null;
    if (shown) {
      this.at += 1;
      if (shown.phone) this.show(shown.phone, shown.chat);
    } else {
      this.pause();
    }
    this.render();
    return shown !== null;
  }

  skip() {
    this.missed = false;
    this.at += 1;
    this.render();
  }

  play() {
    this.playing = true;
    this.missed = false;
    this.render();
    this.next();
  }

  pause() {
    this.playing = false;
    clearTimeout(this.timer);
    this.render();
  }

  /** Leave time to read the step, do it, and go on. */
  next() {
    if (!this.playing || !this.chapter) return;
    if (this.at >= this.chapter.steps.length) {
      this.pause();
      return;
    }
    const words = own(this.chapter.steps[this.at], "text");
    const pause = Math.min(Math.max(words.length * PER_LETTER, LEAST), MOST);
    this.timer = setTimeout(async () => {
      if (await this.step()) this.next();
    }, pause);
  }
}
