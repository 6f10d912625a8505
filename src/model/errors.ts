/** The world refused: a disk, a network, another process. Carries the next step for a person. */
export class WorldError extends Error {
  override readonly name = "WorldError";
  readonly exitCode: number;
  readonly hint: string | undefined;

  constructor(message: string, options: { exitCode: number; hint?: string; cause?: unknown }) {
    super(message, { cause: options.cause });
    this.exitCode = options.exitCode;
    this.hint = options.hint;
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
