import type { LedgerBackend } from "../ledger/backend.ts";
import type { RecipientAudience } from "../model/audience.ts";
import { campaignOfKey, type Delivery, type DeliveryKey } from "../model/delivery.ts";
import type { Io } from "../model/io.ts";
import type { MemberTable } from "../model/member-table.ts";
import type { Memory } from "../model/memory.ts";
import type { Hub } from "../model/project.ts";
import { maxBatchHandles, maxTagsOrOnly } from "../nh/limits.ts";
import type { PreparedGroup } from "../plan/join-members.ts";
import { memberSaltOf } from "../plan/member-salt.ts";
import type { CrowdSurvey } from "../plan/plan-options.ts";
import {
  createMemberSurvey,
  type RejectedRow,
  type Shard,
  type SurveyOptions,
} from "../plan/survey-members.ts";
import { platforms } from "../platforms/registry.ts";
import { sha256Hex } from "../text/hash.ts";
import { createMemberHash } from "../text/member-hash.ts";
import { createMemberTable } from "../text/member-table.ts";
import { absentFile, checkCounts, lostKey, tellBounds, tellTrouble } from "./crowd-problems.ts";
import { maxShownRejects, openRows, readGroups, readRejected } from "./read-crowd.ts";
import { allowsBatches } from "./render.ts";

export interface CrowdSettings {
  readonly shard: Shard | undefined;
  /** More wrong rows than this, and nothing goes to the file. */
  readonly maxErrors: number | undefined;
}

export interface SurveyContext {
  readonly hub: Hub;
  readonly memory: Memory | undefined;
  readonly ledger: LedgerBackend | undefined;
  readonly io: Io;
  readonly settings: CrowdSettings;
  /** Campaigns that another run is sending to this hub right now. */
  readonly claimedCampaigns: ReadonlySet<string>;
  /** Makes the key of the members where there is none: for who sends. */
  readonly makesKeys: boolean;
  /** Of groups that are kept from the plan to the send. */
  readonly maxKeptCharacters?: number;
}

/** A crowd that was looked at, and the way to look at it again. */
export interface SurveyedCrowd extends CrowdSurvey {
  readonly delivery: Delivery;
  readonly audience: RecipientAudience;
  /** Packed hashes of people in doubt whom another shard sends to again. */
  readonly doubtsElsewhere: ReadonlySet<string>;
  /** The first wrong rows. */
  readonly rejects: readonly RejectedRow[];
  /** The groups of those who are planned, when they are few enough to be kept; else they are read once more. */
  readonly kept: readonly PreparedGroup[] | undefined;
  /** Reads the file again and hands over those who are planned, batch by batch. */
  readAgain(): AsyncIterable<readonly PreparedGroup[]>;
  /** Every wrong row as a line of a file that can be fed back; its first line comes first. */
  readRejects(): AsyncIterable<string>;
}

/** Of groups that are kept in memory from the plan to the send, so that a file is read once. */
const maxKeptCharacters = 32 * 1024 * 1024;
/** What a group takes beside its texts. */
const groupCharacters = 256;

/** Looks at the recipients of the deliveries that may go out, before anything of them does. */
export async function surveyCrowds(
  deliveries: readonly Delivery[],
  context: SurveyContext,
): Promise<ReadonlyMap<DeliveryKey, SurveyedCrowd>> {
  const surveys = new Map<DeliveryKey, SurveyedCrowd>();
  for (const delivery of deliveries) {
    const { audience } = delivery.notification;
    if (audience.kind !== "recipients") continue;
    surveys.set(delivery.key, await surveyCrowd(delivery, audience, context));
  }
  return surveys;
}

