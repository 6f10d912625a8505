import { describe, expect, it } from "vitest";
import { dumpExchange } from "../../src/dispatch/debug-dump.ts";
import type { Exchange, HubRequest } from "../../src/model/http.ts";
import { writeBatch } from "../../src/nh/multipart.ts";

const failed: Exchange = { kind: "failed", began: false, reason: "refused" };

function dumpBatch(handles: readonly string[], body = "{}"): string {
  const batch = writeBatch({ contentType: "application/json", body, handles, boundary: "b0" });
  const request: HubRequest = {
    method: "POST",
    path: "/newsroom/messages/$batch?direct&api-version=2020-06",
    headers: { "Content-Type": batch.contentType },
    body: batch.body,
  };
  return dumpExchange(request, failed, "https://ns.servicebus.windows.net");
}

describe("the dump of a batch", () => {
  it.each([
    ["plain", ["first-handle-000001", "second-handle-000002"]],
    ["quotes and brackets", ['first"]-handle-000001', '["second-handle\\-000002']],
    ["the head of a part", ["first-handle-000001", "second; name=devices\r\n-000002"]],
    ["another part", ["first-handle-000001", "x\r\nContent-Disposition: inline; name=devices\r\n-000002"]],
  ])("masks every handle: with %s", (_, handles) => {
    const dump = dumpBatch(handles);
    expect(dump).toContain('> ["…000001","…000002"]');
    expect(dump).not.toMatch(/first|second/);
  });

  it("leaves a payload that looks like a list of handles as it is", () => {
    const payload = '{"list":["not-a-handle-1","not-a-handle-2"]}';
    expect(dumpBatch(["first-handle-000001"], payload)).toContain(`> ${payload}`);
  });
});

describe("the dump of an answer", () => {
  it("masks the handle of each device, and neither its platform nor its outcome", () => {
    const body =
      "<NotificationOutcome><Results><RegistrationResult><ApplicationPlatform>apple</ApplicationPlatform>" +
      "<PnsHandle>first-handle-000001</PnsHandle><Outcome>Success</Outcome></RegistrationResult><RegistrationResult>" +
      "<PnsHandle>\nsecond-handle-000002</PnsHandle></RegistrationResult></Results></NotificationOutcome>";
    const request: HubRequest = { method: "POST", path: "/newsroom/messages/?test", headers: {}, body: "{}" };
    const dump = dumpExchange(
      request,
      { kind: "answered", response: { status: 201, headers: {}, body, bodyIsCut: false } },
      "https://ns.servicebus.windows.net",
    );
    expect(dump).toContain("<PnsHandle>…000001</PnsHandle><Outcome>Success</Outcome>");
    expect(dump).toContain("<PnsHandle>…000002</PnsHandle>");
    expect(dump).not.toMatch(/first|second/);
  });
});
