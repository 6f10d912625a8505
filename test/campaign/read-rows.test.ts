import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { RowsError, readRows } from "../../src/campaign/recipients/read-rows.ts";
import { inTurn, readPieces, readText, summarize } from "./rows-support.ts";

const csv = { format: "csv" } as const;
const jsonl = { format: "jsonl" } as const;

const inside = "a quote stands inside a cell; put the whole cell in quotes and write that quote twice";
const after = "text follows the closing quote of a cell; write a quote inside a cell twice";
const open = "a cell opens a quote that is not closed";
const tooLong = "the row is longer than 64 KiB";
const notUtf8 = "it holds bytes that are not UTF-8; save the file as UTF-8";

describe("rows of a CSV file", () => {
  it.each<[string, string | Uint8Array, readonly string[]]>([
    ["one row for each line", "id,n\na,1\nb,2\n", ['2 ["a","1"]', '3 ["b","2"]']],
    ["a last line without an end", "id,n\na,1", ['2 ["a","1"]']],
    ["a last cell that is empty", "id,n\na,", ['2 ["a",""]']],
    [
      "lines that end with CRLF, some of them",
      "id,n\r\na,1\r\nb,2\nc,3\r\n",
      ['2 ["a","1"]', '3 ["b","2"]', '4 ["c","3"]'],
    ],
    ["a byte order mark", "\ufeffid,n\na,1\n", ['2 ["a","1"]']],
    ["a byte order mark before a quote", '\ufeff"id",n\na,1\n', ['2 ["a","1"]']],
    ["cells in quotes", '"id","n"\n"a, b","say ""hi"""\n"",""\n', ['2 ["a, b","say \\"hi\\""]', '3 ["",""]']],
    ["a cell of quotes alone", 'id,n\n"""",""""""\n', ['2 ["\\"","\\"\\""]']],
    ["line breaks in quotes", 'id,n\n"a\nb","c\r\nd"\ne,1\n', ['2 ["a\\nb","c\\r\\nd"]', '5 ["e","1"]']],
    ["a header of two lines", '"i\nd",n\na,1\n', ['3 ["a","1"]']],
    ["blank lines", "id,n\n\na,1\n\r\n\nb,2\n\n", ['3 ["a","1"]', '6 ["b","2"]']],
    ["one column", 'id\na\n\n""\nb\n', ['2 ["a"]', '4 [""]', '5 ["b"]']],
    ["semicolons, when the header has no comma", "id;n\na,b;1\n", ['2 ["a,b","1"]']],
    ["semicolons between quotes", '"id";"n"\n"a";"1"\n', ['2 ["a","1"]']],
    ["tabs, when the header has no comma", "id\tn\na;b\t1,2\n", ['2 ["a;b","1,2"]']],
    ["commas, when the header has both", "id,n;m\na,1;2\n", ['2 ["a","1;2"]']],
    ["a tab in a cell", 'id,n\na\tb,"\t"\n', ['2 ["a\\tb","\\t"]']],
    ["text beyond ASCII", "id,n\nJürgen,😀\n", ['2 ["Jürgen","😀"]']],
    [
      "cells that look like formulas or numbers",
      "id,n\n=1+1,-007\n@a,1e9\n",
      ['2 ["=1+1","-007"]', '3 ["@a","1e9"]'],
    ],
    ["spaces, as they are", "id,n\n a , 1\n", ['2 [" a "," 1"]']],
    ["no row but the header", "id,n", []],
  ])("reads %s", async (_, text, wanted) => {
    expect(summarize(await readText(text, csv))).toEqual(wanted);
  });

  it.each<[string, string | Uint8Array, readonly string[]]>([
    [
      "too few cells",
      "id,n\na\nb,2\n",
      ["2 rejected: it has 1 cell, and the header row 2 <a>", '3 ["b","2"]'],
    ],
    [
      "too many cells",
      "id,n\na,1,\r\nb,2\n",
      ["2 rejected: it has 3 cells, and the header row 2 <a,1,>", '3 ["b","2"]'],
    ],
    [
      "too many cells over two lines",
      'id,n\n"a\n",1,2\nb,2\n',
      ['2 rejected: it has 3 cells, and the header row 2 <"a\n",1,2>', '4 ["b","2"]'],
    ],
    ["a quote inside a cell", 'id,n\na,5" nail\nb,2\n', [`2 rejected: ${inside} <a,5" nail>`, '3 ["b","2"]']],
    ["text after quotes", 'id,n\na,"5" nail\nb,2\n', [`2 rejected: ${after} <a,"5" nail>`, '3 ["b","2"]']],
    ["a space after quotes", 'id,n\n"a" ,1\nb,2\n', [`2 rejected: ${after} <"a" ,1>`, '3 ["b","2"]']],
    ["a CR after quotes", 'id,n\na,"1"\rb,2\n', [`2 rejected: ${after} <a,"1"\rb,2>`]],
    [
      "a quote that the rest of the file does not close, and no other row with it",
      'id,n\na,"1\nb,2\nc,3\n',
      [`2 rejected: ${open} <a,"1>`, '3 ["b","2"]', '4 ["c","3"]'],
    ],
    [
      "a quote that another row closes, and no other row with it",
      'id,n\na,"1\nb,2\n"c,3"\n',
      [
        `2 rejected: ${after} <a,"1>`,
        '3 ["b","2"]',
        '4 rejected: it has 1 cell, and the header row 2 <"c,3">',
      ],
    ],
    ["a quote in the last byte", 'id,n\na,"', [`2 rejected: ${open} <a,">`]],
    [
      "bytes that are not UTF-8",
      Buffer.from("id,n\na,J\xfcrgen\nb,2\n", "latin1"),
      [`2 rejected: ${notUtf8} <a,J\ufffdrgen>`, '3 ["b","2"]'],
    ],
    [
      "a character that the end of the file cuts",
      Buffer.from("id,n\na,\xf0\x9f", "latin1"),
      [`2 rejected: ${notUtf8} <a,\ufffd>`],
    ],
    [
      "a NUL",
      "id,n\na,\0\nb,2\n",
      ["2 rejected: it holds the control character U+0000; remove it <a,\0>", '3 ["b","2"]'],
    ],
    ["a NUL behind quotes", 'id,n\na,"1"\0\n', [`2 rejected: ${after} <a,"1"\0>`]],
    [
      "a control character in quotes",
      'id,n\na,"\x1b[1m"\n',
      ['2 rejected: it holds the control character U+001B; remove it <a,"\x1b[1m">'],
    ],
    [
      "a CR by itself",
      "id,n\na,1\rb\n",
      ["2 rejected: it holds the control character U+000D; remove it <a,1\rb>"],
    ],
    [
      "a CR as the last byte",
      "id,n\na,1\r",
      ["2 rejected: it holds the control character U+000D; remove it <a,1\r>"],
    ],
  ])("rejects a row for %s", async (_, text, wanted) => {
    expect(summarize(await readText(text, csv))).toEqual(wanted);
  });

  it.each([
    ["a line", "x".repeat(65_535), "x".repeat(65_534)],
    ["a line in quotes", `"${"x".repeat(65_533)}"`, `"${"x".repeat(65_532)}"`],
  ])("rejects %s longer than 64 KiB, cut, and takes one that is not", async (_, long, short) => {
    for (const end of ["\n", "\r\n"]) {
      const { readings } = await readText(`id,n\n${long},1${end}${short},1${end}b,2`, csv);
      expect(readings).toMatchObject([
        { kind: "rejected", line: 2, reason: tooLong, text: `${long},1`.slice(0, 65_536) },
        { kind: "row", line: 3 },
        { kind: "row", line: 4, values: { id: "b", n: "2" } },
      ]);
    }
  });

  it("rejects one row for a line of megabytes, cut between two characters", async () => {
    const pieces = ["id,n\n", ...Array<string>(40).fill("😀".repeat(25_000)), "\nb,2\n"];
    const { readings } = await readPieces(
      pieces.map((piece) => Buffer.from(piece)),
      csv,
    );
    expect(readings).toEqual([
      { kind: "rejected", line: 2, reason: tooLong, text: "😀".repeat(16_384) },
      { kind: "row", line: 3, values: { id: "b", n: "2" } },
    ]);
  });

  it("gives up one line for a quote that is not closed within 64 KiB", async () => {
    const rows = Array.from({ length: 40_000 }, (_, index) => `${index},1\n`);
    const { readings } = await readText(`id,n\na,"1\n${rows.join("")}`, csv);
    expect(readings[0]).toEqual({ kind: "rejected", line: 2, reason: open, text: 'a,"1' });
    expect(readings.slice(1).every(({ kind, line }, index) => kind === "row" && line === index + 3)).toBe(
      true,
    );
    expect(readings.length).toBe(40_001);
  });

  it.each([
    ["a quote on every line", '"x\n'],
    ["three quotes on every line", '"""\n'],
    ["quotes that close and open", 'b","c\n'],
    ["quotes alone", '"'],
    ["commas alone", ","],
    ["line feeds alone", "\n"],
    ["CR alone", "\r"],
    ["rows in a wrong number of cells", "a\n"],
  ])("reads megabytes of %s in a moment", async (_, unit) => {
    const startedMs = performance.now();
    const body = Buffer.from(unit.repeat(2_000_000 / unit.length));
    const pieces = Array.from({ length: 8 }, (_, index) =>
      body.subarray(index * 250_000, (index + 1) * 250_000),
    );
    let rejected = 0;
    for await (const batch of readRows(inTurn([Buffer.from('id,n\na,"1\n'), ...pieces]), csv)) {
      rejected += batch.filter(({ kind }) => kind === "rejected").length;
    }
    expect(rejected).toBeGreaterThan(0);
    expect(performance.now() - startedMs).toBeLessThan(20_000);
  });

  it("tells the columns, and makes every row of one shape with properties of its own", async () => {
    const { columns, readings } = await readText("toString,2,constructor,1\na,b,c,d\n", csv);
    expect(columns).toEqual(["toString", "2", "constructor", "1"]);
    const [row] = readings;
    if (row?.kind !== "row") throw new Error("not a row");
    expect(Object.entries(row.values)).toEqual([
      ["1", "d"],
      ["2", "b"],
      ["toString", "a"],
      ["constructor", "c"],
    ]);
    expect(Object.getPrototypeOf(row.values)).toBe(Object.prototype);
  });

  it("tells the columns of a file without rows", async () => {
    expect(await readText("id,n\n", csv)).toEqual({ columns: ["id", "n"], delimiter: ",", readings: [] });
  });

  it("takes the column of reasons for none", async () => {
    const read = await readText('id,campanile_reason,n\na,"why, not",1\nb,2\n', csv);
    expect(read.columns).toEqual(["id", "n"]);
    expect(summarize(read)).toEqual([
      '2 ["a","1"]',
      "3 rejected: it has 2 cells, and the header row 3 <b,2>",
    ]);
  });

  it("hands over some hundred rows at a time", async () => {
    const text = `id\n${"a\n".repeat(2000)}`;
    const sizes: number[] = [];
    for await (const batch of readRows(inTurn([Buffer.from(text)]), csv)) sizes.push(batch.length);
    expect(sizes).toEqual([512, 512, 512, 464]);
  });

  it("closes the source when the consumer stops", async () => {
    let isClosed = false;
    async function* source() {
      try {
        for (;;) yield Buffer.from("id\na\n");
      } finally {
        isClosed = true;
      }
    }
    for await (const _ of readRows(source(), csv)) break;
    expect(isClosed).toBe(true);
  });
});

