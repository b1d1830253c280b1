// One message of a chat as an element.
import { el, link, safeUrl } from "./dom.js";
import { formatted } from "./entities.js";
import { say } from "./strings.js";
import { clockText } from "./time.js";

/**
 * Build a message.
 * @param {object} message as the server describes it (bot/demo/phones.py)
 * @param {{press: Function, command: Function}} acts what pressing a button or a /command does
 */
export function messageNode(message, acts) {
  if (message.service) return el("div", { class: "service", "data-id": message.id }, message.service);
  const body = el("div", { class: "bubble" });
  if (message.reply) body.append(el("div", { class: "quoted" }, message.reply));
  if (message.media) body.append(mediaNode(message.media));
  if (message.text) {
    body.append(el("div", { class: "words" }, ...formatted(message.text, message.entities, acts.command)));
  }
  if (!message.text && !message.media) body.append(el("div", { class: "words unknown" }, say("unknown")));
  const stamp = el("div", { class: "stamp" });
  if (message.edited) stamp.append(say("edited"), " ");
  stamp.append(el("time", {}, clockText(message.at * 1000)));
  body.append(stamp);
  const node = el("div", { class: message.out ? "message out" : "message in", "data-id": message.id }, body);
  if (message.buttons.length) node.append(keyboardNode(message, acts));
  return node;
}

function keyboardNode(message, acts) {
  return el("div", { class: "inline" }, ...message.buttons.map((row, rowIndex) =>
    el("div", { class: "row" }, ...row.map((button, column) => {
      const url = button.url && safeUrl(button.url);
      if (url) {
        const node = link(url, el("span", {}, button.text), el("span", { class: "arrow", "aria-hidden": "true" }, "↗"));
        node.className = "key";
        node.title = say("opensPage");
        return node;
      }
      return el("button", {
        type: "button",
        class: "key",
        onclick: (event) => acts.press(message.id, rowIndex, column, event.currentTarget),
      }, el("span", {}, button.text));
    })),
  ));
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
