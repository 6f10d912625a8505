import { resolve } from "node:path";
import { WorldError } from "../model/errors.ts";
import { exitCodes } from "../model/exit-code.ts";
import type { Io } from "../model/io.ts";
import type { Connection, RealHub } from "../model/project.ts";
import { isAzureHost, isLoopbackHost, readConnectionString } from "../nh/connection-string.ts";
import type { Workspace } from "./workspace.ts";

export interface ResolvedConnection {
  readonly connection: Connection;
  /** The hub's name in paths. */
  readonly name: string;
}

/** Reads the secret that a hub refers to. Every failure says what to do, and none quotes the secret. */
export async function resolveConnection(workspace: Workspace, hub: RealHub): Promise<ResolvedConnection> {
  const { io } = workspace;
  const text = await readSecret(workspace, hub);
  const reading = readConnectionString(text);
  const usage = { exitCode: exitCodes.usage, place: hub.place };
  const from =
    hub.connectionString.kind === "environment" ? hub.connectionString.variable : hub.connectionString.path;
  if (reading.kind === "malformed") {
    throw new WorldError(`the connection string in ${from} is malformed: ${reading.message}`, {
      ...usage,
      code: "CAM7004",
      hint: reading.hint,
    });
  }
  const { connection } = reading;
  maskOnGitHub(connection, io);
  refuseHost(connection, hub);
  const { entityPath } = connection;
  if (hub.hub === undefined && entityPath === undefined) {
    throw new WorldError("nothing names the notification hub", {
      ...usage,
      code: "CAM7008",
      hint: `Add \`hub: NAME\` to \`${hub.alias}\`.`,
    });
  }
  if (
    hub.hub !== undefined &&
    entityPath !== undefined &&
    hub.hub.toLowerCase() !== entityPath.toLowerCase()
  ) {
    const message = `campanile.yaml says the hub is \`${hub.hub}\`, and the connection string says \`${entityPath}\``;
    throw new WorldError(message, { ...usage, code: "CAM7008", hint: "Make them agree, or remove `hub`." });
  }
  warnOfRule(connection, hub, io);
  return { connection, name: hub.hub ?? entityPath ?? "" };
}

async function readSecret({ io, project }: Workspace, hub: RealHub): Promise<string> {
  const reference = hub.connectionString;
  const usage = { code: "CAM7003", exitCode: exitCodes.usage, place: hub.place } as const;
  if (reference.kind === "environment") {
    const value = io.env[reference.variable];
    if (value !== undefined && value.trim() !== "") return value;
    const state = value === undefined ? "is not set" : "is empty";
    throw new WorldError(`the variable ${reference.variable} ${state}`, {
      ...usage,
      hint: `Set it to the connection string of \`${hub.alias}\`; in CI, from a secret.`,
    });
  }
  const bytes = await io.files.readBytes(resolve(project.root, reference.path));
  if (bytes === undefined)
    throw new WorldError(`the file ${reference.path} does not exist`, {
      ...usage,
      hint: "Put the connection string into it.",
    });
  return new TextDecoder().decode(bytes);
}

/** A signature is as good as the key for an hour, so it goes to Azure and to this machine only. */
function refuseHost({ host }: Connection, hub: RealHub): void {
  const isAllowed = hub.allowedHosts.some((allowed) => allowed.toLowerCase() === host.toLowerCase());
  if (isAzureHost(host) || isLoopbackHost(host) || isAllowed) return;
  throw new WorldError(`the Endpoint ${host} is not Azure's`, {
    code: "CAM7007",
    exitCode: exitCodes.usage,
    place: hub.place,
    hint: `If it is right, add allowedHosts: ["${host}"] to \`${hub.alias}\`.`,
  });
}

/** GitHub hides in its logs whatever was announced like this. */
function maskOnGitHub({ key }: Connection, io: Io): void {
  if (io.env["GITHUB_ACTIONS"] === "true") io.stdout.write(`::add-mask::${key.reveal()}\n`);
}

function warnOfRule({ ruleName }: Connection, hub: RealHub, io: Io): void {
  if (/^Root|^DefaultFull/i.test(ruleName)) {
    io.stderr.write(
      `${hub.place}: warning CAM7011: the rule ${ruleName} may do everything\n  hint: A rule with the Send right alone is enough.\n`,
    );
  } else if (/Listen/i.test(ruleName)) {
    io.stderr.write(
      `${hub.place}: warning CAM7011: the rule ${ruleName} looks as if it may only listen\n  hint: Sending needs a rule with the Send right.\n`,
    );
  }
}
