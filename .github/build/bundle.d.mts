import type { BuildOptions, BuildResult, Metafile } from "esbuild";

export const root: string;
export function bundle<Options extends BuildOptions>(
  options: Options,
): Promise<BuildResult<Options & { readonly metafile: true }>>;
export function bundlePackage(
  options: BuildOptions & { readonly outdir: string },
): Promise<BuildResult<{ metafile: true }>>;
export function describePackages(metafile: Metafile): { readonly count: number; readonly licences: string };
