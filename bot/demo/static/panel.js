// What a visitor may do beside the phones: publish on a sample site and move the clock; and the way each post went.
import { el, link, post, safeUrl } from "./dom.js";
import { own, say } from "./strings.js";
import { clockText, dayText, shortDateText } from "./time.js";

const MOVES = [["hour", 1], ["day", 24], ["week", 168]];
const COUNTED = 600; // seconds: what came later waited for the morning or for the clock, and seconds say nothing
const DAY = 86400; // seconds: from here on the hour alone would not tell which day

/** Say when a step came: «+2,5 с» after the publication (milliseconds since 1970), or the time by the demo's clock. */
function momentText(published, seconds) {
  if (seconds <= COUNTED) return say("seconds", seconds.toFixed(1).replace(".", ","));
  const moment = published + seconds * 1000;
  return seconds < DAY ? say("atHour", clockText(moment)) : say("atDay", shortDateText(moment), clockText(moment));
}

export class Panel {
  /**
   * @param {Element} node where the panel goes
   * @param {Element} moves where the buttons of the clock go
   * @param {(id: string) => string} personName says how a guest is called
   */
  constructor(node, moves, personName) {
    this.moves = moves;
    this.personName = personName;
    this.told = el("p", { class: "told", role: "status" });
    this.data = { sites: [], waiting: [], traces: [], published: [] };
    this.people = [];
    this.parts = {
      first: el("section", { class: "card first" }),
      story: el("section", { class: "card story" }),
      publish: el("section", { class: "card publish" }),
      share: el("section", { class: "card share" }),
      trace: el("section", { class: "card trace" }),
      sites: el("section", { class: "card sites" }),
    };
    node.append(...Object.values(this.parts), (this.note = el("p", { class: "note" })));
    this.relabel();
  }

  relabel() {
    this.parts.first.replaceChildren(el("h2", {}, say("firstTitle")),
      el("ol", {}, ...say("first").map((step) => el("li", {}, step))));
    this.moves.replaceChildren(...MOVES.map(([label, hours]) =>
      el("button", { type: "button", class: "quiet", onclick: (event) => this.move(hours, event.currentTarget) }, say(label))));
    this.tell("");
    this.note.textContent = `${say("clockNote")} ${say("invented")}`;
    this.renderPublish();
    this.renderShare();
    this.renderTraces();
    this.renderSites();
  }

  /** Take over who holds the phones. */
  setPeople(people) {
    this.people = people;
    this.renderShare();
  }

  update(key, value) {
    this.data[key] = value;
    if (key === "waiting") this.renderPublish();
    if (key === "published") this.renderShare();
    if (key === "traces") this.renderTraces();
    if (key === "sites") {
      this.renderSites();
      this.renderPublish();
    }
  }

  siteName(id) {
    const site = this.data.sites.find((one) => one.id === id);
    return site ? own(site, "name") : "";
  }

  renderPublish() {
    const { waiting } = this.data;
    const chosen = this.select?.value;
    const title = el("h2", {}, say("publishTitle"));
    if (!waiting.length) {
      this.select = null;
      this.parts.publish.replaceChildren(title, el("p", { class: "hint" }, say("publishAll")), this.told);
      return;
    }
    this.select = el("select", { id: "which", "aria-label": say("publishWhich"), onchange: () => this.showHint() },
      ...waiting.map((draft) => el("option", { value: draft.key, lang: draft.lang }, draft.title)));
    if (waiting.some((draft) => draft.key === chosen)) this.select.value = chosen;
    this.about = el("div", { class: "about" });
    this.button = el("button", { type: "button", class: "strong", id: "publish", onclick: () => this.publish() }, say("publish"));
    this.parts.publish.replaceChildren(title, this.select, this.about, this.button, this.told);
    this.showHint();
  }

  showHint() {
    const draft = this.data.waiting.find((one) => one.key === this.select.value);
    if (!draft) return;
    this.about.replaceChildren(
      el("p", { class: "draft", lang: draft.lang }, draft.title),
      el("p", { class: "site" }, this.siteName(draft.site)),
      el("p", { class: "hint" }, own(draft, "hint")));
  }

