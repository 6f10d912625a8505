import { isAbsolute, relative, resolve, sep } from "node:path";
import type { CheckReport } from "../model/check-report.ts";
import type { Io } from "../model/io.ts";
import { matterOf, type ReportMatter } from "../model/report-matter.ts";

/** Gathers what a command has to tell, while it works. */
export interface MatterCollector {
  add(part: Partial<ReportMatter>): void;
  matter(): ReportMatter;
}

export function collectMatter(io: Pick<Io, "cwd" | "env">): MatterCollector {
  let sum = matterOf({});
  const place = (file: string) => (file === "" ? file : placeInRepository(file, io));
  return {
    add: ({ files = [], diagnostics = [], plans = [], changes = [], ...more }) => {
      const { reports = [], checks = [], failures = [] } = more;
      sum = {
        files: [...sum.files, ...files.map(place)],
        diagnostics: [
          ...sum.diagnostics,
          ...diagnostics.map((told) => ({ ...told, file: place(told.file) })),
        ],
        plans: [
          ...sum.plans,
          ...plans.map((plan) => ({
            ...plan,
            entries: plan.entries.map((entry) => ({ ...entry, file: place(entry.file) })),
          })),
        ],
        changes: [
          ...sum.changes,
          ...changes.map((told) => ({
            ...told,
            notifications: told.notifications.map((change) => ({ ...change, file: place(change.file) })),
          })),
        ],
        reports: [...sum.reports, ...reports],
        checks: [...sum.checks, ...checks.map((check) => placeCheck(check, place))],
        failures: [...sum.failures, ...failures],
      };
    },
    matter: () => sum,
  };
}

function placeCheck(check: CheckReport, place: (file: string) => string): CheckReport {
  const campaigns = check.campaigns.map((campaign) => ({
    ...campaign,
    file: place(campaign.file),
    devices: campaign.devices.map((device) => ({ ...device, file: place(device.file) })),
  }));
  const diagnostics = check.diagnostics.map((told) => ({ ...told, file: place(told.file) }));
  return { ...check, campaigns, diagnostics, invalid: check.invalid.map(place) };
}

/** GitHub finds a file by its path in the repository, and a command may run in a folder of it. */
function placeInRepository(file: string, { cwd, env }: Pick<Io, "cwd" | "env">): string {
  const root = env["GITHUB_WORKSPACE"];
  if (root === undefined || !isAbsolute(root)) return file;
  const path = relative(root, resolve(cwd, file));
  return path.startsWith("..") || isAbsolute(path) ? file : path.split(sep).join("/");
}
