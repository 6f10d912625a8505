import type { Fleet, FleetDevice, FleetFile, FleetFileDevice } from "../model/fleet.ts";
import { deriveHandle } from "./device-handle.ts";
import { generateDevices } from "./generate-fleet.ts";

/**
 * The devices of a fleet file with what the file leaves out. A handle follows from the name and the platform: two
 * devices that share both would share it, which whoever reads the file reports.
 */
export function readFleet(file: FleetFile): Fleet {
  const generated = (file.generate ?? []).flatMap(generateDevices);
  return { devices: [...(file.devices ?? []), ...generated].map(readDevice) };
}

function readDevice(device: FleetFileDevice): FleetDevice {
  const templates = Object.entries(device.templates ?? {}).map(([name, template]) => ({
    name,
    body: typeof template.body === "string" ? template.body : JSON.stringify(template.body),
    headers: template.headers ?? {},
    tags: template.tags ?? [],
  }));
  return {
    name: device.name,
    platform: device.platform,
    handle: device.handle ?? deriveHandle(device.name, device.platform),
    tags: device.tags ?? [],
    user: device.user,
    templates,
    pushVariables: device.pushVariables ?? {},
    behaviour: device.behaviour ?? "delivers",
  };
}
