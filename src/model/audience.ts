/** Whom a notification is for. */
export type Audience = TagAudience | BroadcastAudience | DeviceAudience;

export interface TagAudience {
  readonly kind: "tags";
  /** The expression as the hub receives it, in canonical spelling. */
  readonly expression: string;
  /** The same for people: `everyone tagged sports or politics`. */
  readonly words: string;
}

export interface BroadcastAudience {
  readonly kind: "broadcast";
}

export interface DeviceAudience {
  readonly kind: "devices";
  /** Handles of the push service, in the order of the file, without repeats. */
  readonly handles: readonly string[];
}
