import { run } from "../../src/cli.ts";
import { createNodeIo } from "../../src/io.ts";

process.exitCode = await run(process.argv.slice(2), createNodeIo());
