import type { RecipientAudience, RowReading, RowRendering, RowValues } from "../../src/model/audience.ts";
import type { PreparedGroup } from "../../src/plan/join-members.ts";
import { createMemberSurvey, type RejectedRow, type SurveyOptions } from "../../src/plan/survey-members.ts";
import { createMemberHash } from "../../src/text/member-hash.ts";
import { createMemberTable } from "../../src/text/member-table.ts";

export const memberKey = "5a".repeat(32);

/** An audience of rows `{ id, to, text }`; a row whose text is `bad` cannot be rendered. */
export function audienceOf(changes: Partial<RecipientAudience> = {}): RecipientAudience {
  return {
    kind: "recipients",
    file: "people.csv",
    path: "/data/people.csv",
    format: "csv",
    idColumn: "id",
    columns: ["id"],
    rows: { min: undefined, max: undefined },
    isRejectFile: false,
    addressKind: "tag",
    isAddressOfId: true,
    isSampleMadeUp: true,
    sampleAddress: "user:s",
    written: {},
    renderRow,
    ...changes,
  };
}

function renderRow({ id, to = id ?? "", text = "" }: RowValues): RowRendering {
  if (text === "bad") return { kind: "failed", reason: "the text is bad" };
  return {
    kind: "rendered",
    address: `user:${to}`,
    message: { isShared: false, headers: {}, body: String(text) },
  };
}

export function row(id: string, text = "hi", to = id): RowValues {
  return { id, to, text };
}

export function readings(rows: readonly RowValues[]): readonly RowReading[] {
  return rows.map((values, index) => ({ kind: "row", line: index + 2, values }));
}

export interface Surveyed {
  readonly groups: readonly PreparedGroup[];
  readonly rejects: readonly RejectedRow[];
  readonly counts: ReturnType<ReturnType<typeof createMemberSurvey>["counts"]>;
  readonly wrongRows: number;
  readonly digest: string;
}

/** Goes through rows once. */
export function survey(rows: readonly RowValues[], options: Partial<SurveyOptions> = {}): Surveyed {
  return surveyReadings(readings(rows), options);
}

export function surveyReadings(rows: readonly RowReading[], options: Partial<SurveyOptions> = {}): Surveyed {
  const groups: PreparedGroup[] = [];
  const rejects: RejectedRow[] = [];
  const made = createMemberSurvey({
    audience: audienceOf(),
    members: createMemberTable(),
    hashOf: createMemberHash(memberKey),
    planKey: "3c".repeat(32),
    platform: "apple",
    onUnknown: "hold",
    shard: undefined,
    judgesAll: false,
    maxMembers: 20,
    pass: "plan",
    emit: (group) => groups.push(group),
    reject: (rejected) => rejects.push(rejected),
    ...options,
  });
  made.take(rows);
  made.end();
  return { groups, rejects, counts: made.counts(), wrongRows: made.wrongRows(), digest: made.digest() };
}
