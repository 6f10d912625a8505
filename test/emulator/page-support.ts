import type { Browser, BrowserContextOptions, Locator } from "playwright-core";
import { afterAll, beforeAll, onTestFinished } from "vitest";
import type { RunningHub } from "../../src/emulator/hub.ts";
import { launchChromium, type OpenPage, openPage } from "../support/chromium.ts";
import { call, toast } from "./support.ts";

/** An alert with all that a card shows. */
const rich = JSON.stringify({
  aps: {
    alert: { title: "Goal!", subtitle: "72nd minute", body: "Ada scores for the home team." },
    badge: 3,
    sound: "default",
  },
  image: "https://pictures.example/goal.png",
});

export function send(hub: RunningHub, tags: string | undefined, body = rich, format = "apple") {
  const headers: Record<string, string> = { "ServiceBusNotification-Format": format, "apns-priority": "10" };
  if (tags !== undefined) headers["ServiceBusNotification-Tags"] = tags;
  return call(hub, { body, headers });
}

/** One browser for the tests of a file. Opens the page of a hub once it is live; the test's end closes it. */
export function useBrowser() {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchChromium();
  }, 60_000);
  afterAll(() => browser.close());
  return async (
    hub: RunningHub,
    { path = "/$inbox/ui", ...options }: BrowserContextOptions & { readonly path?: string } = {},
  ): Promise<OpenPage> => {
    const opened = await openPage(browser, `http://127.0.0.1:${hub.port}${path}`, options);
    onTestFinished(() => opened.page.context().close());
    await opened.page.getByText("Live", { exact: true }).waitFor();
    return opened;
  };
}

/** As a person sees it, with line breaks. */
export async function readText(locator: Locator): Promise<string> {
  return (await locator.allInnerTexts()).join("\n");
}

/** One of each kind. */
export async function sendAll(hub: RunningHub) {
  await send(hub, "sports && !muted");
  await send(
    hub,
    undefined,
    '{"message":{"notification":{"title":"Elections","body":"Polls close at eight.\\nSee who leads."}}}',
    "fcmv1",
  );
  await send(hub, "sports", toast, "windows");
  await send(hub, "muted", '{"aps":{"content-available":1},"sync":{"feed":"politics","since":1200}}');
  await send(hub, "loud", '{"greeting":"Good morning"}', "template");
}
