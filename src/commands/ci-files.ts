import { join } from "node:path";
import { UsageError } from "../model/errors.ts";
import type { Files } from "../model/io.ts";
import { joinWords } from "../text/count.ts";
import { actionFile } from "./scaffold-action.ts";
import { azurePipeline } from "./scaffold-azure.ts";
import { actionFolder, codeOwners, githubWorkflow } from "./scaffold-github.ts";
import { gitlabPipeline } from "./scaffold-gitlab.ts";

export interface ScaffoldFile {
  readonly path: string;
  readonly text: string;
  /** It belongs to Campanile, and a newer one takes its place. */
  readonly isOurs?: boolean;
  /** Where such a file may stand as well; one there is kept, and none is written. */
  readonly others?: readonly string[];
}

export const ciSystems = ["github", "gitlab", "azure"] as const;
export type CiChoice = (typeof ciSystems)[number];

export interface CiWishes {
  /** `OWNER/REPO@COMMIT`; without it the action is copied into the project. */
  readonly action: string | undefined;
  /** Users and teams for CODEOWNERS. */
  readonly owners: readonly string[];
}

/** What `init` writes for a CI system. */
export async function listCiFiles(
  system: CiChoice,
  { action, owners }: CiWishes,
  files: Files,
): Promise<readonly ScaffoldFile[]> {
  if (system === "gitlab") return [{ path: ".gitlab-ci.yml", text: gitlabPipeline }];
  if (system === "azure") return [{ path: "azure-pipelines.yml", text: azurePipeline }];
  return [
    {
      path: ".github/workflows/campanile.yml",
      text: githubWorkflow(action === undefined ? `./${actionFolder}` : requirePinned(action)),
    },
    {
      path: ".github/CODEOWNERS",
      text: codeOwners(owners.map(requireOwner)),
      others: ["CODEOWNERS", "docs/CODEOWNERS"],
    },
    ...(action === undefined ? await copyAction(files) : []),
  ];
}

/** Nobody reads it line by line, and its lines must stay as they are. */
const generated = "campanile.mjs -diff -text linguist-generated\n";

/** A tag can be moved to other code, and a send runs with a key. */
function requirePinned(action: string): string {
  if (/^[\w.-]+\/[\w./-]+@[0-9a-f]{40}$/.test(action)) return action;
  throw new UsageError(
    `--action ${action} names no commit`,
    "Write OWNER/REPO@ and the 40 characters of a commit: a tag can be moved.",
  );
}

function requireOwner(owner: string): string {
  if (/^@[\w-]+(?:\/[\w.-]+)?$/.test(owner) || /^[^\s@#]+@[^\s@#]+$/.test(owner)) return owner;
  throw new UsageError(
    `--owner ${owner} is nobody that GitHub knows`,
    "Write @user, @org/team or an address.",
  );
}

/** The script and what belongs to it, from this installation: no other repository has to be trusted or reached. */
async function copyAction(files: Files): Promise<readonly ScaffoldFile[]> {
  const names = ["campanile.mjs", "fetch-key.sh", "LICENSES.txt"];
  // A run from the script itself, from dist and from src.
  const folders = [import.meta.dirname, join(import.meta.dirname, "../../.github/action")];
  for (const folder of folders) {
    const texts = await Promise.all(names.map((name) => files.readBytes(join(folder, name))));
    const found = names.flatMap((name, index) => {
      const bytes = texts[index];
      const text = bytes === undefined ? undefined : new TextDecoder().decode(bytes);
      return text === undefined ? [] : [{ path: `${actionFolder}/${name}`, text, isOurs: true }];
    });
    if (found.length === names.length)
      return [
        { path: `${actionFolder}/action.yml`, text: actionFile("campanile.mjs"), isOurs: true },
        { path: `${actionFolder}/.gitattributes`, text: generated, isOurs: true },
        ...found,
      ];
  }
  throw new UsageError(
    `this installation lacks its action: ${joinWords(names)}`,
    "Install Campanile again, or name an action: --action OWNER/REPO@COMMIT.",
  );
}
