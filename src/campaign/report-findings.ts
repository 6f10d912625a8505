import type { DiagnosticCode } from "../model/diagnostic-codes.ts";
import type { Finding, Platform } from "../platforms/platform.ts";
import type { PayloadPlaces } from "./payload-file.ts";
import type { Reporter } from "./yaml/reporter.ts";
import type { Path } from "./yaml/source.ts";

const codes: Readonly<Record<Finding["kind"], DiagnosticCode>> = {
  shape: "CAM3014",
  advice: "CAM3015",
  root: "CAM3016",
  "text-only": "CAM3017",
};

export interface FindingPlaces {
  readonly platform: Platform;
  readonly places: PayloadPlaces;
  readonly headersAt: { readonly reporter: Reporter; readonly path: Path };
}

/** Puts what a platform found in a payload at its place in the files. */
export function reportFindings(findings: readonly Finding[], { places, headersAt }: FindingPlaces): void {
  for (const { kind, path, atKey, message, hint } of findings) {
    const remark = { code: codes[kind], message, hint };
    const [head, ...rest] = path;
    const isHeader = head === "headers" && rest.length === 1;
    const place = isHeader ? headersAt : (places.placeOfProperty?.(String(head)) ?? places.main);
    // The tree of a text payload has no places of its own: the text is the place.
    const isText = "written" in place && typeof place.written === "string";
    const at = isText ? place.path : [...place.path, ...(isHeader ? rest : path)];
    if (atKey === true || (at.length === place.path.length && at.length > 0))
      place.reporter.atKey(at, remark);
    else place.reporter.atValue(at, remark);
  }
}
