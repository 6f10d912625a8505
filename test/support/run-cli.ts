// In the one file that is made of it, the command line finds itself to be the program, and runs.
import "../../src/cli.ts";
