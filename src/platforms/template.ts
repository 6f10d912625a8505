import { isJsonObject } from "../model/json.ts";
import { maxRequestBytes } from "../nh/limits.ts";
import { jsonMessage, notAMap } from "./json-payload.ts";
import type { Finding, Platform } from "./platform.ts";

/** The hub fills each device's own template with these values. Source: REST, "Send template notification". */
export const template: Platform = {
  name: "template",
  title: "the hub's templates",
  aliases: ["templates"],
  forms: ["json"],
  maxBytes: maxRequestBytes,
  acceptsDirectSend: false,
  bodyFromProperties: true,
  wantsText: () => true,
  inspect: ({ tree }) => {
    if (!isJsonObject(tree)) return notAMap(tree);
    return Object.entries(tree).flatMap(([name, value]): Finding[] => {
      // Source: .NET SDK 4.2.0, ExpressionEvaluator: names in templates are ASCII and at most 120 long.
      if (!/^[A-Za-z0-9_]{1,120}$/.test(name)) {
        return [
          {
            kind: "shape",
            path: [name],
            atKey: true,
            message: `no template can name \`${name}\``,
            hint: "Use up to 120 ASCII letters, digits and `_`.",
          },
        ];
      }
      if (typeof value === "string") return [];
      const hint =
        typeof value === "object"
          ? "Give each text a name of its own."
          : `Put it in quotes: "${String(value)}".`;
      return [
        { kind: "text-only", path: [name], message: `a template takes texts, and \`${name}\` is none`, hint },
      ];
    });
  },
  complete: (payload) => jsonMessage("template", payload),
};
