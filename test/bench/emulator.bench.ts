import { spawn } from "node:child_process";
import { expect, it, onTestFinished } from "vitest";
import { readFleet } from "../../src/emulator/fleet.ts";
import { startHub } from "../../src/emulator/hub.ts";
import { createHubState } from "../../src/emulator/hub-state.ts";
import { createNodeIo } from "../../src/io.ts";
import type { FleetFile } from "../../src/model/fleet.ts";
import { Secret } from "../../src/model/secret.ts";
import { signToken } from "../../src/nh/sas.ts";
import { parseTagExpression } from "../../src/nh/tag-expression.ts";

const io = createNodeIo();
const rule = { ruleName: "Full", key: new Secret("c2VjcmV0"), rights: ["Listen", "Manage", "Send"] } as const;

/** Half of its registrations are native, half are templates. */
const crowd: FleetFile = {
  generate: [
    {
      count: 50_000,
      name: "Phone",
      platforms: { apple: 1, fcmv1: 1 },
      tags: { sports: 0.5, politics: 0.3, muted: 0.1, beta: 0.02 },
      oneOf: [{ "city:oslo": 1, "city:rome": 1, "city:bern": 2 }],
      templates: { news: { body: { aps: { alert: "$(text)" } } } },
      users: true,
    },
  ],
};

function median(figures: readonly number[]): number {
  return [...figures].sort((a, b) => a - b)[Math.floor(figures.length / 2)] ?? Number.POSITIVE_INFINITY;
}

function say(text: string): void {
  io.stdout.write(`${text}\n`);
}

it("finds whom six tags mean among 100,000 registrations in 5 ms", () => {
  const state = createHubState({ name: "newsroom", fleet: readFleet(crowd), keys: [rule], ...io });
  expect(state.registry.size).toBe(100_000);
  const texts = [
    "(sports || politics) && !muted && (city:oslo || city:rome) && !beta",
    "sports && !(muted || beta || politics) && (city:bern || city:rome)",
    "!muted && !beta && !politics && !sports && !city:oslo && !city:rome",
  ];
  for (const text of texts) {
    for (const format of ["apple", "template"] as const) {
      const selectOnce = () => {
        const startedAt = performance.now();
        const reading = parseTagExpression(text);
        if (reading.kind === "malformed") throw new Error(reading.message);
        const { length } = state.registry.select({ format, expression: reading.expression });
        return { tookMs: performance.now() - startedAt, length };
      };
      const first = selectOnce();
      const tookMs = median(Array.from({ length: 20 }, () => selectOnce().tookMs));
      say(
        `${format} ${text}: ${first.length} rows, first ${first.tookMs.toFixed(2)} ms, median ${tookMs.toFixed(2)} ms`,
      );
      expect.soft(tookMs).toBeLessThanOrEqual(5);
    }
  }
});

/** A program of its own that writes ready-made bytes on sockets that stay open, and counts the answers. */
const client = `
  const { createConnection } = require("node:net");
  const { port, sockets, seconds, bytes } = JSON.parse(process.env.BENCH);
  const request = Buffer.from(bytes);
  let answered = 0, total = 0, wrong = 0, counting = false;
  for (let at = 0; at < sockets; at++) {
    const socket = createConnection(port, "127.0.0.1", () => socket.write(request));
    socket.setNoDelay(true);
    socket.on("data", (chunk) => {
      // Its answers have no body and fit into one piece.
      if (chunk.toString("latin1", 9, 12) !== "201") wrong++;
      total++;
      if (counting) answered++;
      socket.write(request);
    });
  }
  setTimeout(() => {
    counting = true;
    const startedAt = performance.now();
    setTimeout(() => {
      const perSecond = answered / ((performance.now() - startedAt) / 1000);
      process.stdout.write(JSON.stringify({ perSecond, total, wrong }), () => process.exit());
    }, seconds * 1000);
  }, 2000);
`;

it.each([
  ["a small hub", { devices: [{ name: "Ada", platform: "apple", tags: ["one"] }] }, "one"],
  ["a hub of 100,000 registrations", crowd, "$UserId:{phone-7} || $UserId:{phone-8}"],
] satisfies [string, FleetFile, string][])("takes 5,000 sends a second: %s", async (name, fleet, tags) => {
  const hub = await startHub({ name: "newsroom", fleet: readFleet(fleet), keys: [rule], ...io });
  onTestFinished(() => hub.stop());
  const expiresAtSeconds = Math.floor(io.clock.nowMs() / 1000) + 3600;
  const { ruleName, key } = rule;
  const resource = `http://127.0.0.1:${hub.port}/`;
  const body = '{"aps":{"alert":"hi"}}';
  const bytes = [
    "POST /newsroom/messages/?api-version=2020-06 HTTP/1.1",
    `Host: 127.0.0.1:${hub.port}`,
    `Authorization: ${signToken({ resource, ruleName, key: key.reveal(), expiresAtSeconds })}`,
    "Content-Type: application/json;charset=utf-8",
    "ServiceBusNotification-Format: apple",
    `ServiceBusNotification-Tags: ${tags}`,
    `Content-Length: ${Buffer.byteLength(body)}`,
    "",
    body,
  ].join("\r\n");
  const child = spawn(process.execPath, ["-e", client], {
    stdio: ["ignore", "pipe", "inherit"],
    env: { ...process.env, BENCH: JSON.stringify({ port: hub.port, sockets: 32, seconds: 6, bytes }) },
  });
  onTestFinished(() => void child.kill());
  const before = process.cpuUsage();
  const text = await new Promise<string>((resolve) =>
    child.stdout.once("data", (chunk) => resolve(String(chunk))),
  );
  const { user, system } = process.cpuUsage(before);
  const { perSecond, total, wrong } = JSON.parse(text);
  const perCoreSecond = total / ((user + system) / 1e6);
  say(
    `${name}: ${Math.round(perSecond)} sends a second, ${Math.round(perCoreSecond)} for each second of a core; ${wrong} other answers`,
  );
  expect(wrong).toBe(0);
  // Of a core and not of the clock, since the client and others may have a part of the machine.
  expect(perCoreSecond).toBeGreaterThanOrEqual(5000);
});
