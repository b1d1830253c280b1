// Links to the bot itself are not opened in a browser: on a phone they act inside Telegram, and so they do here.

/**
 * Tell what a link does on a phone, or null for an ordinary page.
 * @param {string} url an http(s) address
 * @param {string} username the bot's
 * @returns {{kind: "start"|"group"|"share", payload?: string, admin?: boolean, text?: string}|null}
 */
export function deepLink(url, username) {
  let parsed;
  try {
    parsed = new URL(url);
  } catch {
    return null;
  }
  if (parsed.hostname !== "t.me" && parsed.hostname !== "telegram.me") return null;
  const asked = parsed.searchParams;
  if (parsed.pathname === "/share/url") {
    return { kind: "share", text: [asked.get("text"), asked.get("url")].filter(Boolean).join("\n") };
  }
  if (!username || parsed.pathname.toLowerCase() !== `/${username.toLowerCase()}`) return null;
  for (const name of ["startgroup", "startchannel"]) {
    if (asked.has(name)) return { kind: "group", payload: asked.get(name), admin: asked.has("admin"), channel: name === "startchannel" };
  }
  return { kind: "start", payload: asked.get("start") ?? "" };
}
