import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readBatch, writeBatch } from "../../src/nh/multipart.ts";

const expected = {
  kind: "batch",
  batch: { contentType: "application/json", body: '{"aps":{}}', handles: ["00ff", "11ee"] },
};

function compose(
  mark: string,
  given: { eol?: string; typeName?: string; quote?: string; devices?: string; end?: string } = {},
): string {
  const {
    eol = "\r\n",
    typeName = "Content-Type",
    quote = "",
    devices = '["00ff","11ee"]',
    end = "\r\n",
  } = given;
  return [
    `--${mark}`,
    `${typeName}: application/json`,
    `Content-Disposition: inline; name=${quote}notification${quote}`,
    "",
    '{"aps":{}}',
    `--${mark}`,
    `${typeName}: application/json`,
    `Content-Disposition: inline; name=${quote}devices${quote}`,
    "",
    devices,
    `--${mark}--${end.replace("\r\n", eol)}`,
  ].join(eol);
}

describe("a batch", () => {
  it("is written as the documentation shows it", () => {
    expect(
      writeBatch({
        boundary: "zz",
        contentType: "application/json",
        body: '{"aps":{}}',
        handles: ["00ff", "11ee"],
      }),
    ).toEqual({
      contentType: 'multipart/mixed; boundary="zz"',
      body: compose("zz"),
    });
  });

  it.each([
    [
      "of JavaScript",
      'multipart/mixed; boundary = "nh-boundary-1"',
      compose("nh-boundary-1", { typeName: "Content-type", end: "" }),
    ],
    [
      "of .NET",
      'multipart/mixed; boundary="nh-batch-multipart-boundary"',
      compose("nh-batch-multipart-boundary", { quote: '"' }),
    ],
    ["of Go", "multipart/form-data; boundary=abc", compose("abc", { quote: '"' })],
    ["with another parameter first", "Multipart/Mixed; charset=utf-8; Boundary=a.b*c", compose("a.b*c")],
    ["with bare line feeds", "multipart/mixed; boundary=zz", compose("zz", { eol: "\n" })],
    [
      "with the apostrophes of the documentation",
      "multipart/mixed; boundary=zz",
      compose("zz", { devices: "['00ff', '11ee']" }),
    ],
    ["with a preamble", "multipart/mixed; boundary=zz", `for old readers\r\n${compose("zz")}`],
    [
      "with blanks after its delimiters",
      "multipart/mixed; boundary=zz",
      compose("zz").replaceAll("--zz\r\n", "--zz \t\r\n"),
    ],
  ])("is read %s", (_, contentType, body) => {
    expect(readBatch(contentType, body)).toEqual(expected);
  });

  it("is read with its parts in any order", () => {
    const [devices, notification] = ['["a"]', "<toast/>"];
    const body = `--z\r\ncontent-disposition: inline; name=devices\r\n\r\n${devices}\r\n--z\r\ncontent-disposition: inline; name=notification\r\ncontent-type: application/xml\r\n\r\n${notification}\r\n--z--`;
    expect(readBatch("multipart/mixed; boundary=z", body)).toEqual({
      kind: "batch",
      batch: { contentType: "application/xml", body: "<toast/>", handles: ["a"] },
    });
  });

  it("takes the subscriptions of browsers for handles", () => {
    const subscription = { endpoint: "https://push.example/1", p256dh: "k", auth: "a" };
    const reading = readBatch(
      "multipart/mixed; boundary=z",
      compose("z", { devices: JSON.stringify([subscription]) }),
    );
    expect(reading).toMatchObject({ batch: { handles: [JSON.stringify(subscription)] } });
  });

  it("leaves a line that merely begins like the delimiter where it is", () => {
    const body = "a\n--zebra\r\n--zz x\r\nb";
    const written = `--z\r\nContent-Disposition: inline; name=notification\r\n\r\n${body}\r\n--z\r\nContent-Disposition: inline; name=devices\r\n\r\n["a"]\r\n--z--`;
    expect(readBatch("multipart/mixed; boundary=z", written)).toMatchObject({ batch: { body } });
  });

  it.each([
    ["application/json", compose("z"), "multipart/mixed with a boundary"],
    ["multipart/mixed", compose("z"), "multipart/mixed with a boundary"],
    ["", "", "multipart/mixed with a boundary"],
    ["multipart/mixed; boundary=y", compose("z"), "could not be found"],
    ["multipart/mixed; boundary=z", "", "could not be found"],
    [
      "multipart/mixed; boundary=z",
      compose("z").replace("name=devices", "name=device"),
      "could not be found",
    ],
    [
      "multipart/mixed; boundary=z",
      compose("z").replace("name=notification", "filename=notification"),
      "could not be found",
    ],
    ["multipart/mixed; boundary=z", compose("z", { devices: '{"0":"a"}' }), "not a JSON array"],
    ["multipart/mixed; boundary=z", compose("z", { devices: "[1]" }), "not a JSON array"],
    ["multipart/mixed; boundary=z", compose("z", { devices: '["a", null]' }), "not a JSON array"],
    ["multipart/mixed; boundary=z", compose("z", { devices: "[{}]" }), "not a JSON array"],
    ["multipart/mixed; boundary=z", compose("z", { devices: '["a' }), "not a JSON array"],
  ])("that is wrong is told why: %s %#", (contentType, body, message) => {
    expect(readBatch(contentType, body)).toEqual({
      kind: "malformed",
      message: expect.stringContaining(message),
    });
  });

  it("carries any body and handles, also ones that hold the boundary", () => {
    const hostile = fc.string({
      unit: fc.constantFrom("\r", "\n", "-", "--", "zz", "-x", "a", "'", '"', "é", "😀"),
      maxLength: 40,
    });
    fc.assert(
      fc.property(hostile, fc.array(hostile, { maxLength: 3 }), (text, handles) => {
        // A part's last line break belongs to the delimiter (RFC 2046), and the reader takes a bare line feed for one.
        const body = `${text}.`;
        const written = writeBatch({ boundary: "zz", contentType: "text/plain", body, handles });
        expect(readBatch(written.contentType, written.body)).toEqual({
          kind: "batch",
          batch: { contentType: "text/plain", body, handles },
        });
      }),
      { numRuns: 500 },
    );
  });
});
