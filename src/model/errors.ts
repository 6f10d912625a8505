import type { DiagnosticCode } from "./diagnostic-codes.ts";
import type { ExitCode } from "./exit-code.ts";

export interface WorldErrorOptions {
  readonly code: DiagnosticCode;
  readonly exitCode: ExitCode;
  /** The next step. */
  readonly hint: string;
  /** `file:line:column` that has to do with it. */
  readonly place?: string;
  readonly cause?: unknown;
}

/** The world refused: a disk, a network, another process. Carries the next step for a person. */
export class WorldError extends Error {
  override readonly name = "WorldError";
  readonly code: DiagnosticCode;
  readonly exitCode: ExitCode;
  readonly hint: string;
  readonly place: string | undefined;

  constructor(message: string, options: WorldErrorOptions) {
    super(message, { cause: options.cause });
    this.code = options.code;
    this.exitCode = options.exitCode;
    this.hint = options.hint;
    this.place = options.place;
  }
}

/** The command line asks for something that does not exist or cannot be. */
export class UsageError extends Error {
  override readonly name = "UsageError";
  readonly hint: string;

  constructor(message: string, hint: string) {
    super(message);
    this.hint = hint;
  }
}

/** A file operation failed for a reason other than absence. */
export class FileError extends Error {
  override readonly name = "FileError";
  readonly path: string;
  /** The operating system's code, such as `EACCES`. */
  readonly code: string;

  constructor(path: string, code: string, cause: unknown) {
    super(`${path}: ${code}`, { cause });
    this.path = path;
    this.code = code;
  }
}
