import { describe, expect, it } from "vitest";
import { findFaintTexts, findOverflow } from "../support/page-probes.ts";
import { readText, send, sendAll, useBrowser } from "./page-support.ts";
import { call, startTestHub } from "./support.ts";

const open = useBrowser();

const looks = [
  { width: 1280, colorScheme: "light" },
  { width: 1280, colorScheme: "dark" },
  { width: 360, colorScheme: "light" },
  { width: 360, colorScheme: "dark" },
] as const;

describe("hostile text on the page", () => {
  const markup = "<img src=x onerror=globalThis.pwned=1><script>globalThis.pwned=1</script>";
  const name = `${markup}\u202eevil`;
  const hostile = JSON.stringify({
    aps: {
      alert: { title: markup, subtitle: "\u202edesrever", body: "<b>bold</b>" },
      badge: markup,
      sound: markup,
    },
    image: "javascript:globalThis.pwned=1",
  });

  it("stays text, in every place", async () => {
    const devices = [
      { name, platform: "apple" as const, templates: { [markup]: { body: '{"aps":{"alert":"$(text)"}}' } } },
      { name: `other ${name}`, platform: "fcmv1" as const },
    ];
    const hub = await startTestHub({ devices, name: "Newsroom" });
    const { page, complaints } = await open(hub);
    await call(hub, { body: hostile, headers: { "x-hostile": markup } });
    await call(hub, {
      body: JSON.stringify({ text: markup }),
      headers: { "ServiceBusNotification-Format": "template" },
    });
    await page.getByText("2 notifications").waitFor();
    for (const summary of await page.locator("summary").all()) await summary.click();
    await page.getByRole("listitem").getByText("other <img").first().waitFor();
    const text = await readText(page.getByRole("main"));
    expect(text).toContain("<b>bold</b>");
    expect(text).toContain(`${markup}\\u{202e}evil`);
    expect(await page.locator("main img, main script, main b, main a").count()).toBe(0);
    expect(await page.evaluate("globalThis.pwned")).toBeUndefined();
    expect(complaints).toEqual([]);
  });

  it("does not turn its neighbours around", async () => {
    const hub = await startTestHub();
    const { page } = await open(hub);
    await call(hub, { body: hostile, headers: { "ServiceBusNotification-Tags": "sports" } });
    await page.getByRole("article").waitFor();
    const isolation = await page.evaluate<string[]>(
      `["h2.title", ".subtitle", ".text", ".device"].map((name) => getComputedStyle(document.querySelector(name)).unicodeBidi)`,
    );
    expect(isolation).toEqual(["isolate", "isolate", "isolate", "isolate"]);
  });

  it("is kept in by a policy that allows the page's own script and style alone", async () => {
    const hub = await startTestHub();
    const response = await fetch(`http://127.0.0.1:${hub.port}/$inbox/ui`);
    const policy = response.headers.get("content-security-policy") ?? "";
    expect(policy).toMatch(
      /default-src 'none'; script-src 'sha256-[\w+/=]{44}'; style-src 'sha256-[\w+/=]{44}'/,
    );
    expect(policy).not.toContain("unsafe");
    const { page } = await open(hub);
    await page.evaluate(
      `document.body.append(Object.assign(document.createElement("style"), { textContent: "body { display: none }" }))`,
    );
    expect(await page.getByRole("main").isVisible()).toBe(true);
    await expect(page.evaluate(`document.body.innerHTML = "<p>x</p>"`)).rejects.toThrow(/TrustedHTML/);
  });

  it("makes the page ask nobody but the hub", async () => {
    const hub = await startTestHub();
    await send(hub, "sports");
    const { page } = await open(hub);
    const asked: string[] = [];
    page.on("request", (request) => asked.push(new URL(request.url()).host));
    await page.reload();
    await page.getByRole("article").waitFor();
    expect(new Set(asked)).toEqual(new Set([`127.0.0.1:${hub.port}`]));
    expect(hub.requests.filter(({ method }) => method === "GET")).toEqual([]);
  });
});

describe("how the page looks", () => {
  it.each(looks)("is readable at $width pixels, $colorScheme", async ({ width, colorScheme }) => {
    const hub = await startTestHub();
    const viewport = { width, height: 800 };
    const { page } = await open(hub, { viewport, colorScheme, reducedMotion: "reduce" });
    expect(await findFaintTexts(page)).toEqual([]);
    await sendAll(hub);
    await send(
      hub,
      "sports",
      JSON.stringify({
        aps: { alert: { title: "W".repeat(300), body: "x".repeat(900) } },
        url: "y".repeat(400),
      }),
    );
    await page.getByText("6 notifications").waitFor();
    await page.evaluate<void>(`for (const fold of document.querySelectorAll("details")) fold.open = true`);
    await page.getByText("has the tag muted").first().waitFor();
    expect(await findOverflow(page)).toEqual({ px: 0, elements: [] });
    expect(await findFaintTexts(page)).toEqual([]);
    const ground = await page.evaluate<string>("getComputedStyle(document.documentElement).backgroundColor");
    expect(ground).toBe(colorScheme === "dark" ? "rgb(23, 22, 20)" : "rgb(245, 242, 236)");
  });

  it("is reached by keyboard, in the order of reading", async () => {
    const hub = await startTestHub();
    await send(hub, "sports");
    const { page } = await open(hub);
    const reached: string[] = [];
    for (let step = 0; step < 10; step++) {
      await page.keyboard.press("Tab");
      reached.push(
        await page.evaluate<string>(
          `document.activeElement.labels?.[0]?.firstChild.data ?? document.activeElement.textContent.trim()`,
        ),
      );
    }
    expect(reached).toEqual([
      "Skip to the notifications",
      "Device",
      "Tag",
      "Text",
      "Clear the inbox",
      "Export",
      "https://pictures.example/goal.png",
      "Why did this device get it?",
      "Why did another not?",
      "Details",
    ]);
  });
});
