import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { type RunningHub } from "../../src/emulator/hub.ts";
import { launchChromium, openPage } from "../support/chromium.ts";
import { call, startTestHub, toast } from "./support.ts";

let browser: Browser;
beforeAll(async () => {
  browser = await launchChromium();
}, 60_000);
afterAll(() => browser.close());

const rich = JSON.stringify({
  aps: { alert: { title: "Goal!", subtitle: "72nd minute", body: "Ada scores for the home team." }, badge: 3, sound: "default" },
  image: "https://pictures.example/goal.png",
});

function send(hub: RunningHub, tags: string | undefined, body = rich, format = "apple") {
  const headers: Record<string, string> = { "ServiceBusNotification-Format": format, "apns-priority": "10" };
  if (tags !== undefined) headers["ServiceBusNotification-Tags"] = tags;
  return call(hub, { body, headers });
}

async function open(hub: RunningHub, options: Parameters<typeof openPage>[2] = {}, path = "/$inbox/ui") {
  const opened = await openPage(browser, `http://127.0.0.1:${hub.port}${path}`, options);
  onTestFinished(() => opened.page.context().close());
  await opened.page.getByText("Live", { exact: true }).waitFor();
  return opened;
}

async function sendAll(hub: RunningHub) {
  await send(hub, "sports && !muted");
  await send(hub, undefined, '{"message":{"notification":{"title":"Elections","body":"Polls close at eight.\\nSee who leads."}}}', "fcmv1");
  await send(hub, "sports", toast, "windows");
  await send(hub, "muted", '{"aps":{"content-available":1},"sync":{"feed":"politics","since":1200}}');
  await send(hub, "loud", '{"greeting":"Good morning"}', "template");
}

describe("look", () => {
  it.each([
    ["desktop-light", 1280, "light"],
    ["desktop-dark", 1280, "dark"],
    ["phone-light", 360, "light"],
    ["phone-dark", 360, "dark"],
  ] as const)("%s", async (name, width, colorScheme) => {
    const hub = await startTestHub();
    const { page, complaints } = await open(hub, { viewport: { width, height: 800 }, colorScheme });
    await page.screenshot({ path: `/tmp/page-${name}-empty.png` });
    await sendAll(hub);
    await page.getByText("Good morning").waitFor();
    await page.screenshot({ path: `/tmp/page-${name}.png`, fullPage: true });
    const card = page.getByRole("article", { name: "Goal!" });
    await card.getByText("Why did this device get it?").click();
    await card.getByText("Why did another not?").click();
    await card.getByText("Details").click();
    await card.getByText("has the tag muted").waitFor();
    await card.scrollIntoViewIfNeeded();
    await page.screenshot({ path: `/tmp/page-${name}-open.png`, fullPage: true });
    expect(complaints).toEqual([]);
  });
});
