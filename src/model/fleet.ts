import type { Json } from "./json.ts";
import type { PlatformName } from "./platform-name.ts";

/** The devices that an emulator knows. */
export interface Fleet {
  readonly devices: readonly FleetDevice[];
}

export interface FleetDevice {
  readonly name: string;
  /** `template` is no platform of a device. */
  readonly platform: Exclude<PlatformName, "template">;
  readonly handle: string;
  readonly tags: readonly string[];
  readonly user: string | undefined;
  readonly templates: readonly FleetTemplate[];
  /** Properties of the device that its templates may use. */
  readonly pushVariables: Readonly<Record<string, string>>;
}

export interface FleetTemplate {
  readonly name: string;
  /** JSON or XML text with the hub's template expressions. */
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly tags: readonly string[];
}

/** A fleet as its YAML file spells it. */
export interface FleetFile {
  readonly devices: readonly {
    readonly name: string;
    readonly platform: Exclude<PlatformName, "template">;
    readonly handle?: string;
    readonly tags?: readonly string[];
    readonly user?: string;
    readonly pushVariables?: Readonly<Record<string, string>>;
    readonly templates?: Readonly<
      Record<
        string,
        {
          readonly body: Json;
          readonly headers?: Readonly<Record<string, string>>;
          readonly tags?: readonly string[];
        }
      >
    >;
  }[];
}
