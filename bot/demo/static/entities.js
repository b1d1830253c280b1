// Telegram's formatted text as elements. Offsets are UTF-16 units, which is how JavaScript counts as well.
import { el, link, safeUrl } from "./dom.js";
import { say } from "./strings.js";

const TAGS = {
  bold: "b", italic: "i", underline: "u", strikethrough: "s", code: "code", pre: "pre",
  blockquote: "blockquote", expandable_blockquote: "blockquote",
};

/**
 * Return the nodes of a text.
 * @param {string} text the plain text
 * @param {Array} entities message entities; they nest or stand apart, never cross
 * @param {object} acts what pressing does: `command(words)`, and `leads(url)` / `follow(url)` for links that act on the phone
 */
export function formatted(text, entities, acts) {
  const sorted = [...entities].sort((a, b) => a.offset - b.offset || b.length - a.length);
  return part(text, 0, text.length, sorted, acts);
}

function part(text, start, end, entities, acts) {
  const nodes = [];
  let at = start;
  let index = 0;
  while (index < entities.length) {
    const entity = entities[index];
    const from = Math.max(entity.offset, at);
    const to = Math.min(entity.offset + entity.length, end);
    index += 1;
    if (from >= to) continue;
    if (from > at) nodes.push(text.slice(at, from));
    const inner = [];
    while (index < entities.length && entities[index].offset < to) inner.push(entities[index++]);
    nodes.push(wrap(entity, text.slice(from, to), part(text, from, to, inner, acts), acts));
    at = to;
  }
  if (at < end) nodes.push(text.slice(at, end));
  return nodes;
}

function wrap(entity, words, children, acts) {
  const tag = TAGS[entity.type];
  if (tag) return el(tag, {}, ...children);
  if (entity.type === "text_link" || entity.type === "url") {
    const url = safeUrl(entity.url ?? (words.includes("://") ? words : `https://${words}`));
    if (url && acts.leads(url)) {
      return el("button", { type: "button", class: "command", onclick: () => acts.follow(url) }, ...children);
    }
    return url ? link(url, ...children) : el("span", {}, ...children);
  }
  if (entity.type === "bot_command") {
    return el("button", { type: "button", class: "command", onclick: () => acts.command(words) }, ...children);
  }
  if (entity.type === "spoiler") {
    const node = el("span", { class: "spoiler", role: "button", tabindex: "0", title: say("spoiler") }, ...children);
    const open = (event) => {
      if (event.type === "keydown" && event.key !== "Enter" && event.key !== " ") return;
      event.preventDefault();
      node.classList.add("open");
    };
    node.addEventListener("click", open);
    node.addEventListener("keydown", open);
    return node;
  }
  return el("span", { class: entity.type }, ...children);
}
