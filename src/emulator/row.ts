import type { FleetDevice } from "../model/fleet.ts";
import type { Candidate } from "../nh/parse-template-expression.ts";
import type { HubTemplate } from "../nh/template-expression.ts";

/** One address that a hub hands a notification to. */
export interface Target {
  /** `undefined` when no device of the fleet has the handle. */
  readonly deviceName: string | undefined;
  readonly platform: FleetDevice["platform"];
  readonly handle: string;
  /** Empty for a direct send, which needs no registration. */
  readonly registrationId: string;
  /** Absent on a native registration. */
  readonly template: RowTemplate | undefined;
  readonly pushVariables: ReadonlyMap<string, string>;
  /** In lower case; none for a handle that nobody registered. */
  readonly tags: ReadonlySet<string>;
}

/** A registration: what a send by tags looks at. */
export type Row = Target;

export interface RowTemplate {
  readonly name: string;
  readonly body: HubTemplate;
  /** Names in lower case. */
  readonly headers: ReadonlyMap<string, Candidate>;
}
