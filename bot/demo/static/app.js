// The page: hears what changes on the server and shows it; asks the server to do what is pressed.
import { el } from "./dom.js";
import { Panel } from "./panel.js";
import { Phone } from "./phone.js";
import { StoryBar } from "./story.js";
import { own, say, switchLanguage, translate } from "./strings.js";
import { clockText, dateText, now, setClock } from "./time.js";

const RETRY = 2000; // milliseconds
const phones = new Map();
const tabs = new Map();
const badges = new Map();
const find = (id) => document.getElementById(id);
const alertBox = find("alert");
let shownTab = null;

const page = {
  alert: (text) => {
    alertBox.querySelector("p").textContent = text;
    if (!alertBox.open) alertBox.showModal();
  },
  unread: (phone, count) => {
    if (shownTab === phone.person.id || !tabbed()) return;
    badge(phone.person.id, (badges.get(phone.person.id) ?? 0) + count);
  },
};

const personName = (id) => (phones.has(id) ? own(phones.get(id).person, "name") : id);
const panel = new Panel(find("panel"), find("moves"), personName);

const story = new StoryBar(find("story"), panel.parts.story, (id, chat) => {
  for (const phone of phones.values()) phone.node.classList.toggle("acting", phone.person.id === id);
  const phone = phones.get(id);
  if (!phone) return;
  if (tabbed()) show(id);
  else phone.node.scrollIntoView({ block: "nearest", inline: "nearest" });
  phone.lookAt(chat, tabbed());
});

const tabbed = () => getComputedStyle(document.querySelector(".tabs")).display !== "none";

function badge(id, count) {
  badges.set(id, count);
  const node = tabs.get(id).querySelector(".badge");
  node.hidden = count === 0;
  node.textContent = String(count);
  node.setAttribute("aria-label", say("newMessages", count));
}

function show(id) {
  shownTab = id;
  document.body.dataset.tab = id === "panel" ? "panel" : "phone";
  for (const [name, tab] of tabs) {
    tab.setAttribute("aria-selected", String(name === id));
    tab.tabIndex = name === id ? 0 : -1;
  }
  for (const phone of phones.values()) phone.leave();
  for (const [name, phone] of phones) phone.node.classList.toggle("shown", name === id);
  for (const phone of phones.values()) phone.come();
  tabs.get(id).scrollIntoView({ block: "nearest", inline: "nearest" });
  if (phones.has(id)) badge(id, 0);
}

function buildTabs() {
  const bar = document.querySelector(".tabs");
  const make = (id, label) => {
    const tab = el("button", { type: "button", role: "tab", "aria-controls": id === "panel" ? "panel" : `phone-${id}`, onclick: () => show(id) },
      el("span", { class: "label" }, label), el("span", { class: "badge", hidden: true }));
    tabs.set(id, tab);
    return tab;
  };
  tabs.clear();
  bar.replaceChildren(...[...phones.values()].map((phone) => make(phone.person.id, own(phone.person, "name"))), make("panel", say("panelTab")));
  for (const [id, count] of badges) if (count) badge(id, count);
}

function turnTab(event) {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (!step) return;
  const ids = [...tabs.keys()];
  const next = ids[(ids.indexOf(shownTab) + step + ids.length) % ids.length];
  show(next);
  tabs.get(next).focus();
}

function people(list) {
  if (phones.size) return;
  for (const person of list) phones.set(person.id, new Phone(person, page));
  find("phones").replaceChildren(...[...phones.values()].map((phone) => phone.node));
  panel.setPeople(list);
  buildTabs();
  show(list[0].id);
}

/** Apply a patch: keys with their new values; null means gone. After a reconnection everything comes anew. */
function apply({ reset, set }) {
  if (set.people) people(set.people);
  if (set.bot) for (const phone of phones.values()) phone.username = set.bot.username;
  const changes = new Map([...phones.keys()].map((id) => [id, { state: null, messages: [] }]));
  if (reset) {
    for (const [id, phone] of phones) {
      for (const chat of phone.chats.values()) {
        const key = chat.id === "bot" ? `message/${id}` : `shared/${chat.id}`;
        for (const number of chat.messages.keys()) {
          if (!(`${key}/${number}` in set)) changes.get(id).messages.push([chat.id, number, null]);
        }
      }
    }
  }
  for (const [key, value] of Object.entries(set)) {
    const [part, id, number] = key.split("/");
    if (part === "clock") setClock(value);
    else if (part === "story") story.update(value);
    else if (part === "phone") changes.get(id).state = value;
    else if (part === "message") changes.get(id).messages.push(["bot", Number(number), value]);
    else if (part === "shared") for (const change of changes.values()) change.messages.push([id, Number(number), value]);
    else if (part !== "people" && part !== "bot") panel.update(part, value);
  }
  for (const [id, { state, messages }] of changes) {
    if (state || messages.length) phones.get(id).update(state, messages);
  }
  tick();
}

function tick() {
  find("clock-time").textContent = clockText(now());
  find("clock-date").textContent = dateText(now());
}

function connect() {
  const stream = new EventSource("/api/events");
  stream.onopen = () => { find("offline").hidden = true; };
  stream.onmessage = (event) => apply(JSON.parse(event.data));
  stream.onerror = () => {
    find("offline").hidden = false;
    if (stream.readyState === EventSource.CLOSED) setTimeout(connect, RETRY);
  };
}

find("language").addEventListener("click", () => {
  switchLanguage();
  translate(document);
  for (const phone of phones.values()) phone.relabel();
  panel.relabel();
  story.relabel();
  const shown = shownTab;
  buildTabs();
  show(shown);
  tick();
});
alertBox.querySelector("button").addEventListener("click", () => alertBox.close());
document.querySelector(".tabs").addEventListener("keydown", turnTab);
translate(document);
setInterval(tick, 1000);
connect();
