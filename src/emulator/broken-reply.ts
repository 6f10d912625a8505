import type { ServerResponse } from "node:http";

/** An exchange that ends badly for whoever asked. */
export interface BrokenReply {
  readonly breaks: "reset" | "half" | "silence";
}

/** Ends the connection, in the middle of an answer or without one; or leaves it open and says nothing. */
export function serveBroken(response: ServerResponse, { breaks }: BrokenReply): void {
  const { socket } = response;
  if (breaks === "silence" || socket === null) return;
  if (breaks === "half") socket.end("HTTP/1.1 201 Cre", () => socket.destroy());
  else if ("encrypted" in socket) socket.destroy();
  else socket.resetAndDestroy();
}
