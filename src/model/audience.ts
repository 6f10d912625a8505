import type { Json } from "./json.ts";

/** Whom a notification is for. */
export type Audience = TagAudience | BroadcastAudience | DeviceAudience | RecipientAudience;

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

/** The people of a file, one member per row; what each gets is made of the columns of the row. */
export interface RecipientAudience {
  readonly kind: "recipients";
  /** As written. */
  readonly file: string;
  /** How people know the file that the command line brings in its place. */
  readonly broughtAs?: string | undefined;
  /** Absolute; `undefined` when the file is not here, and the campaign shows its sample alone. */
  readonly path: string | undefined;
  readonly format: RowsFormat;
  /** The column that names a member for ever. */
  readonly idColumn: string;
  /** Columns that each row must have. */
  readonly columns: readonly string[];
  readonly rows: { readonly min: number | undefined; readonly max: number | undefined };
  /** It holds rows of this campaign that were wrong in an earlier run, so `rows.min` says nothing of it. */
  readonly isRejectFile: boolean;
  /** The notification whose wrong rows the command line brings, when they are of another file: this one has to wait. */
  readonly leftOutFor?: string | undefined;
  readonly addressKind: "tag" | "handle";
  /** Two ids never have one address, so nobody need look whether they do. */
  readonly isAddressOfId: boolean;
  /** The address of the first row of the sample. */
  readonly sampleAddress: string;
  /** The sample is no row of the file, so that it may be shown to anybody. */
  readonly isSampleMadeUp: boolean;
  /** What the campaign says of whom it is for. */
  readonly written: Json;
  renderRow(values: RowValues): RowRendering;
}

/** What people are told of the file that is read. */
export function nameOfFile({ file, broughtAs }: Pick<RecipientAudience, "file" | "broughtAs">): string {
  return broughtAs ?? file;
}

export type RowsFormat = "csv" | "jsonl";

/** The cells of one row by their columns. */
export interface RowValues {
  readonly [column: string]: string | number | boolean;
  /** Columns that are null in JSON Lines: a template takes them for absent, and who mends the row should know. */
  readonly [nullColumns]?: readonly string[];
}

export const nullColumns: unique symbol = Symbol("null columns");

/** What a member gets. */
export interface MemberMessage {
  /** Rows that come to the same may share this object, so that what is made of it is worth keeping. */
  readonly isShared: boolean;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What a member gets, or why nothing. */
export type RowRendering =
  | {
      readonly kind: "rendered";
      /** A tag, or a device handle. */
      readonly address: string;
      readonly message: MemberMessage;
    }
  | { readonly kind: "failed"; readonly reason: string };

/** What became of one row. `line` is the line of the file on which it begins, counted from 1. */
export type RowReading =
  | {
      readonly kind: "row";
      readonly line: number;
      readonly values: RowValues;
      /** Of a file of rejected rows: why this one was rejected before, unless somebody emptied the cell. */
      readonly formerReason?: string;
    }
  | {
      readonly kind: "rejected";
      readonly line: number;
      /** For people. */
      readonly reason: string;
      /** The row as it stands in the file without its line end, 64 KiB of it at most. */
      readonly text: string;
    };
