import type { Json } from "../model/json.ts";

/** The value that a JSON text holds; `undefined` for any other text. */
export function parseJson(text: string): Json | undefined {
  try {
    const value: Json = JSON.parse(text);
    return value;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
