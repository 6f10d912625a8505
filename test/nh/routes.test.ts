import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  batchPath,
  matchRoute,
  messagePath,
  messagesPath,
  scheduledMessagePath,
  scheduledPath,
} from "../../src/nh/routes.ts";

describe("a path", () => {
  it("is spelled as the JavaScript SDK does", () => {
    expect(messagesPath("newsroom")).toBe("/newsroom/messages/?api-version=2020-06");
    expect(messagesPath("newsroom", { test: true })).toBe(
      "/newsroom/messages/?api-version=2020-06&test=true",
    );
    expect(messagesPath("newsroom", { direct: true })).toBe(
      "/newsroom/messages/?api-version=2020-06&direct=true",
    );
    expect(batchPath("newsroom")).toBe("/newsroom/messages/$batch?api-version=2020-06&direct=true");
    expect(messagePath("newsroom", "1-2")).toBe("/newsroom/messages/1-2?api-version=2020-06");
    expect(scheduledPath("newsroom")).toBe("/newsroom/schedulednotifications/?api-version=2020-06");
    expect(scheduledMessagePath("newsroom", "1_2")).toBe(
      "/newsroom/schedulednotifications/1_2?api-version=2020-06",
    );
  });

  it("keeps a hub's name and an id inside their segments", () => {
    expect(messagesPath("a/b?c")).toBe("/a%2Fb%3Fc/messages/?api-version=2020-06");
    expect(messagePath("a", "../x#")).toBe("/a/messages/..%2Fx%23?api-version=2020-06");
    expect(scheduledMessagePath("a?", "../x#")).toBe(
      "/a%3F/schedulednotifications/..%2Fx%23?api-version=2020-06",
    );
  });

  it("leads back to its hub", () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[^./\u0000][^\u0000]{0,20}$/), (hub) => {
        expect(matchRoute("POST", messagesPath(hub))).toMatchObject({ kind: "send", hub, direct: false });
        expect(matchRoute("POST", batchPath(hub))).toMatchObject({ kind: "batch", hub });
        expect(matchRoute("GET", messagePath(hub, "7-8"))).toMatchObject({
          kind: "telemetry",
          hub,
          id: "7-8",
        });
        expect(matchRoute("POST", scheduledPath(hub))).toMatchObject({ kind: "schedule", hub });
        expect(matchRoute("DELETE", scheduledMessagePath(hub, "7_8-S1"))).toMatchObject({
          kind: "cancel",
          hub,
          id: "7_8-S1",
        });
      }),
    );
  });
});

describe("a route", () => {
  const send = { kind: "send", hub: "Hub", direct: false, test: false, apiVersion: "2020-06" };

  it.each([
    ["/Hub/messages?api-version=2020-06", send],
    ["/Hub/Messages/?api-version=2020-06", send],
    ["/Hub/MESSAGES/?API-Version=2020-06", send],
    ["/Hub/%6Dessages?api%2Dversion=2020-06", send],
    ["http://localhost:8080/Hub/messages?api-version=2020-06", send],
    ["/Hub/messages", { ...send, apiVersion: undefined }],
    ["/Hub/messages?direct&api-version=2020-06", { ...send, direct: true }],
    ["/Hub/messages?api-version=2020-06&direct=", { ...send, direct: true }],
    ["/Hub/messages?api-version=2020-06&Direct=true", { ...send, direct: true }],
    ["/Hub/messages?api-version=2020-06&test", { ...send, test: true }],
    ["/Hub/messages?api-version=2020-06&test=true", { ...send, test: true }],
    ["/Hub/messages?api-version=2020-06&test=false", send],
    ["/Hub/messages?api-version=2020-06&direct=False&test=0", { ...send, test: true }],
    ["/Hub/messages/$batch?direct&api-version=2015-08", { kind: "batch", hub: "Hub", apiVersion: "2015-08" }],
    [
      "/Hub/messages/%24Batch/?api-version=2020-06&direct=true",
      { kind: "batch", hub: "Hub", apiVersion: "2020-06" },
    ],
  ])("is found for POST %s", (target, route) => {
    expect(matchRoute("POST", target)).toEqual(route);
    expect(matchRoute("post", target)).toEqual(route);
  });

  it.each([
    ["/Hub/schedulednotifications?api-version=2020-06", "2020-06"],
    ["/Hub/ScheduledNotifications/?API-Version=2015-01", "2015-01"],
    ["/Hub/%73chedulednotifications/", undefined],
  ])("is found for a schedule: POST %s", (target, apiVersion) => {
    expect(matchRoute("POST", target)).toEqual({ kind: "schedule", hub: "Hub", apiVersion });
  });

  it.each([
    ["/Hub/schedulednotifications/a_1-S1?api-version=2020-06", "a_1-S1"],
    ["/Hub/SCHEDULEDNOTIFICATIONS/A~b.c/?api-version=2020-06", "A~b.c"],
    ["/Hub/schedulednotifications/a%2Fb?api-version=2020-06", "a/b"],
  ])("is found for a cancel: DELETE %s", (target, id) => {
    expect(matchRoute("DELETE", target)).toEqual({ kind: "cancel", hub: "Hub", id, apiVersion: "2020-06" });
  });

  it("is found for the telemetry of a message", () => {
    expect(matchRoute("GET", "/Hub/messages/a-1?api-version=2016-07")).toEqual({
      kind: "telemetry",
      hub: "Hub",
      id: "a-1",
      apiVersion: "2016-07",
    });
  });

  it.each([
    ["GET", "/Hub/messages", "POST"],
    ["GET", "/Hub/schedulednotifications", "POST"],
    ["GET", "/Hub/schedulednotifications/1", "DELETE"],
    ["POST", "/Hub/schedulednotifications/1", "DELETE"],
    ["DELETE", "/Hub/messages/$batch", "POST"],
    ["POST", "/Hub/messages/a-1", "GET"],
  ])("says the method that %s %s lacks", (method, target, allowed) => {
    expect(matchRoute(method, target)).toEqual({ kind: "wrong-method", hub: "Hub", allowed });
  });

  it.each([
    ["/", undefined],
    ["", undefined],
    ["*", undefined],
    ["http://", undefined],
    ["/Hub", "Hub"],
    ["/Hub/jobs/?api-version=2020-06", "Hub"],
    ["/Hub/tags/a/b", "Hub"],
    ["/Hub/messages/1/2", "Hub"],
    ["/Hub/schedulednotifications/1/2", "Hub"],
    ["/%E0%A4%A/x", "%E0%A4%A"],
    ["//evil/messages/a/b", "evil"],
  ])("is unknown for %j", (target, hub) => {
    expect(matchRoute("POST", target)).toMatchObject({ kind: "unknown", hub });
  });

  it("takes two slashes at the front for a path, not for a host", () => {
    expect(matchRoute("POST", "//Hub/messages?api-version=2020-06")).toEqual(send);
  });
});
