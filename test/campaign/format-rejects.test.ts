import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { formatReject, formatRejectHeader } from "../../src/campaign/recipients/format-rejects.ts";
import type { RowsFormat, RowValues } from "../../src/campaign/recipients/read-rows.ts";
import { readText, summarize } from "./rows-support.ts";

const columns = ["id", "n"];

/** Reads a file of rows, writes each as rejected, and reads that file. */
async function readAgain(text: string, format: RowsFormat) {
  const first = await readText(text, { format });
  const file = first.readings.map((reading) => {
    const reason = reading.kind === "row" ? 'no "device", or none left' : reading.reason;
    const what = reading.kind === "row" ? { values: reading.values } : { text: reading.text };
    return formatReject({ ...what, reason }, first.columns ?? [], format);
  });
  const again = formatRejectHeader(first.columns ?? [], format) + file.join("");
  return { first, again, second: await readText(again, { format }) };
}

function rowsOf({ readings }: Awaited<ReturnType<typeof readText>>): readonly RowValues[] {
  return readings.flatMap((reading) => (reading.kind === "row" ? [reading.values] : []));
}

describe("a file of rejected rows whose cells another character separates", () => {
  it.each([";", "\t"])("keeps it (%j), so that a row that is mended fits its header", async (delimiter) => {
    const lines = [["id", "n"], ["a", `1${delimiter}x`], ["b"]].map((cells) =>
      cells.map((cell) => (cell.includes(delimiter) ? `"${cell}"` : cell)).join(delimiter),
    );
    const first = await readText(`${lines.join("\n")}\n`, { format: "csv" });
    expect(first.delimiter).toBe(delimiter);
    const header = formatRejectHeader(first.columns ?? [], "csv", first.delimiter);
    const short = formatReject({ text: "b", reason: "why" }, columns, "csv", first.delimiter);
    const values = { id: "a", n: `1${delimiter}x` };
    const row = formatReject({ values, reason: "a, b" }, columns, "csv", first.delimiter);
    expect(short).toBe(`b${delimiter}why\n`);
    const mended = short.replace("b", `b${delimiter}2`);
    expect(rowsOf(await readText(header + row + mended, { format: "csv" }))).toEqual([
      values,
      { id: "b", n: "2" },
    ]);
  });
});

describe("a file of rejected rows in CSV", () => {
  it.each([
    [{ id: "a", n: "1" }, "a,1,why\n"],
    [{ n: 1, id: true }, "true,1,why\n"],
    [{ id: "a" }, "a,,why\n"],
    [{ id: "=1+1", n: "-2" }, "=1+1,-2,why\n"],
    [{ id: "@a", n: "+49" }, "@a,+49,why\n"],
    [{ id: 'a "b", c', n: "1\n2" }, '"a ""b"", c","1\n2",why\n'],
    [{ id: "a\r\nb", n: "\r" }, '"a\r\nb","\r",why\n'],
  ])("has the values %o in the order of the columns", (values, line) => {
    expect(formatReject({ values, reason: "why" }, columns, "csv")).toBe(line);
  });

  it("names the reason in a last column", () => {
    expect(formatRejectHeader(["id", "a,b"], "csv")).toBe('id,"a,b",campanile_reason\n');
    expect(formatReject({ values: { id: "a" }, reason: 'a "b", c' }, ["id"], "csv")).toBe('a,"a ""b"", c"\n');
  });

  it("does not take what every object has for a value", () => {
    expect(formatReject({ values: {}, reason: "why" }, ["toString", "constructor"], "csv")).toBe(",,why\n");
  });

  it.each([
    ["too few cells, as they are", "a", columns, "a,why\n"],
    ["too many cells, as they are", 'a,"1,2",', columns, 'a,"1,2",,why\n'],
    ["the right number of cells as one", "a,\0", columns, '"a,\0",why\n'],
    ["a quote that is open as one cell", 'a,"1', columns, '"a,""1",why\n'],
    ["semicolons as one cell", "a;1;2", columns, "a;1;2,why\n"],
    ["semicolons around as many commas as there should be as one cell", "a;1,2", columns, '"a;1,2",why\n'],
    ["one column as one cell of three", '"a', ["id"], '"""a",,why\n'],
    ["more than one line as one cell", "a,1,2\nb", columns, '"a,1,2\nb",why\n'],
  ])("has a text with %s", (_, text, names, line) => {
    expect(formatReject({ text, reason: "why" }, names, "csv")).toBe(line);
  });

  it("is read again with the same rows, and none of those that could not be read", async () => {
    const unit = fc.constantFrom(
      "a",
      "b",
      '"',
      '""',
      ",",
      ";",
      "\t",
      "\n",
      "\r\n",
      "\r",
      "ü",
      "\0",
      "=",
      " ",
      '"a,b"',
      '"\n"',
    );
    const text = fc
      .tuple(
        fc.constantFrom("id\n", "id,n\n", "id;n\n", "id\tn,o\n", '"x,y",n,o\n'),
        fc.array(unit, { maxLength: 40 }),
      )
      .map(([head, units]) => head + units.join(""));
    await fc.assert(
      fc.asyncProperty(text, async (text) => {
        const { first, second } = await readAgain(text, "csv");
        expect(second.columns).toEqual(first.columns);
        expect(rowsOf(second)).toEqual(rowsOf(first));
        expect(second.readings.length).toBe(first.readings.length);
      }),
      { numRuns: 1000 },
    );
  });

  it("takes no row for good when it is rejected again and again", async () => {
    let text = 'id,n,o\na\nb,1\nc,1,2,3\nd,"\ne,\0,1\nf,1,2\n';
    for (let turn = 0; turn < 6; turn++) {
      const { again, second } = await readAgain(text, "csv");
      expect(rowsOf(second)).toEqual([{ id: "f", n: "1", o: "2" }]);
      text = again;
    }
  });
});

