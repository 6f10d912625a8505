/** Where a change request is talked about. */
export interface CommentBoard {
  /** Every comment, page by page, the oldest first; throws a {@link BoardError}. */
  list(): AsyncIterable<BoardComment>;
  create(body: string): Promise<void>;
  edit(comment: BoardComment, body: string): Promise<void>;
  /** Whether this token wrote a comment: somebody else could put the mark into a comment of their own, to change it later. */
  isOwn(comment: BoardComment): Promise<boolean>;
}

export interface BoardComment {
  readonly id: string;
  readonly body: string;
  readonly author: string;
  readonly isByProgram: boolean;
}

/** Why a comment could not be read or written: what the host said, and the next step. Holds no secret. */
export class BoardError extends Error {
  override readonly name = "BoardError";
  readonly hint: string;

  constructor(message: string, hint: string) {
    super(message);
    this.hint = hint;
  }
}

/** Hidden in the comment; a run finds its own by it. */
export function markOf(subject: readonly string[]): string {
  // Two hyphens would end the comment of HTML.
  const words = subject.map((word) => encodeURIComponent(word).replaceAll("-", "%2D"));
  return `<!-- campanile ${words.join(" ")} -->`;
}

export interface CommentWish {
  readonly mark: string;
  /** Begins with the mark. */
  readonly body: string;
  /** There is something to say; one that is there is brought up to date in any case. */
  readonly isWorthSaying: boolean;
}

export type CommentDeed = "created" | "edited" | "left as it is" | "not needed";

/** Keeps one comment: written when there is something to say, edited in its place, untouched when it says so already. */
export async function keepComment(board: CommentBoard, wish: CommentWish): Promise<CommentDeed> {
  const own = await findOwn(board, wish.mark);
  if (own === undefined) {
    if (!wish.isWorthSaying) return "not needed";
    await board.create(wish.body);
    return "created";
  }
  if (plain(own.body) === plain(wish.body)) return "left as it is";
  await board.edit(own, wish.body);
  return "edited";
}

async function findOwn(board: CommentBoard, mark: string): Promise<BoardComment | undefined> {
  for await (const comment of board.list())
    if (comment.body.startsWith(mark) && (await board.isOwn(comment))) return comment;
  return undefined;
}

/** Hosts keep lines as forms send them, and drop blanks at the end. */
function plain(text: string): string {
  return text.replaceAll("\r\n", "\n").trimEnd();
}
