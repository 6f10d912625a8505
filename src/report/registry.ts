import { jsonReporter } from "./json.ts";
import { markdownReporter } from "./markdown.ts";
import { prettyReporter } from "./pretty.ts";
import type { Reporter } from "./reporter.ts";

export const reporters: readonly Reporter[] = [prettyReporter, jsonReporter, markdownReporter];
