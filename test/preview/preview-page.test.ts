import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser, BrowserContextOptions, Locator, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { run } from "../../src/cli.ts";
import { clock } from "../../src/io.ts";
import { launchChromium, openPage } from "../support/chromium.ts";
import { fakeIo, runCampanile, temporaryFolder } from "../support/fake-io.ts";
import { gitAll } from "../support/git.ts";
import { findFaintTexts, findOverflow } from "../support/page-probes.ts";
import { createSampleProject } from "./sample-project.ts";

let browser: Browser;
beforeAll(async () => {
  browser = await launchChromium();
}, 60_000);
afterAll(() => browser.close());

let pages: { readonly whole: string; readonly compared: string };
let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "campanile-preview-"));
  pages = await drawHistory(folder);
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function preview(root: string, ...args: string[]): Promise<string> {
  const result = await runCampanile(["preview", ...args], { cwd: root });
  expect(result.stdout, result.stderr).toMatch(/preview.*\.html\n$/);
  return join(root, result.stdout.trim());
}

/** Campaigns of which some were sent and one was edited afterwards; then a change of some against a commit. */
async function drawHistory(root: string) {
  const project = createSampleProject(root);
  const edit = (name: string, from: string, to: string) => {
    const file = `campaigns/${name}.yaml`;
    project.write(file, project.read(file).replaceAll(from, to));
  };
  await runCampanile(["send", "campaigns/sent.yaml", "campaigns/edited.yaml"], { cwd: root });
  edit("edited", "20", "25");
  gitAll(root, ["init", "--quiet"], ["add", "."], ["commit", "--quiet", "--message", "first"]);
  const whole = await preview(root);
  edit("long", "four lines", "two long lines");
  rmSync(join(root, "campaigns/emoji.yaml"));
  return { whole, compared: await preview(root, "--base", "HEAD", "--out", "preview-compared.html") };
}

async function open(file: string, options: BrowserContextOptions = {}) {
  const opened = await openPage(browser, "about:blank", options);
  onTestFinished(() => opened.page.context().close());
  const asked: string[] = [];
  opened.page.on("request", (request) => asked.push(request.url()));
  await opened.page.goto(pathToFileURL(file).href);
  return { ...opened, asked };
}

function campaign(page: Page, name: string): Locator {
  return page.locator(".campaign", { has: page.getByRole("heading", { name, exact: true, level: 2 }) });
}

/** As a person sees it, with line breaks. */
async function readText(locator: Locator): Promise<string> {
  return (await locator.allInnerTexts()).join("\n");
}

const phone = { width: 360, height: 740 };
const desktop = { width: 1280, height: 900 };

describe("the page of a preview", () => {
  it.each([
    { name: "a phone", viewport: phone, colorScheme: "light" },
    { name: "a phone", viewport: phone, colorScheme: "dark" },
    { name: "a desktop", viewport: desktop, colorScheme: "light" },
    { name: "a desktop", viewport: desktop, colorScheme: "dark" },
  ] as const)(
    "fits $name in $colorScheme colours, is readable, and asks nobody",
    async ({ viewport, colorScheme }) => {
      for (const file of [pages.whole, pages.compared]) {
        const { page, complaints, asked } = await open(file, { viewport, colorScheme });
        await page.evaluate("for (const fold of document.querySelectorAll('details')) fold.open = true");
        expect(await findOverflow(page)).toEqual({ px: 0, elements: [] });
        expect(await findFaintTexts(page)).toEqual([]);
        expect(complaints).toEqual([]);
        expect(asked).toEqual([page.url()]);
      }
    },
  );

  it("marks the words that changed on both sides", async () => {
    const { page } = await open(pages.compared, { viewport: desktop });
    const sides = campaign(page, "long").locator(".sides").nth(1).locator(".side");
    expect(await sides.nth(0).locator("mark").allInnerTexts()).toContain("four");
    expect(await sides.nth(1).locator("mark").allInnerTexts()).toContain("two long");
    const [before, after] = [await sides.nth(0).boundingBox(), await sides.nth(1).boundingBox()];
    expect(before?.y).toBe(after?.y);
  });

  it("keeps its summary in sight, and leads from it to the campaigns, by keyboard too", async () => {
    const { page } = await open(pages.whole, { viewport: phone });
    const bar = page.getByRole("navigation", { name: "Summary" });
    expect(await readText(bar)).toMatch(/2 problems[\s\S]*1 expired[\s\S]*1 sent/);
    await page.keyboard.press("Tab");
    expect(await page.evaluate("document.activeElement.textContent")).toBe("Skip to the campaigns");
    await bar.getByText("1 sent").focus();
    await page.keyboard.press("Enter");
    const place = await page.getByRole("heading", { name: "sent", exact: true }).boundingBox();
    const top = await bar.boundingBox();
    expect(top?.y).toBe(0);
    expect(place?.y).toBeGreaterThan(top?.height ?? 0);
    expect(place?.y).toBeLessThan(phone.height / 2);
  });

  it("opens its folds by keyboard, and shows what a device cuts off", async () => {
    const { page } = await open(pages.whole, { viewport: desktop });
    const fold = campaign(page, "long").locator("summary", { hasText: "Cut off" }).first();
    await fold.focus();
    await page.keyboard.press("Enter");
    const rest = page.locator(".rest[open] .cut").last();
    expect(await readText(rest)).toContain("the budget of next year");
    expect(await readText(page.locator("main"))).toContain("1 button");
  });

  it("runs no script: not that of a campaign, and not one that somebody put in", async () => {
    const { page, complaints } = await open(pages.whole);
    expect(await page.title()).toBe("Campaigns – preview");
    expect(await readText(campaign(page, "hostile"))).toContain("</p><script>document.title = ");
    expect(complaints).toEqual([]);
    const injected = readFileSync(pages.whole, "utf8").replace(
      "</main>",
      "<script>document.title = 'owned'</script><img src='https://evil.example/x.png'></main>",
    );
    const file = join(folder, "injected.html");
    writeFileSync(file, injected);
    const attacked = await open(file);
    expect(await attacked.page.title()).toBe("Campaigns – preview");
    expect(attacked.complaints.join("\n")).toMatch(/script[\s\S]*Content Security Policy/i);
    expect(attacked.complaints.join("\n")).toMatch(/image[\s\S]*Content Security Policy/i);
  });

  it("draws itself anew while it is watched", async () => {
    const project = createSampleProject(temporaryFolder());
    const stop = new AbortController();
    const { io, stdout } = fakeIo({ cwd: project.root, clock, stop: stop.signal });
    const ended = run(["preview", "--watch", "campaigns/short.yaml"], io);
    onTestFinished(async () => {
      stop.abort();
      await ended;
    });
    await expect.poll(stdout, { timeout: 10_000 }).toContain("http://localhost:");
    const address = /http:\/\/localhost:\d+\//.exec(stdout())?.[0] ?? "";
    const { page, complaints } = await openPage(browser, address);
    onTestFinished(() => page.context().close());
    await page.getByText("Kick-off", { exact: true }).waitFor();
    project.write(
      "campaigns/short.yaml",
      project.read("campaigns/short.yaml").replace("Kick-off", "Half-time"),
    );
    await page.getByText("Half-time", { exact: true }).waitFor({ timeout: 10_000 });
    stop.abort();
    await page.getByText("The preview has stopped.").waitFor({ timeout: 10_000 });
    expect(complaints.filter((complaint) => !complaint.includes("ERR_"))).toEqual([]);
  });
});
