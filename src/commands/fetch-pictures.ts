import { createPictureFetcher, type PictureReading } from "../dispatch/fetch-picture.ts";
import { listPictures, placePictures } from "../preview/pictures.ts";
import type { Picture, PreviewView } from "../preview/view.ts";
import { escapeTerminal } from "../text/escape.ts";
import type { Workspace } from "./workspace.ts";

/** A page with more than this is hard to open, and to attach to anything. */
const maxPageBytes = 24 * 1024 * 1024;

const fetchesAtOnce = 4;

/** Puts the pictures of a preview into it, from hosts that the project allows; of the others it says why not. */
export async function fetchPictures({ io, project }: Workspace, view: PreviewView): Promise<PreviewView> {
  const addresses = listPictures(view);
  if (addresses.length === 0) return view;
  if (project.imageHosts.length === 0)
    io.stderr.write(
      `warning: no picture is fetched: ${escapeTerminal(project.file)} allows no host for it.\n  hint: Add \`preview: { imageHosts: [cdn.example.com] }\`.\n`,
    );
  const fetcher = createPictureFetcher({
    hosts: project.imageHosts,
    proxy: {
      httpsProxy: io.env["HTTPS_PROXY"] ?? io.env["https_proxy"],
      noProxy: io.env["NO_PROXY"] ?? io.env["no_proxy"],
    },
  });
  try {
    const readings: (readonly [string, PictureReading])[] = [];
    // Each has its time from when it is asked for, so none waits in a queue.
    for (let at = 0; at < addresses.length; at += fetchesAtOnce) {
      const some = addresses.slice(at, at + fetchesAtOnce);
      readings.push(
        ...(await Promise.all(some.map(async (address) => [address, await fetcher.fetch(address)] as const))),
      );
    }
    let size = 0;
    const pictures = readings.map(([address, reading]) => {
      size += reading.kind === "picture" ? reading.bytes.length : 0;
      return [address, toPicture(reading, size)] as const;
    });
    for (const [address, { trouble }] of pictures)
      if (trouble !== undefined && project.imageHosts.length > 0)
        io.stderr.write(`warning: ${escapeTerminal(address)} ${escapeTerminal(trouble)}.\n`);
    return placePictures(view, new Map(pictures));
  } finally {
    await fetcher.close();
  }
}

function toPicture(reading: PictureReading, size: number): Omit<Picture, "address"> {
  if (reading.kind === "refused") return { data: undefined, trouble: `is not shown: ${reading.reason}` };
  if (size > maxPageBytes)
    return { data: undefined, trouble: "is not shown: the page holds 24 MB of pictures already" };
  const data = `data:${reading.mediaType};base64,${reading.bytes.toString("base64")}`;
  return { data, trouble: undefined };
}
