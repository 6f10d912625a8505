import { dirname, isAbsolute, join, relative, sep } from "node:path";
import { FileError } from "../model/errors.ts";
import type { Files } from "../model/io.ts";

export type InsideReading =
  | { readonly kind: "inside"; readonly path: string }
  | { readonly kind: "outside"; readonly message: string };

/**
 * Resolves a path written in YAML. It must stay below `root`: no absolute path, no `..`, and no symbolic link that
 * leads out, since a pull request could otherwise make a runner read its secrets into a payload.
 */
export async function resolveInside(
  written: string,
  place: { readonly root: string; readonly base: string; readonly files: Files },
): Promise<InsideReading> {
  const { root, base, files } = place;
  if (isAbsolute(written) || /^[A-Za-z]:|^\\/.test(written))
    return { kind: "outside", message: "the path is absolute" };
  if (written.split(/[\\/]/).includes("..")) return { kind: "outside", message: "the path climbs with `..`" };
  if (written.includes("\0")) return { kind: "outside", message: "the path has a NUL character" };
  const path = join(base, written);
  try {
    const realRoot = (await files.realPath(root)) ?? root;
    const realPath = await realPathOfNearest(path, files);
    if (realPath !== undefined && !isBelow(realPath, realRoot))
      return { kind: "outside", message: "the path is a link that leads out of the project" };
  } catch (error) {
    // A name too long, or a link to itself: what cannot be followed is a mistake in this file, and stops no other.
    if (error instanceof FileError)
      return { kind: "outside", message: `the path leads nowhere: ${error.code}` };
    throw error;
  }
  return { kind: "inside", path };
}

export function isBelow(path: string, root: string): boolean {
  const steps = relative(root, path);
  return steps === "" || (steps !== ".." && !steps.startsWith(`..${sep}`) && !isAbsolute(steps));
}

/** Where a file will be created its folder decides. */
async function realPathOfNearest(path: string, files: Files): Promise<string | undefined> {
  for (let at = path; ; at = dirname(at)) {
    const real = await files.realPath(at);
    if (real !== undefined) return real;
    if (dirname(at) === at) return undefined;
  }
}
