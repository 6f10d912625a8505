/**
 * Everything a command needs from the world. Only `src/io.ts` implements it for real;
 * a test passes its own and decides what the time is.
 */
export interface Io {
  /** Absolute path of the directory the command runs in. */
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Results. */
  readonly stdout: TextSink;
  /** Talk: progress, warnings, diagnostics of a run. */
  readonly stderr: TextSink;
  readonly files: Files;
  readonly clock: Clock;
  readonly chance: Chance;
  readonly processes: Processes;
  /** Aborted by SIGINT or SIGTERM. */
  readonly stop: AbortSignal;
  /** Aborted by a second one of those: the process ends when those who listen to it have returned. */
  readonly hardStop: AbortSignal;
}

export interface TextSink {
  readonly isTerminal: boolean;
  write(text: string): void;
}

export interface Clock {
  /** Milliseconds since 1970-01-01T00:00:00Z. */
  nowMs(): number;
  /** Resolves after `delayMs`, or at once when `signal` aborts; never rejects. */
  sleep(delayMs: number, signal?: AbortSignal): Promise<void>;
}

export interface Chance {
  /** A number in [0, 1). */
  fraction(): number;
  /** `byteCount` random bytes as lower-case hexadecimal. */
  hex(byteCount: number): string;
}

export interface Processes {
  readonly pid: number;
  readonly hostName: string;
  /** Whether a process of this host is still running. */
  isAlive(pid: number): boolean;
  /** Runs a program without a shell; `undefined` when the program is not installed. */
  run(program: string, args: readonly string[], options: RunOptions): Promise<RunResult | undefined>;
  /**
   * Runs a program that has this one's terminal, and passes on a request to stop. Answers its exit code, 128 and more
   * for a signal; `undefined` when the program is not installed.
   */
  attend(program: string, args: readonly string[], options: AttendOptions): Promise<number | undefined>;
}

export interface AttendOptions {
  readonly cwd: string;
  /** Beside what this process has. */
  readonly env: Readonly<Record<string, string>>;
  readonly stop: AbortSignal;
}

export interface RunOptions {
  readonly cwd: string;
  readonly input?: string;
  /** Beside what this process has. */
  readonly env?: Readonly<Record<string, string>>;
  readonly timeoutMs?: number;
  /** How the program's output becomes text: `latin1` keeps each byte as one character. Default: `utf8`. */
  readonly encoding?: "utf8" | "latin1";
}

export interface RunResult {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Paths are absolute. A failure other than those named below throws a {@link FileError}. */
export interface Files {
  /** `undefined` when there is no such file. */
  readBytes(path: string): Promise<Uint8Array | undefined>;
  /**
   * The bytes of a file in their order, in pieces of 256 KiB at most, each read when it is asked for. The file is closed at
   * its end and when the consumer stops before. A missing file throws a {@link FileError} with the code `ENOENT`.
   */
  readChunks(path: string): AsyncIterable<Uint8Array>;
  /** Replaces the file in one step and creates missing folders. */
  writeText(path: string, text: string): Promise<void>;
  /** Writes over a file where it stands, so that a text of the same length is never seen half; `false` when it is absent. */
  overwriteText(path: string, text: string): Promise<boolean>;
  /** Creates the file, which appears with all of its text and is durable; `false` when it exists. */
  createText(path: string, text: string, options?: CreateOptions): Promise<boolean>;
  /** Opens for appending, creating the file and its folders. */
  openAppend(path: string): Promise<AppendFile>;
  /** Removes a file, or a folder with all that is in it; nothing happens when it is absent. */
  remove(path: string): Promise<void>;
  /**
   * Files below a folder, recursively, as paths relative to it with `/`, sorted; `node_modules` and dot folders are left
   * out. A folder below it that cannot be read is passed over, and told to `onUnreadable`.
   */
  list(directory: string, onUnreadable?: (path: string) => void): Promise<readonly string[]>;
  /** The path with every symbolic link resolved; `undefined` when it does not exist. */
  realPath(path: string): Promise<string | undefined>;
  kind(path: string): Promise<FileKind | undefined>;
  /** `undefined` when there is no such file. */
  sizeBytes(path: string): Promise<number | undefined>;
  /**
   * Calls back whenever something in a folder changes, with its path relative to the folder where the system tells it,
   * and when the folder goes away. One change may come as several calls; a folder that is not there is never heard of.
   */
  watch(folder: string, onChange: (name: string | undefined) => void, options?: WatchOptions): Watcher;
}

/** `other`: a pipe, a device or a socket, which can be read once at most, and may never end. */
export type FileKind = "file" | "directory" | "other";

export interface WatchOptions {
  /** The folders below it too. */
  readonly isDeep?: boolean;
}

export interface Watcher {
  close(): void;
}

export interface CreateOptions {
  /** Nobody but its owner may read it. */
  readonly isPrivate?: boolean;
}

export interface AppendFile {
  /** Whether the path still leads to this file, with all that was in it: one that was removed or replaced keeps nothing for anybody. */
  isCurrent(): Promise<boolean>;
  /** Writes at the end of the file, whole or not at all as far as readers of whole lines can tell. */
  append(text: string): Promise<void>;
  /** Forces what was appended onto the disk. */
  sync(): Promise<void>;
  close(): Promise<void>;
}
