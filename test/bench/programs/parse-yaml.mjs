// The least that a validation can do: every file of a folder is read and parsed.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";

const [, , folder] = process.argv;
for (const name of readdirSync(folder)) parse(readFileSync(join(folder, name), "utf8"));