describe("rows of JSON Lines", () => {
  it.each<[string, string | Uint8Array, readonly string[]]>([
    ["one object for each line", '{"id":"a","n":1}\n{"id":"b","is":true}\n', ['1 ["a",1]', '2 ["b",true]']],
    [
      "CRLF, blank lines and a byte order mark",
      '\ufeff{"id":"a"}\r\n\r\n \t\n{"id":"b"}',
      ['1 ["a"]', '4 ["b"]'],
    ],
    ["null as absent", '{"id":"a","n":null}\n', ['1 ["a"]']],
    ["numbers that are exact", '{"a":9007199254740991,"b":-0.5}\n', ["1 [9007199254740991,-0.5]"]],
    ["line breaks in a text", '{"a":"x\\r\\ny\\tz"}\n', ['1 ["x\\r\\ny\\tz"]']],
    ["no reason", '{"id":"a","campanile_reason":"x"}\n', ['1 ["a"]']],
    ["no row from blank lines", "\n\n\n\n", []],
  ])("reads %s", async (_, text, wanted) => {
    expect(summarize(await readText(text, jsonl))).toEqual(wanted);
  });

  it.each<[string, string | Uint8Array, string]>([
    ["what is not JSON", "{'a':1}", "it is not JSON"],
    ["a text", '"a"', "it is not a JSON object"],
    ["a list behind the first row", "[1]", "it is not a JSON object"],
    ["an object in an object", '{"a":{}}', "`a` holds an object, and not a text, a number, true or false"],
    ["a list in an object", '{"a":[]}', "`a` holds a list, and not a text, a number, true or false"],
    [
      "a list under a long key that clears a screen",
      `{"\\u001b[2J${"x".repeat(500)}":[]}`,
      `\`\ufffd[2J${"x".repeat(36)}…\` holds a list, and not a text, a number, true or false`,
    ],
    [
      "a number beyond 2^53",
      '{"a":9007199254740993}',
      "`a`: the number is too large to be read exactly; write it as a text",
    ],
    [
      "a number without end",
      '{"a":-1e999}',
      "`a`: the number is too large to be read exactly; write it as a text",
    ],
    ["`__proto__`", '{"__proto__":"x"}', "a key is called `__proto__`; give it another name"],
    [
      "`__proto__` in disguise",
      '{"\\u005f_proto__":{"a":1}}',
      "a key is called `__proto__`; give it another name",
    ],
    ["a control character", '{"a":"\\u0000"}', "`a`: it holds the control character U+0000; remove it"],
    ["half of a character", '{"a":"\\ud83d"}', "`a`: it holds half of a character"],
    ["brackets without end", '{"a":'.repeat(10_000), "it is not JSON"],
    ["bytes that are not UTF-8", Buffer.from('{"a":"\xfc"}', "latin1"), notUtf8],
    ["a long line", `{"a":"${"x".repeat(65_536)}"}`, tooLong],
  ])("rejects %s, and goes on", async (_, text, reason) => {
    const lines = [Buffer.from('{"a":1}\n'), Buffer.from(text), Buffer.from('\r\n{"a":2}\n')];
    const { columns, readings } = await readText(Buffer.concat(lines), jsonl);
    expect(columns).toBeUndefined();
    expect(readings).toEqual([
      { kind: "row", line: 1, values: { a: 1 } },
      { kind: "rejected", line: 2, reason, text: Buffer.from(text).subarray(0, 65_536).toString() },
      { kind: "row", line: 3, values: { a: 2 } },
    ]);
    expect(Object.hasOwn(Object.prototype, "a")).toBe(false);
  });
});

