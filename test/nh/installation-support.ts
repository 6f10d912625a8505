import { registrationShapes as shapes } from "../../src/emulator/registration-shapes.ts";
import type { Json } from "../../src/model/json.ts";
import type { Installation } from "../../src/nh/installation.ts";
import { readInstallation } from "../../src/nh/read-installation.ts";

export { registrationShapes as shapes } from "../../src/emulator/registration-shapes.ts";

export const subscription = { endpoint: "https://push.example/1", p256dh: "BKey", auth: "salt" };

/** An APNs installation with these members, read as a hub reads the body of a PUT to `i-1`. */
export function read(members: Readonly<Record<string, Json>> = {}) {
  const whole = { installationId: "i-1", platform: "apns", pushChannel: "AB01", ...members };
  return readInstallation(JSON.stringify(whole), { id: "i-1", shapes });
}

export function mustRead(members: Readonly<Record<string, Json>> = {}): Installation {
  const reading = read(members);
  if (reading.kind === "malformed") throw new Error(reading.message);
  return reading.installation;
}
