// The command line itself, with its figures told at the end.
import { tellAtExit } from "./tell.mjs";

const { cli, args } = JSON.parse(process.argv[2]);
tellAtExit(() => ({ exitCode: process.exitCode ?? 0 }));
process.argv = [process.argv[0], cli, ...args];
await import(cli);
