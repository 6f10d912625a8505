import type { Page } from "playwright-core";

/** Texts whose contrast with their ground is below 4.5, each with its contrast. */
export function findFaintTexts(page: Page): Promise<readonly string[]> {
  return page.evaluate<readonly string[]>(faintTexts);
}

/** How many pixels the page is wider than its window, and the elements that stick out. */
export function findOverflow(
  page: Page,
): Promise<{ readonly px: number; readonly elements: readonly string[] }> {
  return page.evaluate<{ px: number; elements: string[] }>(`(() => {
    const width = document.documentElement.clientWidth;
    const out = [...document.querySelectorAll("main *, header *")]
      .filter((node) => node.getClientRects().length > 0 && node.getBoundingClientRect().right > width + 0.5);
    return { px: document.documentElement.scrollWidth - width, elements: out.map((node) => node.outerHTML.slice(0, 80)) };
  })()`);
}

// Source of the formula: WCAG 2.2, "relative luminance" and "contrast ratio".
const faintTexts = `(() => {
  const read = (color) => {
    const [red, green, blue, alpha = 1] = color.match(/[\\d.]+/g).map(Number);
    return { rgb: [red, green, blue], alpha };
  };
  const luminance = (rgb) => {
    const [red, green, blue] = rgb.map((value) => {
      const part = value / 255;
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const ground = (node) => {
    for (let at = node; at !== null; at = at.parentElement) {
      const { rgb, alpha } = read(getComputedStyle(at).backgroundColor);
      if (alpha === 1) return rgb;
    }
    return [255, 255, 255];
  };
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const faint = [];
  while (walker.nextNode()) {
    const text = walker.currentNode.data.trim();
    const node = walker.currentNode.parentElement;
    if (text === "" || !node.checkVisibility() || ["SCRIPT", "STYLE"].includes(node.tagName)) continue;
    const pair = [luminance(read(getComputedStyle(node).color).rgb), luminance(ground(node))].sort((a, b) => b - a);
    const contrast = (pair[0] + 0.05) / (pair[1] + 0.05);
    if (contrast < 4.5) faint.push(contrast.toFixed(2) + " " + text);
  }
  return faint;
})()`;
