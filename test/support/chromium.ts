import sparticuz from "@sparticuz/chromium";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";

const unwanted = new Set([
  // In one process the browser ends with its first context; the argument is for hosts without processes.
  "--single-process",
  // A page is to meet the walls that it meets at its readers'.
  "--disable-web-security",
  "--allow-running-insecure-content",
]);

// Pages of ours draw nothing in three dimensions, and without a graphics card each frame would pay for it.
sparticuz.setGraphicsMode = false;

/** A real browser without a window. Its version is pinned: later ones are not for Node 20. */
export async function launchChromium(): Promise<Browser> {
  return chromium.launch({
    args: sparticuz.args.filter((arg) => !unwanted.has(arg)),
    executablePath: await sparticuz.executablePath(),
    headless: true,
  });
}

export interface OpenPage {
  readonly page: Page;
  /** What the page's scripts threw, and what the browser refused or complained of. */
  readonly complaints: readonly string[];
}

/** A page in a profile of its own. */
export async function openPage(
  browser: Browser,
  address: string,
  options: BrowserContextOptions = {},
): Promise<OpenPage> {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") complaints.push(message.text());
  });
  await page.goto(address);
  return { page, complaints };
}
