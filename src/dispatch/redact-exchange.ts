import type { Exchange, HubResponse } from "../model/http.ts";
import type { Connection } from "../model/project.ts";

/** Prepares to take secrets out of answers: a server may repeat the request in its answer, and an answer goes into ledgers, reports and logs. */
export function createRedaction({ key }: Pick<Connection, "key">): (exchange: Exchange) => Exchange {
  const secret = key.reveal();
  const keyPattern = secret === "" ? undefined : new RegExp([...secret].map(anySpelling).join(""), "gi");
  const suspicious = new RegExp(
    [...(keyPattern === undefined ? [] : [keyPattern.source]), "sig"].join("|"),
    "i",
  );
  const redact = (text: string): string => {
    if (!suspicious.test(text)) return text;
    const keyless = keyPattern === undefined ? text : text.replace(keyPattern, "[secret]");
    return keyless.replace(signature, "$1[secret]");
  };
  /** Few answers are, and to copy those that are not took longer than to look. */
  const isSuspicious = ({ headers, body }: HubResponse): boolean => {
    for (const name in headers) if (suspicious.test(headers[name] ?? "")) return true;
    return body !== "" && suspicious.test(body);
  };
  return (exchange) => {
    if (exchange.kind === "failed") return exchange;
    const { response } = exchange;
    if (!isSuspicious(response)) return exchange;
    const headers = Object.entries(response.headers).map(([name, value]) => [name, redact(value)]);
    return {
      kind: "answered",
      response: { ...response, headers: Object.fromEntries(headers), body: redact(response.body) },
    };
  };
}

/** After a sign of equality in any spelling, or as a property of JSON. No word may be asked to end before it: in `%26sig%3D` none does. */
const signature = /(sig(?:=|%(?:25)*3D|\\u003D|&#61;|&#x3D;|\\?"\s*:\s*\\?"))[^&\s<>"']+/gi;

/** Programs that repeat a text write its signs in ways of their own: .NET encodes with small hexadecimal digits, JSON may escape a slash. */
function anySpelling(character: string): string {
  if (/^[a-z0-9]$/i.test(character)) return character;
  const code = character.charCodeAt(0);
  const hex = code.toString(16).padStart(2, "0");
  const plain = `\\u${code.toString(16).padStart(4, "0")}`;
  return `(?:\\\\?${plain}|%(?:25)*${hex}|\\\\u00${hex}|&#${code};|&#x${hex};)`;
}
