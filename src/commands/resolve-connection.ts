import { WorldError } from "../model/errors.ts";
import { exitCodes } from "../model/exit-code.ts";
import type { Io } from "../model/io.ts";
import type { Connection, RealHub } from "../model/project.ts";
import { isAzureHost, isLoopbackHost, readConnectionString } from "../nh/connection-string.ts";
import { maskOnGitHub, readSecret } from "./read-secret.ts";
import type { Workspace } from "./workspace.ts";

export interface ResolvedConnection {
  readonly connection: Connection;
  /** The hub's name in paths. */
  readonly name: string;
}

/** Reads the secret that a hub refers to. Every failure says what to do, and none quotes the secret. */
export async function resolveConnection(workspace: Workspace, hub: RealHub): Promise<ResolvedConnection> {
  const { io } = workspace;
  const text = await readSecret(workspace, {
    reference: hub.connectionString,
    place: hub.place,
    meaning: `the connection string of \`${hub.alias}\``,
  });
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
  maskOnGitHub(connection.key.reveal(), io);
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
