import type { Json } from "../../model/json.ts";
import { choosePlural, formatDate, formatNumber, readLocale } from "./format-value.ts";
import {
  compare,
  encodeText,
  type HelperHash,
  isBlank,
  isTruthy,
  toInteger,
  toNumber,
  toText,
  truncate,
} from "./helper-value.ts";

export interface Helper {
  /** `block`: `{{#if x}}…{{/if}}`. `value`: `{{upper x}}` or `(upper x)`. */
  readonly kind: "value" | "block";
  readonly minArguments: number;
  readonly maxArguments: number;
  /** Names of `name=value` arguments; `any` leaves the check to the helper. */
  readonly options: readonly string[] | "any";
  /** How to call it, for hints. */
  readonly usage: string;
  readonly apply?: (values: readonly (Json | undefined)[], options: HelperHash) => Json;
}

const numberOptions = [
  "locale",
  "style",
  "currency",
  "currencyDisplay",
  "unit",
  "unitDisplay",
  "notation",
  "compactDisplay",
  "minimumFractionDigits",
  "maximumFractionDigits",
  "minimumIntegerDigits",
  "minimumSignificantDigits",
  "maximumSignificantDigits",
  "useGrouping",
  "signDisplay",
];
const dateOptions = [
  "locale",
  "zone",
  "dateStyle",
  "timeStyle",
  "weekday",
  "year",
  "month",
  "day",
  "hour",
  "minute",
  "second",
  "hour12",
  "timeZoneName",
];

function value(
  usage: string,
  [minArguments, maxArguments]: readonly [number, number],
  apply: NonNullable<Helper["apply"]>,
  options: Helper["options"] = [],
): Helper {
  return { kind: "value", usage, minArguments, maxArguments, options, apply };
}

function block(usage: string, options: readonly string[] = []): Helper {
  return { kind: "block", usage, minArguments: 1, maxArguments: 1, options };
}

/** Every helper that a template may call: the same input gives the same text, on any machine with the same ICU. */
export const helpers: ReadonlyMap<string, Helper> = new Map<string, Helper>([
  ["if", block("{{#if name}}…{{else}}…{{/if}}", ["includeZero"])],
  ["unless", block("{{#unless name}}…{{/unless}}", ["includeZero"])],
  ["each", block("{{#each list}}{{this}}{{/each}}")],
  ["with", block("{{#with map}}{{name}}{{/with}}")],
  [
    "default",
    value('{{default name "friend"}}', [2, 2], ([given, fallback]) =>
      isBlank(given) ? (fallback ?? "") : given,
    ),
  ],
  [
    "upper",
    value(
      "{{upper name}}",
      [1, 1],
      ([text], { locale }) => toText(text).toLocaleUpperCase(readLocale(locale)),
      ["locale"],
    ),
  ],
  [
    "lower",
    value(
      "{{lower name}}",
      [1, 1],
      ([text], { locale }) => toText(text).toLocaleLowerCase(readLocale(locale)),
      ["locale"],
    ),
  ],
  ["truncate", value("{{truncate title 20}}", [2, 2], ([text, length]) => truncate(toText(text), length))],
  [
    "date",
    value(
      '{{date when locale="fr" zone="Europe/Paris" dateStyle="long"}}',
      [1, 1],
      ([when], options) => formatDate(when, options),
      dateOptions,
    ),
  ],
  [
    "number",
    value(
      '{{number price locale="de" style="currency" currency="EUR"}}',
      [1, 1],
      ([amount], options) => formatNumber(amount, options),
      numberOptions,
    ),
  ],
  ["int", value("{{int count}}", [1, 1], ([text]) => toInteger(text))],
  ["float", value("{{float price}}", [1, 1], ([text]) => toNumber(text))],
  [
    "plural",
    value('{{plural count one="# day" other="# days" locale="en"}}', [1, 3], choosePlural, [
      "locale",
      "zero",
      "one",
      "two",
      "few",
      "many",
      "other",
    ]),
  ],
  ["json", value("{{{json map}}}", [1, 1], ([given]) => JSON.stringify(given ?? null))],
  ["urlencode", value("{{urlencode query}}", [1, 1], ([text]) => encodeText(toText(text)))],
  ["eq", value('{{#if (eq kind "sale")}}…{{/if}}', [2, 2], ([a, b]) => a === b)],
  ["ne", value('{{#if (ne kind "sale")}}…{{/if}}', [2, 2], ([a, b]) => a !== b)],
  ["lt", value("{{#if (lt count 5)}}…{{/if}}", [2, 2], ([a, b]) => compare(a, b) < 0)],
  ["gt", value("{{#if (gt count 5)}}…{{/if}}", [2, 2], ([a, b]) => compare(a, b) > 0)],
  ["and", value("{{#if (and a b)}}…{{/if}}", [2, 20], (values) => values.every(isTruthy))],
  ["or", value("{{#if (or a b)}}…{{/if}}", [2, 20], (values) => values.some(isTruthy))],
  ["not", value("{{#if (not a)}}…{{/if}}", [1, 1], ([given]) => !isTruthy(given))],
]);
