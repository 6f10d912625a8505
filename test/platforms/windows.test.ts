import { describe, expect, it } from "vitest";
import { windows } from "../../src/platforms/windows.ts";
import { expired, findings, type Headers, inOneHourMs, textPayload, treePayload } from "./support.ts";

function complete(body: string, headers: Headers = {}) {
  const message = windows.complete(textPayload(windows, body, headers));
  return { type: message.headers["X-WNS-Type"], contentType: message.contentType, headers: message.headers };
}

const raw = { "x-wns-type": "wns/raw" };

describe("the type of a WNS notification", () => {
  it.each([
    ["<toast><visual/></toast>", "wns/toast"],
    ['<toast launch="x=1">Hi</toast>', "wns/toast"],
    ["<toast/>", "wns/toast"],
    ["<tile/>", "wns/tile"],
    ['<badge value="3"/>', "wns/badge"],
    ["<Toast/>", "wns/toast"],
    ["<TILE/>", "wns/tile"],
    ['<t:toast xmlns:t="urn:x"/>', "wns/toast"],
    ['<toast xmlns="urn:x"/>', "wns/toast"],
    ["\ufeff<toast/>", "wns/toast"],
    ['<?xml version="1.0" encoding="utf-16"?>\r\n<tile/>', "wns/tile"],
    ["<!-- <badge/> --><toast><!-- <tile> --></toast><!-- end -->", "wns/toast"],
    ["<?badge <badge/> ?><tile/>", "wns/tile"],
    ["\n  <toast\n  a='1'\n>\n</toast>\n", "wns/toast"],
    ["<tile><toast/></tile>", "wns/tile"],
    ["<toast><![CDATA[</toast><badge/>]]></toast>", "wns/toast"],
  ])("is found from the root of %j", (body, type) => {
    expect(complete(body)).toMatchObject({ type, contentType: "application/xml" });
    expect(findings(windows, textPayload(windows, body))).toEqual([]);
  });

  it.each([
    "<message/>",
    "<toaster/>",
    "<visual><toast/></visual>",
    "<!-- <toast/> --><x/>",
    "<x>&lt;toast&gt;</x>",
  ])("is not guessed from %j", (body) => {
    expect(complete(body).type).toBeUndefined();
    expect(findings(windows, textPayload(windows, body))).toEqual([
      "root : the root element is no toast, tile or badge",
    ]);
  });

  it("is not guessed from text that is no XML", () => {
    for (const body of ["Hi", "", "<toast>", "<toast></tile>", '<!DOCTYPE a [<!ENTITY b "c">]><toast/>'])
      expect(complete(body).type).toBeUndefined();
  });

  it("is the author's own where a header says it, in whatever case", () => {
    const headers = { "x-wns-TYPE": "wns/tile" };
    expect(complete("<toast/>", headers)).toMatchObject({ headers, contentType: "application/xml" });
    expect(complete("<message/>", headers).headers).toEqual(headers);
    expect(findings(windows, textPayload(windows, "<message/>", headers))).toEqual([]);
  });

  it("is one that WNS knows", () => {
    expect(findings(windows, textPayload(windows, "<toast/>", { "x-wns-type": "toast" }))).toEqual([
      "shape headers.x-wns-type: WNS knows no such type",
    ]);
    expect(findings(windows, textPayload(windows, "<toast/>", { "X-WNS-Type": "WNS/Badge" }))).toEqual([]);
  });
});

describe("a raw WNS notification", () => {
  it.each(["<message", "Hi", '{"a":1}', "<toast/>"])("carries %j as it stands", (body) => {
    expect(windows.readForm?.(body, raw)).toBe("raw");
    expect(complete(body, raw)).toMatchObject({ headers: raw, contentType: "application/octet-stream" });
    expect(findings(windows, textPayload(windows, body, raw))).toEqual([]);
  });

  it("may be a tree, which any other type may not", () => {
    const tree = { a: 1 };
    expect(findings(windows, treePayload(tree, raw))).toEqual([]);
    expect(windows.complete(treePayload(tree, raw))).toMatchObject({
      contentType: "application/octet-stream",
      body: '{"a":1}',
    });
    const refusal = "shape : WNS takes XML, and this is a tree";
    expect(findings(windows, treePayload(tree))).toEqual([refusal]);
    expect(findings(windows, treePayload(tree, { "X-WNS-Type": "wns/toast" }))).toEqual([refusal]);
  });

  it("is the only one that is not XML", () => {
    expect(windows.readForm?.("<toast/>", {})).toBe("xml");
    expect(windows.readForm?.("Hi", { "X-WNS-Type": "wns/toast" })).toBe("xml");
  });
});

describe("an expiry for WNS", () => {
  it("is a header in seconds from now, rounded up", () => {
    const { headers } = expired(windows, textPayload(windows, "<toast/>"), inOneHourMs + 1);
    expect(headers).toEqual({ "X-WNS-Type": "wns/toast", "X-WNS-TTL": "3601" });
  });

  it("is left to the author's own header", () => {
    const { headers } = expired(windows, textPayload(windows, "<toast/>", { "x-wns-ttl": "60" }));
    expect(headers).toEqual({ "x-wns-ttl": "60", "X-WNS-Type": "wns/toast" });
  });
});