describe("a row that is rejected again", () => {
  const reject = async (text: string) => {
    const { again } = await readAgain(text, "csv");
    return again;
  };

  it.each([
    ["surplus cells", "6,a,b,c", "it has 4 cells, and the header row 3"],
    ["too few cells", "6,a", "it has 2 cells, and the header row 3"],
    ["one cell", "6", "it has 1 cell, and the header row 3"],
  ])("has one reason, which does not count itself: %s", async (_, row, reason) => {
    const once = await reject(`id,n,o\n${row}\n`);
    expect(once).toBe(`id,n,o,campanile_reason\n${row},"${reason}"\n`);
    expect(await reject(once)).toBe(once);
    expect(await reject(await reject(once))).toBe(once);
  });

  it.each([["a,\0,1"], ['a,5" nail,1'], ['a,"b" c,1'], ['a,"1'], ['a;1,"']])(
    "stays as it is while nobody touches it: %j",
    async (row) => {
      for (const header of ["id", "id,n", "id,n,o"]) {
        const once = await reject(`${header}\n${row}\n`);
        expect(await reject(once)).toBe(once);
      }
    },
  );

  it.each([
    ["its surplus cell dropped", '6,a,b,"it has 4 cells, and the header row 3"'],
    ["that and the reason dropped", "6,a,b"],
    [
      "two reasons of a former version",
      '6,a,b,"it has 4 cells, and the header row 3","it has 5 cells, and the header row 4"',
    ],
    ["the reason emptied", "6,a,b,"],
  ])("is right with %s", async (_, row) => {
    const read = await readText(`id,n,o,campanile_reason\n${row}\n`, { format: "csv" });
    expect(rowsOf(read)).toEqual([{ id: "6", n: "a", o: "b" }]);
  });

  it.each([
    ["a cell too few and the reason emptied", "6,a,", "it has 2 cells, and the header row 3"],
    [
      "a cell too few and its reason",
      '6,a,"it has 2 cells, and the header row 3"',
      "it has 2 cells, and the header row 3",
    ],
    [
      "one of two surplus cells",
      '6,a,b,c,"it has 5 cells, and the header row 3"',
      "it has 4 cells, and the header row 3",
    ],
  ])("is wrong with %s", async (_, row, reason) => {
    const file = `id,n,o,campanile_reason\n${row}\n`;
    expect((await readText(file, { format: "csv" })).readings).toMatchObject([{ kind: "rejected", reason }]);
    const again = await reject(file);
    expect(again.split("\n")[1]?.match(/it has/g)).toHaveLength(1);
    expect(await reject(again)).toBe(again);
  });
});

