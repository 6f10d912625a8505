/** What is different from a git revision in what devices and the hub would get; how it is written does not count. */
export interface Comparison {
  /** The revision, as it was named. */
  readonly base: string;
  readonly items: readonly ComparedNotification[];
  /** Notifications that are the same. */
  readonly unchanged: number;
  /** What could not be compared, in words. */
  readonly notes: readonly string[];
}

export interface ComparedNotification {
  readonly kind: "new" | "changed" | "renamed" | "gone";
  readonly campaign: string;
  readonly id: string;
  /** `campaign/id`, when it was renamed. */
  readonly formerName: string | undefined;
  readonly changes: readonly ValueChange[];
}

/** One aspect that differs; a value is `undefined` where there was none. */
export interface ValueChange {
  /** In words: `audience`, `content aps.badge`. */
  readonly what: string;
  readonly before: string | undefined;
  readonly after: string | undefined;
}