describe("a file that holds no rows", () => {
  it.each<[string, string | Uint8Array, string, string]>([
    [
      "is empty",
      "",
      "The file is empty.",
      "Write a row with the names of the columns, or one JSON object per line.",
    ],
    [
      "is a byte order mark",
      "\ufeff",
      "The file is empty.",
      "Write a row with the names of the columns, or one JSON object per line.",
    ],
    [
      "begins with a blank line",
      "\nid,n\n",
      "The first line is blank.",
      "Write the names of the columns in the first line.",
    ],
    [
      "has a column without a name",
      "id,\n",
      "Column 2 has no name.",
      "Name it in the first line, or take the column out.",
    ],
    [
      "has a name of spaces",
      "id, ,n\n",
      "Column 2 has no name.",
      "Name it in the first line, or take the column out.",
    ],
    ["has a name twice", "id,n,id\n", "Two columns are called `id`.", "Give one of them another name."],
    [
      "has a long name twice",
      `${"x".repeat(90)},${"x".repeat(90)}\n`,
      `Two columns are called \`${"x".repeat(40)}…\`.`,
      "Give one of them another name.",
    ],
    [
      "has a column `__proto__`",
      "id,__proto__\n",
      "A column is called `__proto__`.",
      "Give it another name.",
    ],
    ["lacks a declared column", "id,nmae,n\n", "The file has no column `name`.", "Did you mean `nmae`?"],
    [
      "lacks a declared column, far from all",
      "id,x,campanile_reason\n",
      "The file has no column `name`.",
      "Its columns: `id`, `x`.",
    ],
    [
      "has only the column of reasons",
      "campanile_reason\n",
      "The file has no column `id`.",
      "Add the column to the file.",
    ],
    [
      "has a header with a stray quote",
      'id,na"me\n',
      `The header row cannot be read: ${inside}.`,
      "Write the names of the columns in the first line.",
    ],
    [
      "has a header without an end",
      `id,${"x".repeat(70_000)}`,
      `The header row cannot be read: ${tooLong}.`,
      "Write the names of the columns in the first line.",
    ],
    [
      "has lines that end with CR",
      "id,name\ra,1\r",
      "The header row cannot be read: it holds the control character U+000D; remove it.",
      "End each line with LF or CRLF.",
    ],
    [
      "has a header that is not UTF-8",
      Buffer.from("id,n\xe4me\n", "latin1"),
      "The header row cannot be read: it holds bytes that are not UTF-8.",
      "Save the file as UTF-8.",
    ],
    [
      "holds JSON Lines",
      '{"id":"a","name":"b"}\n',
      `The header row cannot be read: ${inside}.`,
      "The file seems to hold JSON Lines: give it a name that ends with `.jsonl`.",
    ],
    [
      "is a workbook",
      "PK\x03\x04rest",
      "The file is an Excel workbook or another ZIP archive.",
      "Export the sheet as CSV in UTF-8.",
    ],
    [
      "is an old workbook",
      Buffer.from("d0cf11e0a1b11ae1", "hex"),
      "The file is an Excel workbook of the old kind.",
      "Export the sheet as CSV in UTF-8.",
    ],
    [
      "is compressed",
      gzipSync("id,name\n"),
      "The file is compressed with gzip.",
      "Decompress it with `gunzip`.",
    ],
    [
      "is UTF-16",
      Buffer.from("\ufeffid,name\n", "utf16le"),
      "The file is not UTF-8; it seems to be UTF-16.",
      "Save it as UTF-8.",
    ],
    [
      "is UTF-16 without a mark",
      Buffer.from("id,name\n", "utf16le"),
      "The file is not UTF-8; it seems to be UTF-16.",
      "Save it as UTF-8.",
    ],
  ])("%s, which is said with the next step", async (_, text, message, hint) => {
    const read = readText(text, { format: "csv", columns: ["id", "name"] });
    await expect(read).rejects.toThrow(RowsError);
    await expect(read).rejects.toMatchObject({ message, hint, line: 1 });
  });

  it("is a JSON array where JSON Lines should be", async () => {
    await expect(readText('\n[{"id":1}]', jsonl)).rejects.toMatchObject({
      message: "The file holds a JSON array.",
      line: 2,
    });
  });
});