describe("a reason that came to stand in the column of a value", () => {
  const header = "id,n,o,campanile_reason";
  const count = '"it has 2 cells, and the header row 3"';
  const misplaced = "a cell holds why the row was rejected before; write the value of its column there";

  it.each([
    ["a short row that a spreadsheet filled up", header, `bo,2,${count},`, count.slice(1, -1)],
    [
      "with quotes around what it filled up",
      header,
      `bo,${count},"",""`,
      "it has 1 cell, and the header row 3",
    ],
    ["with the column of the reasons taken out", "id,n,o", `bo,2,${count}`, count.slice(1, -1)],
    ["beside a value in the column of the reasons", header, `bo,2,${count},Bo`, misplaced],
    ["before the last value, without a cell of its own", header, `bo,${count},Bo`, misplaced],
    ["with the columns in another order", "campanile_reason,id,n,o", `Bo,bo,2,${count}`, misplaced],
    [
      "of a row that could not be told apart",
      header,
      `"a,""1",a cell opens a quote that is not closed,,`,
      "a cell opens a quote that is not closed",
    ],
    [
      "of a row of bytes that are no text",
      "id,n",
      `bo,it holds the control character U+0000; remove it`,
      null,
    ],
  ])("goes to nobody: %s", async (_, head, row, reason) => {
    const { first, again } = await readAgain(`${head}\n${row}\n`, "csv");
    expect(first.readings).toMatchObject([{ kind: "rejected", ...(reason === null ? {} : { reason }) }]);
    const next = await readAgain(again, "csv");
    expect(next.again).toBe(again);
    expect(next.second.readings).toMatchObject([{ kind: "rejected" }]);
  });

  it("takes nothing from a row whose own cells hold more than that", async () => {
    const told = `they said: it has 2 cells, and the header row 3`;
    const read = await readText(`${header}\nbo,2,"${told}",\ncy,3,Cy,${count}\n`, { format: "csv" });
    expect(rowsOf(read)).toEqual([
      { id: "bo", n: "2", o: told },
      { id: "cy", n: "3", o: "Cy" },
    ]);
  });
});

describe("a file of rejected rows in JSON Lines", () => {
  it("has no header", () => {
    expect(formatRejectHeader([], "jsonl")).toBe("");
  });

  it.each([
    [
      "values",
      { values: { id: "a", n: 1, is: true } },
      '{"id":"a","n":1,"is":true,"campanile_reason":"why"}\n',
    ],
    [
      "an object as it stands",
      { text: ' { "n": 9007199254740993 } ' },
      ' { "n": 9007199254740993 ,"campanile_reason":"why"}\n',
    ],
    ["an empty object", { text: "{ }" }, '{ "campanile_reason":"why"}\n'],
    [
      "an object with a reason of before",
      { text: '{"n":[],"campanile_reason":"a \\"b\\""}' },
      '{"n":[],"campanile_reason":"why"}\n',
    ],
    [
      "an object with nothing but a reason",
      { text: '{"campanile_reason":"a"}' },
      '{"campanile_reason":"why"}\n',
    ],
    [
      "a text that looks like a reason",
      { text: '{"n":[",\\"campanile_reason\\":\\"a\\"}"]}' },
      '{"n":[",\\"campanile_reason\\":\\"a\\"}"],"campanile_reason":"why"}\n',
    ],
    ["what is no object", { text: "a'\"" }, '{"campanile_text":["a\'\\""],"campanile_reason":"why"}\n'],
  ])("has %s on one line", (_, what, line) => {
    expect(formatReject({ ...what, reason: "why" }, [], "jsonl")).toBe(line);
  });

  it("is read again with the same rows, and none of those that could not be read", async () => {
    const value = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.integer(),
      fc.boolean(),
      fc.constant(null),
      fc.constant([1]),
      fc.constant(1e300),
    );
    const line = fc.oneof(
      fc.dictionary(fc.string(), value, { maxKeys: 4 }).map((object) => JSON.stringify(object)),
      fc.string(),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(line, { maxLength: 10 }), async (lines) => {
        const { first, again, second } = await readAgain(`{"id":1}\n${lines.join("\n")}`, "jsonl");
        expect(rowsOf(second)).toEqual(rowsOf(first));
        expect(second.readings.length).toBe(first.readings.length);
        const third = await readAgain(again, "jsonl");
        expect(summarize(third.second).filter((text) => !text.includes("campanile_text"))).toEqual(
          summarize(second).filter((text) => !text.includes("campanile_text")),
        );
      }),
      { numRuns: 300 },
    );
  });
});
