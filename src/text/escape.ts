/** Text for an XML element or attribute value. */
export function escapeXml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => xmlEntities[character] ?? character);
}

const xmlEntities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&apos;",
};

/** Text for the inside of a JSON string. */
export function escapeJson(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

/**
 * Text from a campaign or a hub for one line of a terminal or log: control characters, escape sequences and the
 * characters that reorder text (Unicode bidi controls) are made visible. So is what starts a command in the log of a CI
 * job: `##vso[` (Azure Pipelines) and `##[` anywhere in a line, `::` (GitHub Actions) at its start.
 */
export function escapeTerminal(text: string): string {
  return text
    .replace(unsafeOnScreen, makeVisible)
    .replace(/#(?=#(?:vso)?\[)/gi, makeVisible)
    .replace(/^(\s*):(?=:)/, (_, blanks: string) => blanks + makeVisible(":"));
}

function makeVisible(character: string): string {
  const codePoint = character.codePointAt(0) ?? 0;
  return `\\u{${codePoint.toString(16)}}`;
}

/** Text for a Markdown table cell or paragraph on a code host: nothing in it is markup, a mention or a link. */
export function escapeMarkdown(text: string): string {
  return (
    escapeTerminal(text)
      .replace(/[\\`*_{}[\]()#+!|~^$-]/g, "\\$&")
      // A code host links `#1` and `GH-1` in the text that it has rendered, where a backslash is gone.
      .replace(/(#|\bGH\\-)(?=\d)/gi, "$1\u200b")
      .replace(/&/g, "&amp;")
      .replace(/</g, "&lt;")
      .replace(/>/g, "&gt;")
      .replace(/@/g, "@\u200b")
      .replace(/:\/\//g, ":\u200b//")
      .replace(/\bwww\./gi, "www\u200b.")
  );
}

// C0, DEL, C1, line and paragraph separators, bidi marks, embeddings, overrides and isolates, zero-width characters, tags.
const unsafeOnScreen =
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\u{e0000}-\u{e007f}]/gu;
