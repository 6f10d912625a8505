/** The offset, in UTF-16 units, of the first character that keeps a text from being JSON (RFC 8259); `undefined` when it is JSON. */
export function findJsonError(text: string): number | undefined {
  let at = 0;
  const skip = (pattern: RegExp): boolean => {
    pattern.lastIndex = at;
    const match = pattern.exec(text);
    if (match === null) return false;
    at += match[0].length;
    return true;
  };
  const blanks = () => skip(/[ \t\r\n]*/y);
  /** What may come next, for each open bracket; a stack instead of recursion, so that nesting costs no call depth. */
  const open: ("object" | "array")[] = [];
  let expects: "value" | "first-member" | "member" | "first-item" | "end" = "value";
  const member = (): boolean => {
    if (!skip(stringPattern)) return false;
    blanks();
    return skip(/:/y);
  };
  for (;;) {
    blanks();
    if (expects === "first-member" || expects === "member") {
      if (expects === "first-member" && skip(/\}/y)) {
        open.pop();
        expects = "end";
        continue;
      }
      if (!member()) return at;
      expects = "value";
      continue;
    }
    if (expects === "first-item" && skip(/\]/y)) {
      open.pop();
      expects = "end";
      continue;
    }
    if (expects !== "end") {
      if (skip(/\{/y)) {
        open.push("object");
        expects = "first-member";
      } else if (skip(/\[/y)) {
        open.push("array");
        expects = "first-item";
      } else if (skip(scalarPattern)) expects = "end";
      else return at;
      continue;
    }
    const container = open.at(-1);
    if (container === undefined) return at === text.length ? undefined : at;
    if (skip(/,/y)) expects = container === "object" ? "member" : "value";
    else if (skip(container === "object" ? /\}/y : /\]/y)) open.pop();
    else return at;
  }
}

const stringPattern = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;
const scalarPattern =
  /(?:"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)/y;
