import type { Reporter } from "./reporter.ts";

/** For programs; `schemas/report.schema.json` describes it. */
export const jsonReporter: Reporter = {
  name: "json",
  fileName: "report.json",
  render: (report) => `${JSON.stringify(report, null, 2)}\n`,
};