  /** Forwarding a published post: which, and by whom. */
  renderShare() {
    const chosen = [this.post?.value, this.sender?.value];
    this.post = el("select", { id: "share-what", "aria-label": say("shareWhat") },
      ...this.data.published.map((post) => el("option", { value: post.key, lang: post.lang }, post.title)));
    this.sender = el("select", { id: "share-who", "aria-label": say("shareWho") },
      ...this.people.map((person) => el("option", { value: person.id }, own(person, "name"))));
    [this.post, this.sender].forEach((select, index) => {
      if ([...select.options].some((option) => option.value === chosen[index])) select.value = chosen[index];
    });
    const button = el("button", { type: "button", class: "strong", id: "share", onclick: () => this.share(button) }, say("shareButton"));
    this.shared = el("p", { class: "told", role: "status" });
    this.parts.share.replaceChildren(el("h2", {}, say("shareTitle")), el("p", { class: "hint" }, say("shareHint")),
      this.post, this.sender, button, this.shared);
  }

  async share(button) {
    const who = this.people.find((person) => person.id === this.sender.value);
    button.disabled = true;
    try {
      await post(`/api/phones/${who.id}/share`, { key: this.post.value });
      this.shared.textContent = say("sharedToast", own(who, "name"));
    } catch {
      this.shared.textContent = say("failed");
    }
    button.disabled = false;
  }

  tell(text) {
    clearTimeout(this.timer);
    this.told.textContent = text;
    this.timer = setTimeout(() => { this.told.textContent = ""; }, 5000);
  }

  publish() {
    return this.ask(this.button, () => post("/api/publish", { key: this.select.value }), say("publishedToast"));
  }

  move(hours, button) {
    return this.ask(button, () => post("/api/clock", { hours }), "");
  }

  async ask(button, work, done) {
    button.disabled = true;
    try {
      await work();
      this.tell(done);
    } catch {
      this.tell(say("failed"));
    }
    button.disabled = false;
  }

  renderTraces() {
    const title = el("h2", {}, say("traceTitle"));
    const { traces } = this.data;
    if (!traces.length) {
      this.parts.trace.replaceChildren(title, el("p", { class: "hint" }, say("traceEmpty")));
      return;
    }
    this.parts.trace.replaceChildren(title, ...traces.map((trace) => this.traceNode(trace)));
  }

  traceNode(trace) {
    const later = (seconds) => (seconds === null ? null : momentText(trace.at, seconds));
    const steps = [[say("traceSite"), this.siteName(trace.site), clockText(trace.at, true), true]];
    steps.push([say("traceRead"), null, later(trace.fetched), trace.fetched !== null]);
    if (trace.read) {
      const facts = [];
      if (trace.read.kind) facts.push(say("kinds")[trace.read.kind] ?? trace.read.kind);
      facts.push(...trace.read.places.map((place) => own(place, "name")));
      if (trace.read.deadline) facts.push(say("deadline", dayText(trace.read.deadline)));
      const what = trace.read.kind === null ? "traceNoCall" : trace.read.known ? "traceKnown" : "traceCall";
      steps.push([say(what), facts.join(" · "), null, true]);
      const names = trace.sent.map((sent) => `${this.personName(sent.person)} (${later(sent.after)})`);
      if (names.length) steps.push([say("traceSent"), names.join(", "), null, true]);
      else if (trace.later) steps.push([say("traceLater"), clockText(trace.later), null, false]);
      else if (trace.quiet) steps.push([say("traceNobody"), null, null, true]);
    }
    return el("article", { class: "path" },
      el("h3", { lang: trace.lang }, link(safeUrl(trace.url), trace.title)),
      el("ol", {}, ...steps.map(([what, detail, time, done]) =>
        el("li", { class: done ? "done" : "next" }, el("b", {}, what), time && el("time", {}, time), detail && el("span", {}, detail)))));
  }

  renderSites() {
    this.parts.sites.replaceChildren(el("h2", {}, say("sitesTitle")), ...this.data.sites.map((site) =>
      el("div", { class: "site-line" },
        el("b", {}, link(safeUrl(site.url), own(site, "name"))),
        el("small", {}, el("a", { href: safeUrl(site.feed), target: "_blank", rel: "noopener noreferrer" }, site.format), ` · ${say("posts", site.count)}`),
        site.visited && el("small", {}, say("visited", clockText(site.visited.at), site.visited.fresh)))));
  }
}
