import { githubReporter } from "./github.ts";
import { htmlReporter } from "./html.ts";
import { jsonReporter } from "./json.ts";
import { junitReporter } from "./junit.ts";
import { markdownReporter } from "./markdown.ts";
import { prettyReporter } from "./pretty.ts";
import type { Reporter } from "./reporter.ts";
import { sarifReporter } from "./sarif.ts";

export const reporters: readonly Reporter[] = [
  prettyReporter,
  jsonReporter,
  markdownReporter,
  junitReporter,
  sarifReporter,
  githubReporter,
  htmlReporter,
];
