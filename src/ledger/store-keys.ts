import { isJsonObject } from "../model/json.ts";
import { sha256Hex } from "../text/hash.ts";
import { parseJson } from "../text/parse-json.ts";
import type { MemberKeys } from "./backend.ts";
import type { LedgerStore, StoredClaim } from "./store.ts";

/** Keeps the keys where the claims are: small texts with compare-and-set, which can be taken away again. */
export function createStoreKeys(store: LedgerStore): MemberKeys {
  const find = async (campaign: string): Promise<StoredClaim | undefined> =>
    (await store.readClaims([nameOf(campaign)]))[0];
  return {
    read: async (campaign) => readKey(await find(campaign)),
    create: async (campaign, fresh) => {
      const text = JSON.stringify({ memberKey: fresh });
      await store.writeClaims([{ name: nameOf(campaign), text, expected: undefined }]);
      // What stands there counts: another run can have been quicker, and an answer can be lost.
      const key = readKey(await find(campaign));
      // Under a key that nobody can find again, everyone would look new to the next run.
      if (key === undefined) throw new Error("The key of a campaign's people was not kept.");
      return key;
    },
    destroy: async (campaign) => {
      const stored = await find(campaign);
      if (stored === undefined) return;
      if (store.forgetClaim !== undefined) await store.forgetClaim(stored.name);
      else await store.writeClaims([{ name: stored.name, text: undefined, expected: stored.version }]);
    },
  };
}

function readKey(stored: StoredClaim | undefined): string | undefined {
  const value = stored === undefined ? undefined : parseJson(stored.text);
  const key = isJsonObject(value) ? value["memberKey"] : undefined;
  return typeof key === "string" ? key : undefined;
}

/** As long as the name of a claim, and never one of them. */
function nameOf(campaign: string): string {
  return sha256Hex(`member key of ${campaign}`).slice(0, 32);
}
