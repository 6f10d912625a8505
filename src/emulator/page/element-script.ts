/**
 * Makes elements of the page. Text becomes a text node and never markup, so what a message holds stays text.
 */
export const elementScript = String.raw`
const byId = (id) => document.getElementById(id);

/** An element with attributes ("on…" are listeners; false and null are left out) and children, texts or elements. */
function element(name, attributes, ...children) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes ?? {})) {
    if (value === false || value === null || value === undefined) continue;
    if (typeof value === "function") node.addEventListener(key.slice(2), value);
    else node.setAttribute(key, value === true ? "" : String(value));
  }
  node.append(...children.filter((child) => child !== null && child !== undefined && child !== ""));
  return node;
}

/** Text of a sender: its direction is its own and does not reach its neighbours. */
function said(name, className, text) {
  return text === null ? null : element(name, { class: className, dir: "auto" }, text);
}

const unseen = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g;

/** The text as it is: characters that nobody sees, or that reorder others, are spelt out. */
function bare(text) {
  return text.replace(unseen, (character) => "\\u{" + character.codePointAt(0).toString(16) + "}");
}

function many(amount, noun, nouns) {
  return amount.toLocaleString("en") + " " + (amount === 1 ? noun : nouns);
}

async function ask(path, options) {
  const response = await fetch(path, { cache: "no-store", ...options });
  const text = await response.text();
  const answer = text === "" ? {} : JSON.parse(text);
  if (!response.ok) throw new Error(answer.error ?? "The hub answered " + response.status + ".");
  return answer;
}
`;
