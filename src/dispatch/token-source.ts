import type { Clock } from "../model/io.ts";
import type { Connection } from "../model/project.ts";
import { namespaceResource, signToken } from "../nh/sas.ts";

export const tokenLifetimeSeconds = 3600;
const reuseMs = 45 * 60 * 1000;

export interface TokenSource {
  /** A value for `Authorization`: signed once, used for 45 of its 60 minutes. */
  readonly current: () => string;
  readonly renew: () => void;
}

/** Signs for the root of the namespace, as the JavaScript SDK does: a text that holds nothing of the user's. */
export function createTokenSource(connection: Connection, clock: Clock): TokenSource {
  let token: { text: string; untilMs: number } | undefined;
  return {
    current: () => {
      const nowMs = clock.nowMs();
      if (token === undefined || nowMs >= token.untilMs) {
        const text = signToken({
          resource: namespaceResource(connection),
          ruleName: connection.ruleName,
          key: connection.key.reveal(),
          expiresAtSeconds: Math.floor(nowMs / 1000) + tokenLifetimeSeconds,
        });
        token = { text, untilMs: nowMs + reuseMs };
      }
      return token.text;
    },
    renew: () => {
      token = undefined;
    },
  };
}
