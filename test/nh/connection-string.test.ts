import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import {
  type ConnectionReading,
  isAzureHost,
  isLoopbackHost,
  readConnectionString,
} from "../../src/nh/connection-string.ts";

const key = "abc+def/ghi=jkl0123456789ABCDEFGHIJKLMNOPQR=";
const endpoint = "Endpoint=sb://ns.servicebus.windows.net/";
const rule = "SharedAccessKeyName=Send only";

function connect(text: string) {
  const reading = readConnectionString(text);
  if (reading.kind === "malformed") throw new Error(reading.message);
  const { key: secret, ...rest } = reading.connection;
  return { ...rest, key: secret.reveal() };
}

function complaint(text: string): string {
  const reading: ConnectionReading = readConnectionString(text);
  if (reading.kind !== "malformed") throw new Error("it was read");
  expect(reading.hint).toContain("Endpoint=sb://NAMESPACE");
  return reading.message;
}

const expected = {
  protocol: "https:",
  host: "ns.servicebus.windows.net",
  ruleName: "Send only",
  key,
  entityPath: undefined,
};

describe("a connection string", () => {
  it.each([
    ["as the portal writes it", `${endpoint};${rule};SharedAccessKey=${key}`],
    ["with the key before its name", `SharedAccessKey=${key};${rule};${endpoint}`],
    ["with a semicolon at the end", `${endpoint};${rule};SharedAccessKey=${key};`],
    [
      "with names in any case",
      `ENDPOINT=sb://ns.servicebus.windows.net/;sharedaccesskeyname=Send only;sharedAccessKEY=${key}`,
    ],
    ["in quotes", `"${endpoint};${rule};SharedAccessKey=${key}"`],
    ["in apostrophes", `'${endpoint};${rule};SharedAccessKey=${key}'`],
    ["with blanks and line breaks", `\n ${endpoint} ;\r\n ${rule}; SharedAccessKey = ${key} \n`],
    ["with https", `Endpoint=https://ns.servicebus.windows.net;${rule};SharedAccessKey=${key}`],
    [
      "with parts that nobody knows",
      `${endpoint};TransportType=Amqp;__proto__=x;__proto__=y;constructor=;${rule};SharedAccessKey=${key}`,
    ],
  ])("is read %s", (_, text) => {
    expect(connect(text)).toEqual(expected);
  });

  it.each(["K", "K==", "=K=", "a=b=c", "kéy-ünïcode"])("keeps the key %s whole", (odd) => {
    expect(connect(`${endpoint};${rule};SharedAccessKey=${odd}`).key).toBe(odd);
  });

  it("says the hub by its EntityPath", () => {
    expect(connect(`${endpoint};${rule};SharedAccessKey=${key};EntityPath=newsroom`).entityPath).toBe(
      "newsroom",
    );
  });

  it("keeps a port, and http for this machine only", () => {
    const rest = `${rule};SharedAccessKey=${key}`;
    expect(connect(`Endpoint=http://127.0.0.1:8080/;${rest}`)).toMatchObject({
      protocol: "http:",
      host: "127.0.0.1:8080",
    });
    expect(connect(`Endpoint=http://[::1]:8080/;${rest}`)).toMatchObject({
      protocol: "http:",
      host: "[::1]:8080",
    });
    expect(connect(`Endpoint=sb://ns.servicebus.windows.net:443/;${rest}`).host).toBe(
      "ns.servicebus.windows.net:443",
    );
    expect(complaint(`Endpoint=http://ns.servicebus.windows.net/;${rest}`)).toContain("http");
    expect(complaint(`Endpoint=http://127.0.0.1.evil.example/;${rest}`)).toContain("http");
  });

  it.each([
    ["", "empty"],
    ["  ;; ", "empty"],
    [key.replaceAll("=", ""), "part 1 has no `=`"],
    [`${rule};SharedAccessKey=${key}`, "`Endpoint` is missing"],
    [`${endpoint};SharedAccessKey=${key}`, "`SharedAccessKeyName` is missing"],
    [`${endpoint};${rule}`, "`SharedAccessKey` is missing"],
    [`${endpoint};${rule};SharedAccessKey=`, "`SharedAccessKey` is empty"],
    [`${endpoint};${rule};SharedAccessKey=${key};sharedaccesskey=${key}`, "`SharedAccessKey` stands twice"],
    [`${endpoint};${rule};SharedAccessKey=${key.repeat(6)}`, "`SharedAccessKey` is longer than 256"],
    [
      `${endpoint};SharedAccessKeyName=${"r".repeat(257)};SharedAccessKey=${key}`,
      "`SharedAccessKeyName` is longer than 256",
    ],
    [`Endpoint=ns.servicebus.windows.net;${rule};SharedAccessKey=${key}`, "`Endpoint` is no address"],
    [`Endpoint=sb://;${rule};SharedAccessKey=${key}`, "`Endpoint` is no address"],
    [
      `Endpoint=sb://me@ns.servicebus.windows.net/;${rule};SharedAccessKey=${key}`,
      "`Endpoint` is no address",
    ],
    [
      `Endpoint=sb://ns.servicebus.windows.net:99999/;${rule};SharedAccessKey=${key}`,
      "`Endpoint` is no address",
    ],
    [
      `Endpoint=amqps://ns.servicebus.windows.net/;${rule};SharedAccessKey=${key}`,
      "neither sb:// nor https://",
    ],
  ])("that is wrong is named by its wrong part: %#", (text, part) => {
    const message = complaint(text);
    expect(message).toContain(part);
    expect(message).not.toContain(key.slice(0, 8));
  });

  it("takes rule names and keys of 256 characters", () => {
    const longest = "x".repeat(256);
    expect(connect(`${endpoint};SharedAccessKeyName=${longest};SharedAccessKey=${longest}`)).toMatchObject({
      ruleName: longest,
      key: longest,
    });
  });

  it("never shows its key", () => {
    const reading = readConnectionString(`${endpoint};${rule};SharedAccessKey=${key}`);
    expect(`${inspect(reading, { depth: 9 })}${JSON.stringify(reading)}`).not.toContain(key);
  });
});

describe("a host", () => {
  it.each(["localhost", "LOCALHOST:80", "127.0.0.1", "127.9.8.7:1", "[::1]", "[::1]:443", "::1"])(
    "%s is this machine",
    (host) => {
      expect(isLoopbackHost(host)).toBe(true);
    },
  );

  it.each(["localhost.example", "127.0.0.1.example", "0.0.0.0", "128.0.0.1", "::2", "mylocalhost", ""])(
    "%s is not this machine",
    (host) => {
      expect(isLoopbackHost(host)).toBe(false);
    },
  );

  it.each([
    "ns.servicebus.windows.net",
    "NS-1.ServiceBus.Windows.Net:443",
    "ns.servicebus.chinacloudapi.cn",
    "ns.servicebus.usgovcloudapi.net",
    "ns.servicebus.cloudapi.de",
  ])("%s is Azure's", (host) => {
    expect(isAzureHost(host)).toBe(true);
  });

  it.each([
    "servicebus.windows.net",
    ".servicebus.windows.net",
    "evil-servicebus.windows.net",
    "ns.servicebus.windows.net.example",
    "evil-servicebus.windows.net.example",
    "ns.servicebus.windows.net:8443",
    "a/b.servicebus.windows.net",
    "evil.example#.servicebus.windows.net",
  ])("%s is not Azure's", (host) => {
    expect(isAzureHost(host)).toBe(false);
  });
});
