/**
 * A glob as a regular expression over whole texts: `*` within a segment, `**` across segments, `?` one character,
 * `{a,b}` alternatives. `segmentSeparator` is `/` for paths; tags have none.
 */
export function globToRegExp(glob: string, options: { readonly segmentSeparator: "/" | "none" }): RegExp {
  const withinSegment = options.segmentSeparator === "/" ? "[^/]" : "[^]";
  let source = "";
  let depth = 0;
  for (let index = 0; index < glob.length; index++) {
    const character = glob.charAt(index);
    if (character === "*" && glob[index + 1] === "*") {
      index++;
      if (glob[index + 1] === "/") {
        index++;
        source += "(?:[^]*/)?";
      } else source += "[^]*";
    } else if (character === "*") source += `${withinSegment}*`;
    else if (character === "?") source += withinSegment;
    else if (character === "{") {
      depth++;
      source += "(?:";
    } else if (character === "}" && depth > 0) {
      depth--;
      source += ")";
    } else if (character === "," && depth > 0) source += "|";
    else source += character.replace(/[\\^$+.()|[\]{}]/g, "\\$&");
  }
  return new RegExp(`^${source}${")".repeat(depth)}$`);
}
