import type { Json } from "../../model/json.ts";
import { readInstant } from "../../text/instant.ts";
import { HelperError, type HelperHash, quote, toNumber, toText } from "./helper-value.ts";

type IntlOptions = Readonly<Record<string, string | number | boolean>>;

/** Making a formatter costs a hundred times what using it does; a project uses a handful. */
const maxFormatters = 100;

const canonicalLocale = remember((locale) => Intl.getCanonicalLocales(locale)[0] ?? "en");
const pluralRules = remember((locale) => new Intl.PluralRules(locale));
const numberFormat = remember((locale, options) => new Intl.NumberFormat(locale, options));
const dateFormat = remember((locale, options) => new Intl.DateTimeFormat(locale, options));

function remember<Formatter>(make: (locale: string, options: IntlOptions) => Formatter) {
  const made = new Map<string, Formatter>();
  return (locale: string, options: IntlOptions): Formatter => {
    const key = `${locale} ${JSON.stringify(options)}`;
    const known = made.get(key);
    if (known !== undefined) return known;
    const formatter = readIntl(() => make(locale, options));
    if (made.size < maxFormatters) made.set(key, formatter);
    return formatter;
  };
}

export function choosePlural(
  values: readonly (Json | undefined)[],
  { locale, ...forms }: HelperHash,
): string {
  const amount = toNumber(values[0]);
  const category = pluralRules(readLocale(locale), {}).select(amount);
  const positional = amount === 1 ? values[1] : (values[2] ?? values[1]);
  const exact = amount === 0 ? forms["zero"] : undefined;
  const chosen = values.length > 1 ? positional : (exact ?? forms[category] ?? forms["other"]);
  if (chosen === undefined) throw new HelperError(`has no form for "${category}"`);
  const written = numberFormat(readLocale(locale), {}).format(amount);
  return toText(chosen).replaceAll("#", written);
}

export function formatNumber(given: Json | undefined, { locale, ...options }: HelperHash): string {
  const amount = toNumber(given);
  return numberFormat(readLocale(locale), intlOptions(options)).format(amount);
}

export function formatDate(given: Json | undefined, { locale, zone, ...options }: HelperHash): string {
  const text = typeof given === "string" ? given : quote(given);
  const reading = readInstant(/^\d{4}-\d{2}-\d{2}$/.test(text) ? `${text}T00:00:00Z` : text);
  if (reading.kind === "no-offset")
    throw new HelperError(`needs a time with an offset, and got ${quote(given)}`);
  if (reading.kind === "not-a-time")
    throw new HelperError(
      `needs a date or a time such as 2026-12-01T08:00:00+01:00, and got ${quote(given)}`,
    );
  const chosen = Object.keys(options).length === 0 ? { dateStyle: "medium" } : options;
  const timeZone = zone === undefined ? "UTC" : toText(zone);
  return dateFormat(readLocale(locale), { ...intlOptions(chosen), timeZone }).format(reading.atMs);
}

/** A fixed default: the machine's own locale would make two runners render two texts. */
export function readLocale(locale: Json | undefined): string {
  if (locale === undefined) return "en";
  return canonicalLocale(toText(locale), {});
}

function intlOptions(options: HelperHash): IntlOptions {
  const entries = Object.entries(options).map(([name, option]) => {
    if (typeof option === "object" || option === undefined)
      throw new HelperError(
        `needs a text, a number or a truth value for \`${name}\`, and got ${quote(option)}`,
      );
    return [name, option] as const;
  });
  return Object.fromEntries(entries);
}

function readIntl<Result>(read: () => Result): Result {
  try {
    return read();
  } catch (error) {
    if (error instanceof RangeError || error instanceof TypeError)
      throw new HelperError(`got an option that is not valid: ${error.message}`);
    throw error;
  }
}
