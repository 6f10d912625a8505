import { formatReject, formatRejectHeader } from "../campaign/recipients/format-rejects.ts";
import { type RowStream, RowsError, readRows } from "../campaign/recipients/read-rows.ts";
import type { RecipientAudience } from "../model/audience.ts";
import type { MemberCounts } from "../model/crowd.ts";
import type { Io } from "../model/io.ts";
import type { PreparedGroup } from "../plan/join-members.ts";
import { createMemberSurvey, type RejectedRow, type SurveyOptions } from "../plan/survey-members.ts";

export const maxShownRejects = 20;

/** What was wrong when the file was looked at: how many rows, and the first of them. */
export interface FormerRejects {
  readonly counts: MemberCounts;
  readonly rejects: readonly RejectedRow[];
}

/** Hands over the groups of those who are planned, batch by batch. */
export async function* readGroups(
  options: Omit<SurveyOptions, "pass" | "emit" | "reject">,
  io: Io,
): AsyncGenerator<readonly PreparedGroup[]> {
  let groups: PreparedGroup[] = [];
  const survey = createMemberSurvey({
    ...options,
    pass: "send",
    emit: (group) => groups.push(group),
    reject: () => undefined,
  });
  for await (const batch of openRows(options.audience, io) ?? []) {
    survey.take(batch);
    if (groups.length === 0) continue;
    yield groups;
    groups = [];
  }
  survey.end();
  if (groups.length > 0) yield groups;
}

/**
 * Every wrong row as a line of a file that can be fed back. Throws a {@link RowsError} at the end when these are not the
 * rows that were wrong before, as far as that is known.
 */
export async function* readRejected(
  options: Omit<SurveyOptions, "pass" | "emit" | "reject">,
  { io, former }: { readonly io: Io; readonly former: FormerRejects | undefined },
): AsyncGenerator<string> {
  const { audience } = options;
  const { format } = audience;
  let rows: RejectedRow[] = [];
  const first: RejectedRow[] = [];
  const survey = createMemberSurvey({
    ...options,
    pass: "plan",
    emit: () => undefined,
    reject: (row) => {
      rows.push(row);
      if (first.length < maxShownRejects) first.push(row);
    },
  });
  const stream = openRows(audience, io);
  let isFirst = true;
  for await (const batch of stream ?? []) {
    survey.take(batch);
    const lines = rows.map(({ values, reason }) =>
      formatReject(
        typeof values === "string" ? { text: values, reason } : { values, reason },
        stream?.columns ?? [],
        format,
        stream?.delimiter,
      ),
    );
    const header = isFirst ? formatRejectHeader(stream?.columns ?? [], format, stream?.delimiter) : "";
    isFirst = false;
    rows = [];
    if (header + lines.join("") !== "") yield header + lines.join("");
  }
  if (former === undefined) return;
  const { counts, rejects } = former;
  const now = survey.counts();
  const isSame = now.rows === counts.rows && now.rejected === counts.rejected;
  if (isSame && JSON.stringify(first) === JSON.stringify(rejects)) return;
  throw new RowsError("the file has changed since its rows were judged", { line: 1, hint: "Run again." });
}

export function openRows({ path, format, columns }: RecipientAudience, io: Io): RowStream | undefined {
  return path === undefined ? undefined : readRows(io.files.readChunks(path), { format, columns });
}
