import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { htmlReporter } from "../../src/report/html.ts";
import { createStyle } from "../../src/text/style.ts";
import { launchChromium, openPage } from "../support/chromium.ts";
import { temporaryFolder } from "../support/fake-io.ts";
import { hostileTexts, mattersWith } from "./hostile-matter.ts";

it.each(["send", "plan"] as const)(
  "the HTML report of a %s fits a phone in both schemes, wears its style and runs nothing",
  async (kind) => {
    const file = join(temporaryFolder(), "report.html");
    const { [kind]: matter } = mattersWith(hostileTexts.join(" ").repeat(3) + "x".repeat(300));
    writeFileSync(file, htmlReporter.render(matter, createStyle({ isColored: false })));
    const browser = await launchChromium();
    try {
      for (const colorScheme of ["light", "dark"] as const) {
        const viewport = { width: 360, height: 740 };
        const { page, complaints } = await openPage(browser, `file://${file}`, { colorScheme, viewport });
        const seen = await page.evaluate(
          "({ width: document.documentElement.scrollWidth, ground: getComputedStyle(document.body).backgroundColor })",
        );
        expect(seen).toEqual({
          width: 360,
          ground: colorScheme === "light" ? "rgb(255, 255, 255)" : "rgb(15, 19, 24)",
        });
        expect(complaints).toEqual([]);
      }
    } finally {
      await browser.close();
    }
  },
  60_000,
);
