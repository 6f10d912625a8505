import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { describe, expect, it, onTestFinished } from "vitest";
import type { RunningHub } from "../../src/emulator/hub.ts";
import { send, useBrowser } from "./page-support.ts";
import { startTestHub } from "./support.ts";

const open = useBrowser();

type Mood = "passes" | "cuts" | "refuses";

/** A line between browser and hub that the test can cut, or let answer for the hub. */
async function startLine(hub: RunningHub) {
  const sockets = new Set<Socket>();
  let mood: Mood = "passes";
  let refusedCount = 0;
  const keep = (socket: Socket) => {
    sockets.add(socket);
    socket.on("error", () => socket.destroy());
    socket.on("close", () => sockets.delete(socket));
  };
  const server = createServer((near) => {
    keep(near);
    if (mood === "cuts") {
      near.destroy();
      return;
    }
    if (mood === "refuses") {
      refusedCount++;
      near.end("HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
      return;
    }
    const far = connect(hub.port, "127.0.0.1");
    keep(far);
    near.pipe(far).pipe(near);
    near.on("close", () => far.destroy());
    far.on("close", () => near.destroy());
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const become = (next: Mood) => {
    mood = next;
    for (const socket of sockets) socket.destroy();
  };
  onTestFinished(() => {
    become("cuts");
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { port, become, refusedCount: () => refusedCount };
}

function alert(title: string): string {
  return JSON.stringify({ aps: { alert: { title } } });
}

describe("the page of the inbox, when the line is cut", () => {
  it.each(["cuts", "refuses"] as const)(
    "%s: comes back without losing or doubling a notification",
    async (mood) => {
      const hub = await startTestHub();
      const line = await startLine(hub);
      const { page } = await open({ ...hub, port: line.port });
      const titles = () => page.getByRole("article").getByRole("heading", { level: 2 }).allInnerTexts();
      await send(hub, "sports", alert("one"));
      await page.getByRole("article", { name: "one" }).waitFor();
      line.become(mood);
      await page.getByText(/Trying again…/).waitFor();
      for (const title of ["two", "three"]) await send(hub, "sports", alert(title));
      if (mood === "refuses") await expect.poll(line.refusedCount, { timeout: 20_000 }).toBeGreaterThan(1);
      line.become("passes");
      await page.getByText("Live", { exact: true }).waitFor();
      await send(hub, "sports", alert("four"));
      await page.getByRole("article", { name: "four" }).waitFor();
      expect(await titles()).toEqual(["four", "three", "two", "one"]);
    },
  );

  it("starts over with a hub that began anew", async () => {
    const hub = await startTestHub();
    const { page } = await open(hub);
    await send(hub, "sports", alert("before"));
    await page.getByRole("article", { name: "before" }).waitFor();
    await hub.stop();
    const clock = {
      nowMs: () => Date.UTC(2026, 10, 24, 10),
      sleep: () => new Promise<void>(() => undefined),
    };
    const later = await startTestHub({ port: hub.port, clock });
    await page.getByText("Live", { exact: true }).waitFor();
    await send(later, "sports", alert("after"));
    await page.getByRole("article", { name: "after" }).waitFor();
    expect(await page.getByRole("article").count()).toBe(1);
  });
});
