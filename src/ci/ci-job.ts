/** What a CI system says of the job that is running, in the words of none of them. */
export interface CiJob {
  readonly system: CiSystem;
  readonly trigger: CiTrigger;
  /** Absent for a tag, a change request or a bare commit. */
  readonly branch?: string;
  /** Absent when the system does not tell. */
  readonly defaultBranch?: string;
  readonly change?: ChangeRequest;
  /** Why nothing may run in such a job. */
  readonly refusal?: CiRefusal;
  /** Where a person reads the log. */
  readonly url?: string;
}

export type CiSystem = "GitHub Actions" | "GitLab CI" | "Azure Pipelines" | "no CI system";

export type CiTrigger = "change request" | "push" | "schedule" | "manual" | "other";

/** A pull request of GitHub and Azure Repos, a merge request of GitLab. */
export interface ChangeRequest {
  readonly number: number;
  /** The commit that it is compared with. */
  readonly baseCommit?: string;
  /** The commit that people know it by: what is checked out can be a merge that no branch has. */
  readonly headCommit?: string;
  /** What is checked out is the merge of both, so its first parent is the base. */
  readonly isMerged: boolean;
}

export interface CiRefusal {
  readonly message: string;
  readonly hint: string;
}

/** Variables of the environment. */
export type CiEnvironment = Readonly<Record<string, string | undefined>>;

const heads = "refs/heads/";

/** `main` of `refs/heads/main`; nothing of a tag or a pull request. */
export function branchOf(reference: string | undefined): { readonly branch?: string } {
  return reference?.startsWith(heads) === true ? { branch: reference.slice(heads.length) } : {};
}

/**
 * Whether a reference holds files that nobody has merged yet, whatever event started the job: a review, or a person, can
 * start one there too. A merge queue of GitHub tries its proposals on branches of their own.
 */
export function isProposal(reference: string | undefined): boolean {
  return /^refs\/(?:pull|merge-requests|heads\/gh-readonly-queue)\//.test(reference ?? "");
}

/** Absent properties instead of undefined ones; an empty text says nothing. */
export function known<Name extends string>(
  name: Name,
  value: string | undefined,
): { readonly [Key in Name]?: string } {
  const entry: { [Key in Name]?: string } = {};
  if (value !== undefined && value !== "") entry[name] = value;
  return entry;
}