describe("the pieces in which a file comes", () => {
  const bit = fc.constantFrom(
    '"',
    '""',
    ",",
    ";",
    "\n",
    "\r\n",
    "\r",
    "a",
    "ü",
    "😀",
    "\0",
    '"a"',
    '{"a":1}',
    '{"',
    "\xff",
    "x".repeat(70_000),
  );
  const file = fc
    .tuple(
      fc.constantFrom("", "\ufeff", "id,n\n", "id;n\r\n", '"id"\n', '{"a":1}\n'),
      fc.array(bit, { maxLength: 40 }),
    )
    .map(([head, bits]) =>
      Buffer.concat([
        Buffer.from(head),
        ...bits.map((text) => Buffer.from(text, text === "\xff" ? "latin1" : "utf8")),
      ]),
    );
  const outcome = (pieces: readonly Uint8Array[], format: "csv" | "jsonl") =>
    readPieces(pieces, { format }).catch((error: unknown) => {
      if (error instanceof RowsError) return { message: error.message, hint: error.hint, line: error.line };
      throw error;
    });

  it("change nothing, wherever they are cut", async () => {
    await fc.assert(
      fc.asyncProperty(
        file,
        fc.constantFrom("csv", "jsonl"),
        fc.array(fc.nat(), { maxLength: 8 }),
        async (bytes, format, cuts) => {
          const whole = await outcome([bytes], format);
          const places = [
            0,
            ...cuts.map((cut) => cut % (bytes.length + 1)).sort((a, b) => a - b),
            bytes.length,
          ];
          const pieces = places.slice(1).map((end, index) => bytes.subarray(places[index], end));
          expect(await outcome(pieces, format)).toEqual(whole);
          if (bytes.length > 200) return;
          for (let cut = 0; cut <= bytes.length; cut++) {
            expect(await outcome([bytes.subarray(0, cut), bytes.subarray(cut)], format)).toEqual(whole);
          }
          expect(
            await outcome(
              [...bytes].map((byte) => Uint8Array.of(byte)),
              format,
            ),
          ).toEqual(whole);
        },
      ),
      { numRuns: 300 },
    );
  });

  it("change nothing around the longest line, byte by byte", async () => {
    for (const end of ["\n", "\r\n", ""]) {
      for (const length of [65_535, 65_536, 65_537, 65_538]) {
        for (const [first, last] of [
          ["", ""],
          ['"', '"'],
          ['"', ""],
          ['"\n', '""'],
          ['"\n', '"'],
        ] as const) {
          const text = `${first}${"x".repeat(length - first.length - last.length)}${last}`;
          const bytes = Buffer.from(`id\n${text}${end}b`);
          const whole = await outcome([bytes], "csv");
          for (let cut = bytes.length - 8; cut <= bytes.length; cut++) {
            expect(await outcome([bytes.subarray(0, cut), bytes.subarray(cut)], "csv")).toEqual(whole);
          }
        }
      }
    }
  });
});

describe("any cells", () => {
  it("come back from a file that quotes them", async () => {
    const cell = fc.string({
      unit: fc.constantFrom("a", '"', ",", ";", "\n", "\r\n", "ü", "😀", " ", "=", "\t"),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(cell, cell, cell), { maxLength: 30 }),
        fc.constantFrom(",", ";", "\t"),
        async (rows, delimiter) => {
          const quoted = [["x", "y", "z"], ...rows].map((cells) =>
            cells.map((text) => `"${text.replaceAll('"', '""')}"`).join(delimiter),
          );
          const { readings } = await readText(quoted.join("\n"), csv);
          expect(
            readings.map((reading) => (reading.kind === "row" ? Object.values(reading.values) : reading)),
          ).toEqual(rows);
        },
      ),
    );
  });
});
