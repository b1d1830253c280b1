// One message of a chat as an element.
import { el, link, safeUrl } from "./dom.js";
import { formatted } from "./entities.js";
import { say } from "./strings.js";
import { clockText } from "./time.js";

/**
 * Build a message.
 * @param {object} message as the server describes it (bot/demo/phones.py)
 * @param {object} acts what can be done with it: `press`, `command`, `copy`, `inline`, `follow` (a link; returns whether it
 *   was one that acts on the phone), `reply` and `forward` (null where a phone offers neither)
 */
export function messageNode(message, acts) {
  if (message.event) return el("div", { class: "service", "data-id": message.id }, eventText(message.event));
  const body = el("div", { class: "bubble" });
  if (acts.named && message.name && !message.out) body.append(el("b", { class: "author" }, message.name));
  if (message.origin) body.append(el("div", { class: "origin" }, say("forwardedFrom", message.origin)));
  if (message.via) body.append(el("div", { class: "origin" }, say("via", message.via)));
  if (message.reply) body.append(el("div", { class: "quoted" }, message.reply));
  if (message.media) body.append(mediaNode(message.media));
  if (message.poll) body.append(pollNode(message.poll));
  if (message.text) body.append(el("div", { class: "words" }, ...formatted(message.text, message.entities, acts)));
  if (!message.text && !message.media && !message.poll) body.append(el("div", { class: "words unknown" }, say("unknown")));
  const stamp = el("div", { class: "stamp" });
  if (message.edited) stamp.append(say("edited"), " ");
  stamp.append(el("time", {}, clockText(message.at * 1000)));
  if (acts.reply || acts.forward) stamp.append(moreButton(message, acts));
  body.append(stamp);
  const node = el("div", { class: message.out ? "message out" : "message in", "data-id": message.id }, body);
  if (message.buttons.length) node.append(keyboardNode(message, acts));
  return node;
}

function moreButton(message, acts) {
  const more = el("button", { type: "button", class: "more", "aria-label": say("more"), "aria-expanded": "false" }, "⋯");
  more.addEventListener("click", () => {
    const node = more.closest(".message");
    const shown = node.querySelector(".acts");
    more.setAttribute("aria-expanded", String(!shown));
    if (shown) {
      shown.remove();
      return;
    }
    const close = (act) => () => {
      more.setAttribute("aria-expanded", "false");
      node.querySelector(".acts")?.remove();
      act(message);
    };
    node.append(el("div", { class: "acts" },
      acts.reply && el("button", { type: "button", onclick: close(acts.reply) }, say("reply")),
      acts.forward && el("button", { type: "button", onclick: close(acts.forward) }, say("forward"))));
    node.scrollIntoView({ block: "nearest" });
  });
  return more;
}

function keyboardNode(message, acts) {
  return el("div", { class: "inline" }, ...message.buttons.map((row, rowIndex) =>
    el("div", { class: "row" }, ...row.map((button, column) => {
      const url = button.url && safeUrl(button.url);
      if (url && !acts.leads(url)) {
        const node = link(url, el("span", {}, button.text), el("span", { class: "arrow", "aria-hidden": "true" }, "↗"));
        node.className = "key";
        node.title = say("opensPage");
        return node;
      }
      let act = (event) => acts.press(message.id, rowIndex, column, event.currentTarget);
      let mark = null;
      if (url) act = () => acts.follow(url);
      else if (button.copy !== undefined) {
        act = () => acts.copy(button.copy);
        mark = "⧉";
      } else if (button.inline) {
        act = () => acts.inline(button.inline);
        mark = "↪";
      }
      return el("button", { type: "button", class: "key", onclick: act },
        el("span", {}, button.text), mark && el("span", { class: "arrow", "aria-hidden": "true" }, mark));
    })),
  ));
}

function eventText({ kind, name }) {
  const words = say("events")[kind];
  return words ? words(name) : say("event");
}

function pollNode(poll) {
  return el("div", { class: "poll" }, el("b", {}, poll.question), el("ul", {}, ...poll.options.map((option) => el("li", {}, option))));
}

function mediaNode(media) {
  if (media.kind === "photo") {
    return el("img", { class: "photo", src: media.url, alt: say("photo"), width: media.width, height: media.height, loading: "lazy" });
  }
  if (media.kind === "voice") {
    const minutes = Math.floor(media.duration / 60);
    const seconds = String(media.duration % 60).padStart(2, "0");
    return el("div", { class: "file" }, el("span", { class: "icon", "aria-hidden": "true" }, "♪"),
      el("span", { class: "about" }, el("b", {}, say("voice")), el("small", {}, `${minutes}:${seconds}`)));
  }
  if (media.kind === "sticker") return el("div", { class: "sticker" }, media.name);
  const about = el("span", { class: "about" }, el("b", {}, media.name || say("file")),
    el("small", {}, `${say("size", media.size)} · ${say("download")}`));
  return el("a", { class: "file", href: media.url, download: media.name || "file" },
    el("span", { class: "icon", "aria-hidden": "true" }, "↓"), about);
}
