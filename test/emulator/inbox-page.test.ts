import { describe, expect, it } from "vitest";
import { readText, send, sendAll, useBrowser } from "./page-support.ts";
import { devices, startTestHub } from "./support.ts";

const open = useBrowser();

describe("the page of the inbox", () => {
  it("says what to do while nothing has arrived", async () => {
    const { page, complaints } = await open(await startTestHub());
    expect(await page.title()).toBe("Newsroom – inbox");
    await page.getByRole("heading", { name: "Nothing has arrived yet" }).waitFor();
    await page.getByText("The hub knows 4 devices.").waitFor();
    expect(complaints).toEqual([]);
  });

  it("shows a card as soon as a device got something, and says so to those who listen", async () => {
    const hub = await startTestHub();
    const { page, complaints } = await open(hub);
    await send(hub, "sports");
    const card = page.getByRole("article", { name: "Goal!" });
    await card.waitFor();
    expect(await readText(card)).toMatch(
      /^apple\s+Ada's iPhone\s.*\s+Goal!\s+72nd minute\s+Ada scores for the home team\.\s+Picture\s*https:\/\/pictures\.example\/goal\.png\s+Badge\s*3\s+Sound\s*default\s/,
    );
    expect(await readText(page.getByRole("status"))).toBe("New: Goal!, for Ada's iPhone");
    await sendAll(hub);
    await page.getByText("6 notifications").waitFor();
    expect(await readText(page.getByRole("article").first())).toContain("Good morning");
    expect(complaints).toEqual([]);
  });

  it("reads what each push service carries", async () => {
    const hub = await startTestHub();
    await sendAll(hub);
    const { page } = await open(hub);
    const titles = await page.getByRole("article").getByRole("heading", { level: 2 }).allInnerTexts();
    expect(titles).toEqual(["Good morning", "Data for the app, nothing to show", "Hi", "Elections", "Goal!"]);
  });

  it("filters by device, by tag and by text, also what comes later", async () => {
    const hub = await startTestHub();
    await sendAll(hub);
    const { page } = await open(hub);
    await page.getByLabel("Device").selectOption("Bo's Pixel");
    await page.getByText("1 notification", { exact: true }).waitFor();
    await page.getByRole("article", { name: "Elections" }).waitFor();
    await send(hub, "sports");
    await send(hub, undefined, '{"message":{"notification":{"title":"Recount"}}}', "fcmv1");
    await page.getByRole("article", { name: "Recount" }).waitFor();
    expect(await page.getByRole("article").count()).toBe(2);
    await page.getByLabel("Device").selectOption("");
    await page.getByLabel("Tag").fill("Locale:EN");
    await page.getByText("2 notifications", { exact: true }).waitFor();
    await page.getByLabel("Text", { exact: true }).fill("nowhere");
    await page.getByRole("heading", { name: "Nothing matches" }).waitFor();
    expect(page.url()).toContain("?tag=Locale%3AEN&text=nowhere");
    await page.reload();
    await page.getByRole("button", { name: "Show all notifications" }).click();
    await page.getByText("7 notifications").waitFor();
  });

  it("says in words why a device got it, and why another did not", async () => {
    const hub = await startTestHub();
    await send(hub, "(sports || politics) && !muted");
    const { page } = await open(hub);
    const card = page.getByRole("article", { name: "Goal!" });
    await card.getByText("Why did this device get it?").press("Enter");
    await card
      .getByText(
        "The message was for (sports || politics) && !muted, and this device has the tag sports and does not have muted.",
      )
      .waitFor();
    await card.getByText("Why did another not?").press("Space");
    const reasons = card.getByRole("listitem");
    await reasons.first().waitFor();
    expect(await reasons.allInnerTexts()).toContainEqual(
      expect.stringMatching(
        /^Cy's iPad\s+The message was for .* has the tag muted, which !muted excludes\.$/,
      ),
    );
  });

  it("tells of one device by its name when there are too many to list", async () => {
    const crowd = Array.from({ length: 230 }, (_, at) => ({
      name: `Pixel ${at}`,
      platform: "fcmv1" as const,
    }));
    const hub = await startTestHub({ devices: [...devices, ...crowd] });
    await send(hub, "sports");
    const { page } = await open(hub);
    const card = page.getByRole("article", { name: "Goal!" });
    await card.getByText("Why did another not?").click();
    await card.getByText(/Bo's Pixel, Pixel 0, .* and 186 more/).waitFor();
    await card.getByLabel("And 33 other devices").fill("Pixel 229");
    await card.getByRole("button", { name: "Ask" }).click();
    await card.getByRole("status").getByText("reached through Firebase Cloud Messaging").waitFor();
    await card.getByLabel("And 33 other devices").fill("Nobody");
    await page.keyboard.press("Enter");
    await card.getByText("the hub knows no device of that name").waitFor();
    expect(await readText(card.getByRole("status"))).not.toContain("Firebase");
  });

  it("shows headers, handle, message id and body when asked for details", async () => {
    const hub = await startTestHub();
    await send(hub, "sports");
    const { page } = await open(hub);
    await page.getByText("Details").click();
    const text = await readText(page.getByRole("article"));
    expect(text).toContain(hub.messages[0]?.id);
    expect(text).toContain(hub.inbox[0]?.handle);
    expect(text).toMatch(/apns-priority\s+10/);
    expect(text).toContain('"subtitle": "72nd minute"');
  });

  it("is emptied by its button, and by anybody else", async () => {
    const hub = await startTestHub();
    await send(hub, "sports");
    const { page } = await open(hub);
    await page.getByRole("button", { name: "Clear the inbox" }).click();
    await page.getByRole("heading", { name: "Nothing has arrived yet" }).waitFor();
    expect(hub.inbox).toEqual([]);
    await send(hub, "sports");
    await page.getByRole("article").waitFor();
    await fetch(`http://127.0.0.1:${hub.port}/$inbox/messages`, { method: "DELETE" });
    await page.getByRole("heading", { name: "Nothing has arrived yet" }).waitFor();
    expect(await page.getByRole("article").count()).toBe(0);
  });

  it("says that the hub is gone", async () => {
    const hub = await startTestHub();
    const { page } = await open(hub);
    await hub.stop();
    await page.getByText("Connection lost. Trying again…").waitFor();
    expect(await page.getByText("Live", { exact: true }).count()).toBe(0);
  });

  it("shows the newest two hundred of a broadcast and stays usable", async () => {
    const devices = Array.from({ length: 3000 }, (_, at) => ({
      name: `Phone ${at}`,
      platform: "apple" as const,
    }));
    const hub = await startTestHub({ devices });
    const { page } = await open(hub);
    await send(hub, undefined);
    await page.getByText("Phone 2999", { exact: true }).first().waitFor();
    await page.getByText("200 notifications, the newest of more").waitFor();
    expect(await page.getByRole("article").count()).toBe(200);
  });

  it("is where the address of the inbox leads", async () => {
    const { page } = await open(await startTestHub(), { path: "/$inbox" });
    expect(new URL(page.url()).pathname).toBe("/Newsroom/$inbox/ui");
  });
});
