// A chat as a phone keeps it, and changing what is shown without touching what stays.

/** What is kept of a chat: its messages, their elements, and how the reader left it. */
export class Chat {
  constructor(id) {
    this.id = id;
    this.messages = new Map();
    this.nodes = new Map();
    this.unread = 0;
    this.topic = 0;
  }
}

/** Tell whether a value differs from the one seen last: what did not change is not built again, so focus stays. */
export function changed(owner, name, value) {
  const shape = JSON.stringify(value);
  const differs = owner[name] !== shape;
  owner[name] = shape;
  return differs;
}

/** Make the children of a node the wanted ones, touching only what differs (focus and scrolling stay). */
export function arrange(parent, wanted) {
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
