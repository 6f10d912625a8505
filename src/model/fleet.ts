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
  readonly behaviour: DeviceBehaviour;
}

/** What a push service says of a device: it takes everything, or the same failure each time. */
export const deviceBehaviours = ["delivers", "expired", "throttled", "bad-token", "slow"] as const;
export type DeviceBehaviour = (typeof deviceBehaviours)[number];

export interface FleetTemplate {
  readonly name: string;
  /** JSON or XML text with the hub's template expressions. */
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly tags: readonly string[];
}

/** A fleet as its YAML file spells it. */
export interface FleetFile {
  readonly devices?: readonly FleetFileDevice[];
  readonly generate?: readonly FleetRecipe[];
}

interface FleetFileTraits {
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
}

export interface FleetFileDevice extends FleetFileTraits {
  readonly name: string;
  readonly platform: FleetDevice["platform"];
  readonly handle?: string;
  readonly tags?: readonly string[];
  readonly user?: string;
  readonly behaviour?: DeviceBehaviour;
}

/** Devices by the thousand, the same ones for the same recipe. */
export interface FleetRecipe extends FleetFileTraits {
  readonly count: number;
  /** Two recipes that differ in nothing else make other devices. */
  readonly seed?: number;
  /** Device 7 of `Reader` is called `Reader 7`. */
  readonly name: string;
  /** Weights. */
  readonly platforms: Readonly<Partial<Record<FleetDevice["platform"], number>>>;
  /** Which share of the devices has a tag, from 0 to 1. */
  readonly tags?: Readonly<Record<string, number>>;
  /** Of each group a device has exactly one tag, drawn by weight. */
  readonly oneOf?: readonly Readonly<Record<string, number>>[];
  /** Users as `reader-7`. */
  readonly users?: boolean;
  /** Weights; all deliver unless given. */
  readonly behaviours?: Readonly<Partial<Record<DeviceBehaviour, number>>>;
}
