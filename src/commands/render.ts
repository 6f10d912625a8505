import { worstExitCode } from "../model/exit-code.ts";
import type { HubRequest } from "../model/http.ts";
import type { Hub } from "../model/project.ts";
import { listDeliveries } from "../plan/list-deliveries.ts";
import { packShipments } from "../plan/pack-shipments.ts";
import { escapeTerminal } from "../text/escape.ts";
import { type Command, configOption, hubOption } from "./command.ts";
import { formatOption, plainFormats, readFormat } from "./format.ts";
import { selectShares } from "./select-shares.ts";
import { inWorkspace, styleOf } from "./workspace.ts";

interface RenderedRequest extends HubRequest {
  readonly keys: readonly string[];
}

/** Shows the exact requests. Needs no ledger and no secret, so members have no key yet. */
export const render: Command = {
  parameters: "[files...]",
  options: [hubOption, configOption, formatOption(plainFormats)],
  run: inWorkspace(async (workspace, invocation) => {
    const { io } = invocation;
    const format = readFormat(invocation, plainFormats);
    const { shares, codes } = await selectShares(workspace, invocation);
    const style = styleOf(io.stdout, io);
    const requests = shares.flatMap(({ hub, notifications }): RenderedRequest[] => {
      const deliveries = listDeliveries(notifications, { hub: hub.alias, memberSalt: "" });
      const packed = packShipments(deliveries, {
        hubName: pathName(hub),
        allowsBatches: allowsBatches(hub),
        boundary: "campanile-boundary",
        nowMs: io.clock.nowMs(),
      });
      return packed.map((shipment) => ({
        keys: shipment.keys.map(withoutMember),
        ...shipment.build(io.clock.nowMs()),
      }));
    });
    if (format === "json") io.stdout.write(`${JSON.stringify(requests, null, 2)}\n`);
    else
      io.stdout.write(
        requests
          .map((request) => style.bold(`# ${escapeTerminal(request.keys[0] ?? "")}`) + printRequest(request))
          .join("\n"),
      );
    return worstExitCode(codes);
  }),
};

/** A free namespace answers 403 to a batch. Source: azure-notificationhubs-dotnet#200. */
export function allowsBatches(hub: Hub): boolean {
  return hub.kind === "emulator" || hub.tier !== "free";
}

function pathName(hub: Hub): string {
  return hub.kind === "emulator" ? hub.alias : (hub.hub ?? "HUB");
}

/** Without a ledger there is no salt, and a hash under another key would name nothing. */
function withoutMember(key: string): string {
  return key.split("/").slice(0, 3).join("/");
}

function printRequest({ method, path, headers, body }: HubRequest): string {
  const lines = [
    "",
    `${method} ${path}`,
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
    "Authorization: SharedAccessSignature [secret]",
    "",
    ...(body ?? "").split(/\r?\n/),
  ];
  return `${lines.map(escapeTerminal).join("\n")}\n`;
}
