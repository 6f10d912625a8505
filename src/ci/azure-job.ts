import { branchOf, type CiEnvironment, type CiJob, type CiTrigger, isProposal } from "./ci-job.ts";

const triggers: ReadonlyMap<string, CiTrigger> = new Map([
  ["PullRequest", "change request"],
  ["IndividualCI", "push"],
  ["BatchedCI", "push"],
  ["Schedule", "schedule"],
  ["Manual", "manual"],
]);

/** A job of Azure Pipelines (Azure Pipelines docs: predefined variables). It does not tell the default branch. */
export function readAzureJob(env: CiEnvironment): CiJob {
  const reference = env["BUILD_SOURCEBRANCH"];
  const trigger = isProposal(reference)
    ? "change request"
    : (triggers.get(env["BUILD_REASON"] ?? "") ?? "other");
  // Azure Repos numbers its own pull requests; those of GitHub have a number of GitHub's.
  const number = Number(
    env["SYSTEM_PULLREQUEST_PULLREQUESTNUMBER"] ?? env["SYSTEM_PULLREQUEST_PULLREQUESTID"],
  );
  const { SYSTEM_COLLECTIONURI: collection, SYSTEM_TEAMPROJECTID: project, BUILD_BUILDID: id } = env;
  const isComplete = collection !== undefined && project !== undefined && id !== undefined;
  return {
    system: "Azure Pipelines",
    trigger,
    ...branchOf(reference),
    ...(isComplete ? { url: `${collection}${project}/_build/results?buildId=${id}` } : {}),
    ...(trigger === "change request" && Number.isSafeInteger(number) && number > 0
      ? { change: { number, isMerged: true } }
      : {}),
  };
}
