import { relative } from "node:path";
import { type RunningHub, readSnapshot } from "../emulator/hub.ts";
import type { HubSnapshot } from "../emulator/hub-state.ts";
import { UsageError } from "../model/errors.ts";
import type { Io } from "../model/io.ts";
import { isJsonObject, type Json } from "../model/json.ts";
import { parseJson } from "../text/parse-json.ts";

/** What an earlier emulator left in a file, by hub; nothing when there is no file yet. */
export async function readEmulatorState(path: string, io: Io): Promise<ReadonlyMap<string, HubSnapshot>> {
  const bytes = await io.files.readBytes(path);
  if (bytes === undefined) return new Map();
  const file = parseJson(new TextDecoder().decode(bytes));
  if (!isJsonObject(file)) throw notOurs(path, io);
  return new Map(
    Object.entries(file).map(([name, tree]) => {
      const snapshot = readSnapshot(JSON.stringify(tree));
      if (snapshot === undefined) throw notOurs(path, io);
      return [name, snapshot];
    }),
  );
}

/** Puts these hubs into the file; hubs that did not run this time stay in it as they were. */
export async function writeEmulatorState(path: string, hubs: readonly RunningHub[], io: Io): Promise<void> {
  const bytes = await io.files.readBytes(path);
  const before = bytes === undefined ? undefined : parseJson(new TextDecoder().decode(bytes));
  const ran = hubs.map((hub): [string, Json] => [hub.name, parseJson(hub.snapshot()) ?? null]);
  const file = { ...(isJsonObject(before) ? before : {}), ...Object.fromEntries(ran) };
  await io.files.writeText(path, `${JSON.stringify(file, null, 2)}\n`);
}

function notOurs(path: string, io: Io): UsageError {
  return new UsageError(
    `${relative(io.cwd, path)} is no state that this version of the emulator wrote`,
    "Remove the file to begin anew, or name another with --state.",
  );
}
