import { hasErrors } from "../model/diagnostic.ts";
import { exitCodes } from "../model/exit-code.ts";
import type { HubRequest } from "../model/http.ts";
import type { Hub } from "../model/project.ts";
import { listDeliveries } from "../plan/list-deliveries.ts";
import { packShipments } from "../plan/pack-shipments.ts";
import { renderDiagnostics } from "../report/diagnostics.ts";
import { escapeTerminal } from "../text/escape.ts";
import { namedHub, shareAmongHubs } from "./choose-hubs.ts";
import { type Command, configOption, hubOption } from "./command.ts";
import { readFormat } from "./format.ts";
import { loadCampaigns, openWorkspace, styleOf } from "./workspace.ts";

interface RenderedRequest extends HubRequest {
  readonly keys: readonly string[];
}

/** Shows the exact requests. Needs no ledger and no secret, so members have no key yet. */
export const render: Command = {
  parameters: "[files...]",
  options: [hubOption, configOption, { flags: "--format <format>", description: "pretty or json" }],
  run: async (invocation) => {
    const { io, args, options } = invocation;
    const format = readFormat(invocation, ["pretty", "json"]);
    const workspace = await openWorkspace(invocation);
    if (workspace === undefined) return exitCodes.usage;
    const { readings, diagnostics } = await loadCampaigns(workspace, args);
    const style = styleOf(io.stdout, io);
    io.stderr.write(renderDiagnostics(diagnostics, style));
    const { shares } = shareAmongHubs(readings, workspace.project, namedHub(workspace.project, options, io));
    const requests = shares.flatMap(({ hub, notifications }): RenderedRequest[] => {
      const deliveries = listDeliveries(notifications, { hub: hub.alias, memberSalt: "" });
      const packed = packShipments(deliveries, {
        hubName: pathName(hub),
        allowsBatches: allowsBatches(hub),
        boundary: "campanile-boundary",
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
    return hasErrors(diagnostics) ? exitCodes.invalid : exitCodes.done;
  },
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
