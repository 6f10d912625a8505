import type { DevicePlatform } from "./registration.ts";
import type { TemplateRules } from "./template-rules.ts";

/** What a template registration says beyond its address. */
export type TemplateMember = "body" | "expiry" | "name" | "priority" | "headers" | "messageType";

/** How the registrations of one push service look on the wire. Source: .NET SDK 4.2.0, the registration descriptions. */
export interface RegistrationShape {
  /** `Apple` of `AppleRegistrationDescription` and `AppleTemplateRegistrationDescription`. */
  readonly prefix: string;
  /** The word that installations have for the push service, such as `apns`. */
  readonly installationName: string;
  /** Elements of the handle, all of them needed, in the order of the service. */
  readonly handleElements: readonly string[];
  /** The elements of the handle may come in any order. */
  readonly hasFreeOrder?: boolean;
  /** Two spellings of a handle that differ in case alone are one. */
  readonly ignoresCase?: boolean;
  /** The first element of the handle is a channel by itself, which the others are keys to. */
  readonly beginsWithChannel?: boolean;
  /** A `SecondaryTileName` may follow the handle. */
  readonly hasSecondaryTile?: boolean;
  /** In the order in which the service writes them. */
  readonly templateMembers: readonly TemplateMember[];
  /** `ApnsHeader`, which stands inside `ApnsHeaders`; absent where templates have no headers. */
  readonly headerElement?: string;
  /** The service writes the list of headers even when it is empty. */
  readonly needsHeaders?: boolean;
  /** The one text that the hub keeps, of the texts in the elements. */
  joinHandle(parts: readonly string[]): string;
  splitHandle(handle: string): readonly string[];
  /** Why a hub refuses these texts; none of them is empty. */
  checkHandle?(parts: readonly string[]): string | undefined;
  /** What a hub wants of its templates; nothing unless given. */
  readonly templates?: TemplateRules;
  /** An installation may have tiles with channels of their own. Source: NH docs, "Registration management". */
  readonly hasInstallationTiles?: boolean;
  /** The push channel of an installation is an object with these members, or its JSON text. */
  readonly channelMembers?: readonly string[];
}

export type RegistrationShapes = ReadonlyMap<DevicePlatform, RegistrationShape>;

/** A handle that is the text of one element. */
export function textHandle(
  element: string,
): Pick<RegistrationShape, "handleElements" | "joinHandle" | "splitHandle"> {
  return { handleElements: [element], joinHandle: ([text = ""]) => text, splitHandle: (handle) => [handle] };
}

/** The channel of an app or of one of its tiles. */
export const channelHandle = {
  ...textHandle("ChannelUri"),
  hasSecondaryTile: true,
  checkHandle: ([channel = ""]: readonly string[]) => checkUrl("ChannelUri", channel),
};

export function checkUrl(element: string, text: string): string | undefined {
  return URL.canParse(text) && /^https?:/i.test(text) ? undefined : `${element} is not an absolute URI.`;
}
