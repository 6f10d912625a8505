import { Agent, type Dispatcher, EnvHttpProxyAgent } from "undici";

export type PictureReading =
  | { readonly kind: "picture"; readonly mediaType: string; readonly bytes: Buffer }
  /** The reason is for people: `its host is not allowed`. */
  | { readonly kind: "refused"; readonly reason: string };

export interface PictureFetcher {
  fetch(address: string): Promise<PictureReading>;
  close(): Promise<void>;
}

export interface PictureFetcherOptions {
  /** Exact hosts in lower case, with a port that is not 443. Nobody else is asked. */
  readonly hosts: readonly string[];
  readonly proxy: { readonly httpsProxy: string | undefined; readonly noProxy: string | undefined };
  /** PEM text of an authority to trust in place of those of the public web. */
  readonly authority?: string;
  readonly timeoutMs?: number;
}

const maxBytes = 2 * 1024 * 1024;
const maxRedirects = 3;
const defaultTimeoutMs = 5_000;

/**
 * Fetches pictures for a page that is opened elsewhere: over HTTPS, from hosts that were named, and nothing but bitmaps.
 * An SVG is a document with scripts and addresses of its own, and is refused.
 */
export function createPictureFetcher(options: PictureFetcherOptions): PictureFetcher {
  const dispatcher = createDispatcher(options);
  const timeoutMs = options.timeoutMs ?? defaultTimeoutMs;
  return {
    fetch: async (address) => {
      const signal = AbortSignal.timeout(timeoutMs);
      try {
        return await follow(address, { hosts: options.hosts, dispatcher, signal });
      } catch (error) {
        if (signal.aborted) return refuse(`no answer in ${timeoutMs / 1000} seconds`);
        return refuse(`the host did not answer (${codeOf(error)})`);
      }
    },
    close: () => dispatcher.destroy(),
  };
}

interface Fetching {
  readonly hosts: readonly string[];
  readonly dispatcher: Dispatcher;
  readonly signal: AbortSignal;
}

async function follow(address: string, { hosts, dispatcher, signal }: Fetching): Promise<PictureReading> {
  let at = address;
  let first: string | undefined;
  for (let hops = 0; hops <= maxRedirects; hops++) {
    const url = URL.canParse(at) ? new URL(at) : undefined;
    if (url?.protocol !== "https:") return refuse("its address is no https one");
    if (url.username !== "" || url.password !== "") return refuse("its address has a password in it");
    if (!hosts.includes(url.host)) return refuse("its host is not in preview.imageHosts");
    first ??= url.host;
    if (url.host !== first) return refuse("its host sends on to another one");
    const { statusCode, headers, body } = await dispatcher.request({
      method: "GET",
      origin: url.origin,
      path: url.pathname + url.search,
      signal,
      headers: { accept: "image/webp, image/png, image/jpeg, image/gif" },
    });
    // A body that is not read to its end fails, and without a listener the process would with it.
    body.on("error", () => undefined);
    const location = headers["location"];
    if (statusCode >= 300 && statusCode < 400 && typeof location === "string") {
      body.destroy();
      if (!URL.canParse(location, url.href)) return refuse("its host sends on to no address");
      at = new URL(location, url).href;
      continue;
    }
    if (statusCode !== 200) {
      body.destroy();
      return refuse(`its host answers ${statusCode}`);
    }
    const declared = String(headers["content-type"] ?? "")
      .split(";", 1)[0]
      ?.trim()
      .toLowerCase();
    return await collect(body, declared ?? "");
  }
  return refuse("its host sends on again and again");
}

async function collect(body: Dispatcher.ResponseData["body"], declared: string): Promise<PictureReading> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body) {
    const bytes = Buffer.from(chunk);
    size += bytes.length;
    if (size > maxBytes) return refuse("it is larger than 2 MB");
    chunks.push(bytes);
  }
  const bytes = Buffer.concat(chunks);
  const mediaType = recognize(bytes);
  // Both must say so: what a browser makes of a file follows from the one, what a proxy does from the other.
  return mediaType === undefined || !pictureTypes.has(declared)
    ? refuse("it is no PNG, JPEG, GIF or WebP picture")
    : { kind: "picture", mediaType, bytes };
}

const pictureTypes = new Set(["image/png", "image/jpeg", "image/gif", "image/webp"]);

/** By the first bytes. Source: WHATWG MIME Sniffing, "matching an image type pattern". */
function recognize(bytes: Buffer): string | undefined {
  const head = bytes.subarray(0, 16).toString("latin1");
  if (head.startsWith("\x89PNG\r\n\x1a\n")) return "image/png";
  if (head.startsWith("\xff\xd8\xff")) return "image/jpeg";
  if (/^GIF8[79]a/.test(head)) return "image/gif";
  return /^RIFF[\s\S]{4}WEBPVP/.test(head) ? "image/webp" : undefined;
}

function createDispatcher({ proxy, authority }: PictureFetcherOptions): Dispatcher {
  const settings: Agent.Options = {
    connections: 4,
    connect: authority === undefined ? {} : { ca: authority },
  };
  if (proxy.httpsProxy === undefined) return new Agent(settings);
  return new EnvHttpProxyAgent({
    ...settings,
    httpProxy: proxy.httpsProxy,
    httpsProxy: proxy.httpsProxy,
    ...(proxy.noProxy === undefined ? {} : { noProxy: proxy.noProxy }),
  });
}

function refuse(reason: string): PictureReading {
  return { kind: "refused", reason };
}

function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return "no reason given";
  return "code" in error && typeof error.code === "string" ? error.code : error.name;
}