async function surveyCrowd(
  delivery: Delivery,
  audience: RecipientAudience,
  context: SurveyContext,
): Promise<SurveyedCrowd> {
  const { hub, io, settings, memory } = context;
  const { notification, key } = delivery;
  const crowd = memory?.crowds.get(key);
  const members: MemberTable = crowd?.members ?? createMemberTable();
  const { campaign } = notification;
  const memberKey = await findMemberKey(campaign, context);
  const rejects: RejectedRow[] = [];
  let kept: PreparedGroup[] | undefined = [];
  let mayKeep = context.maxKeptCharacters ?? maxKeptCharacters;
  let requests = 0;
  const common = {
    audience,
    members,
    // Without a key nobody is remembered, and any will do.
    hashOf: createMemberHash(memberKey ?? io.chance.hex(32)),
    planKey: sha256Hex(`plan of ${campaign} ${memberSaltOf(hub, memory)}`),
    platform: notification.platform,
    // What is in doubt of another run is on its way right now.
    onUnknown: context.claimedCampaigns.has(campaign) ? "hold" : notification.onUnknown,
    shard: settings.shard,
    judgesAll: settings.maxErrors !== undefined,
    maxMembers: membersPerRequest(delivery, audience, hub),
  } satisfies Partial<SurveyOptions>;
  const survey = createMemberSurvey({
    ...common,
    pass: "plan",
    emit: (group) => {
      requests++;
      mayKeep -= measureGroup(group);
      if (mayKeep < 0) kept = undefined;
      kept?.push(group);
    },
    reject: (row) => {
      if (rejects.length < maxShownRejects) rejects.push(row);
    },
  });
  let trouble = audience.path === undefined ? absentFile(audience, campaign) : undefined;
  if (memberKey === undefined && isRemembered(campaign, memory)) trouble = lostKey(campaign);
  try {
    for await (const batch of openRows(audience, io) ?? []) {
      survey.take(batch);
      if (io.stop.aborted) break;
    }
  } catch (error) {
    trouble ??= tellTrouble(error, audience);
  }
  const isWhole = trouble === undefined && !io.stop.aborted;
  survey.end();
  const counts = survey.counts();
  return {
    delivery,
    audience,
    counts,
    doubtsElsewhere: survey.doubtsElsewhere(),
    requests,
    digest: survey.digest(),
    remark: tellBounds(audience, counts, crowd),
    problem:
      trouble ??
      checkCounts(audience, counts, {
        crowd,
        wrongRows: survey.wrongRows(),
        maxErrors: settings.maxErrors,
      }),
    rejects,
    kept,
    readAgain: () => readGroups(common, io),
    readRejects: () =>
      readRejected(
        { ...common, members: createMemberTable() },
        { io, former: isWhole ? { counts, rejects } : undefined },
      ),
  };
}

/** `undefined` where there is none: without a ledger, before the first send, and when it was lost. */
async function findMemberKey(
  campaign: string,
  { ledger, io, memory, makesKeys }: SurveyContext,
): Promise<string | undefined> {
  const known = await ledger?.memberKeys.read(campaign);
  if (known !== undefined || !makesKeys || isRemembered(campaign, memory)) return known;
  return await ledger?.memberKeys.create(campaign, io.chance.hex(32));
}

/** Whether the ledger holds people of this campaign whom only its key can find. */
function isRemembered(campaign: string, memory: Memory | undefined): boolean {
  return [...(memory?.crowds.values() ?? [])].some(
    ({ key, members, forgottenAt }) =>
      campaignOfKey(key) === campaign && forgottenAt === undefined && members.size > 0,
  );
}

function measureGroup({ addresses, message, packed }: PreparedGroup): number {
  return groupCharacters + message.body.length + packed.length + addresses.length;
}

/** Where every row has a text of its own, the joiner finds nobody to join. */
function membersPerRequest({ notification }: Delivery, { addressKind }: RecipientAudience, hub: Hub): number {
  if (addressKind === "tag") return maxTagsOrOnly;
  const mayBatch = allowsBatches(hub) && platforms[notification.platform].addressesOneByOne !== true;
  return mayBatch ? maxBatchHandles : 1;
}
