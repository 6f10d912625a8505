import { escapeXml } from "../../text/escape.ts";
import { sha256Hex } from "../../text/hash.ts";
import { cardScript } from "./card-script.ts";
import { cardStyle } from "./card-style.ts";
import { elementScript } from "./element-script.ts";
import { feedScript } from "./feed-script.ts";
import { liveScript } from "./live-script.ts";
import { pageStyle } from "./page-style.ts";

export interface PageDocument {
  readonly html: string;
  /** Allows what is written in the document, and calls to the hub it came from; nothing else. */
  readonly securityPolicy: string;
}

const script = `"use strict";\n(() => {\n${[elementScript, cardScript, feedScript, liveScript].join("\n")}\n})();\n`;
const style = `\n${pageStyle}\n${cardStyle}\n`;

/** A bell, as a picture in the address itself. */
const icon =
  "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E%3Cpath fill='%23a8482a' d='M8 1a1 1 0 0 1 1 1v.4A4.6 4.6 0 0 1 12.6 7c0 3 1 4 1.4 4.6H2C2.4 11 3.4 10 3.4 7A4.6 4.6 0 0 1 7 2.4V2a1 1 0 0 1 1-1Zm-2 12h4a2 2 0 0 1-4 0Z'/%3E%3C/svg%3E";

/** The page on which people see what the devices of a hub got: one document that loads nothing from elsewhere. */
export function writePage(hubName: string): PageDocument {
  const name = escapeXml(hubName);
  return {
    securityPolicy: [
      "default-src 'none'",
      `script-src '${hashSource(script)}'`,
      `style-src '${hashSource(style)}'`,
      "connect-src 'self'",
      "img-src data:",
      "base-uri 'none'",
      "form-action 'none'",
      "frame-ancestors 'none'",
      "require-trusted-types-for 'script'",
      "trusted-types 'none'",
    ].join("; "),
    html: `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${name} – inbox</title>
<link rel="icon" href="${icon}">
<style>${style}</style>
</head>
<body>
<a class="skip" href="#feed">Skip to the notifications</a>
<div class="page">
<header class="top">
<p class="kind">Inbox of the hub</p>
<h1><bdi>${name}</bdi></h1>
<p class="state" id="state" data-state="opening"><span class="dot" aria-hidden="true"></span><span id="state-text">Connecting…</span></p>
<form class="filters" id="filters" role="search" aria-label="Filter the notifications">
<label>Device<select id="device" name="device"><option value="">All devices</option></select></label>
<label>Tag<input id="tag" name="tag" list="tags" autocomplete="off" autocapitalize="off" spellcheck="false" placeholder="Any tag"></label>
<datalist id="tags"></datalist>
<label>Text<input id="text" name="text" type="search" autocomplete="off" placeholder="Anything"></label>
</form>
<p class="tools"><button type="button" id="clear">Clear the inbox</button><a href="export" download="inbox.jsonl">Export</a></p>
</header>
<main id="feed" tabindex="-1" aria-label="Notifications">
<p class="count" id="count"></p>
<ol class="cards" id="cards"></ol>
<section class="empty" id="empty" hidden>
<h2 id="empty-title"></h2>
<p id="empty-text"></p>
<p id="empty-more"></p>
<button type="button" id="show-all" hidden>Show all notifications</button>
</section>
<noscript><p class="count">This page needs JavaScript. Without it, read <a href="messages">the messages as JSON</a>.</p></noscript>
</main>
</div>
<p class="hidden" role="status" aria-live="polite" id="news"></p>
<script>${script}</script>
</body>
</html>
`,
  };
}

function hashSource(text: string): string {
  return `sha256-${Buffer.from(sha256Hex(text), "hex").toString("base64")}`;
}
