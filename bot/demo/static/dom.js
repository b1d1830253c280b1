// Building elements. Everything that anybody wrote goes in as text, never as markup.

/** Make an element: `el("button", {class: "x", onclick: f}, "text", child)`. */
export function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === false || value === null || value === undefined) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

/** Only web addresses become links; anything else stays words. */
export function safeUrl(url) {
  try {
    const parsed = new URL(url);
    return parsed.protocol === "http:" || parsed.protocol === "https:" ? parsed.href : null;
  } catch {
    return null;
  }
}

/** Put words where they can be pasted from; tells whether it worked. */
export async function copyText(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // Old browsers, and pages that are not focused: by way of a field.
    const field = el("textarea", { class: "off-screen", readonly: true });
    field.value = text;
    document.body.append(field);
    field.select();
    const done = document.execCommand("copy");
    field.remove();
    return done;
  }
}

export const link = (url, ...children) =>
  el("a", { href: url, target: "_blank", rel: "noopener noreferrer" }, ...children);

/** Ask the demo to do something. Returns the answer; throws an Error with `status` when it was refused. */
export async function post(path, body) {
  const answer = await fetch(path, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });
  return told(answer);
}

/** Send a file; `asked` are further parameters of the address. */
export async function upload(path, file, asked = {}) {
  const answer = await fetch(`${path}?${new URLSearchParams({ name: file.name, ...asked })}`, {
    method: "POST",
    headers: { "Content-Type": "application/octet-stream" },
    body: file,
  });
  return told(answer);
}

async function told(answer) {
  if (!answer.ok) throw Object.assign(new Error(answer.statusText), { status: answer.status });
  return answer.json();
}
