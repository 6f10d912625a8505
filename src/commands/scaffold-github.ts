import { pinned } from "./scaffold-action.ts";

/** Where `init` puts the action, so that a workflow needs no other repository and runs what was reviewed. */
export const actionFolder = ".github/actions/campanile";

/** The workflow of a project. `action` is what its steps use: a folder of the repository, or `OWNER/REPO@COMMIT`. */
export function githubWorkflow(action: string): string {
  return `name: campanile
on:
  pull_request:
  push: { branches: [main] } # your default branch: only it sends
  schedule:
    # Takes what has come due, tries again what did not leave, and asks what became of it. GitHub bills private
    # repositories a minute for each job: make it rarer when nothing waits for it.
    - cron: "7,22,37,52 * * * *"
  workflow_dispatch:
permissions: {}

jobs:
  # What a change would send: one comment, kept up to date. No secret, so it works for forks too, where GitHub lets
  # nobody comment and the same text is in the summary.
  propose:
    if: github.event_name == 'pull_request'
    runs-on: ubuntu-latest
    timeout-minutes: 10
    permissions: { contents: read, pull-requests: write }
    concurrency: { group: "campanile-propose-\${{ github.event.pull_request.number }}", cancel-in-progress: true }
    steps:
      - uses: ${pinned.checkout}
        # The merge and its parents: a change is compared with the first. The token stays, to read the ledger's branch.
        with: { fetch-depth: 2, persist-credentials: true }
      - uses: ${action}

  # What is to be sent now. When that is nothing, nobody is asked to approve anything.
  plan:
    if: github.event_name != 'pull_request'
    runs-on: ubuntu-latest
    timeout-minutes: 10
    permissions: { contents: read }
    outputs: { to-send: "\${{ steps.campanile.outputs.to-send }}" }
    steps:
      - uses: ${pinned.checkout}
        with: { persist-credentials: true }
      - id: campanile
        uses: ${action}
        with: { mode: plan }
        # A ledger in blobs is read with a secret of its own:
        # env: { LEDGER_STORAGE: "\${{ secrets.LEDGER_STORAGE }}" }

  send:
    needs: plan
    # An invalid or refused campaign fails the plan, and the others go all the same.
    if: >-
      !cancelled() && github.ref == 'refs/heads/main' &&
      needs.plan.outputs.to-send != '' && needs.plan.outputs.to-send != '0'
    runs-on: ubuntu-latest
    timeout-minutes: 60
    # Settings > Environments: reviewers who approve, and the secret below, which no other job sees.
    environment: production
    permissions: { contents: write } # the ledger is a branch of this repository
    # One send at a time, and none is stopped half-way. Of the runs that wait, GitHub keeps the newest alone
    # (\`queue: max\` keeps up to 100): that loses nothing, because a run takes all that is due at its commit.
    concurrency: { group: campanile-send-production, cancel-in-progress: false }
    steps:
      - uses: ${pinned.checkout}
        # A commit older than the last one sent is refused, and that needs the history. The token pushes the ledger.
        with: { fetch-depth: 0, persist-credentials: true }
      # Without a stored key: give the job \`id-token: write\`, sign in by OIDC, and ask Azure for the key of a Send rule.
      # - uses: ${pinned.azureLogin}
      #   with:
      #     client-id: \${{ vars.AZURE_CLIENT_ID }}
      #     tenant-id: \${{ vars.AZURE_TENANT_ID }}
      #     subscription-id: \${{ vars.AZURE_SUBSCRIPTION_ID }}
      # - run: sh ${actionFolder}/fetch-key.sh
      #   env: { RESOURCE_GROUP: newsroom, NAMESPACE: newsroom-ns, HUB: newsroom, RULE: campanile-send }
      - uses: ${action}
        with: { mode: send }
        env:
          NOTIFICATION_HUB_CONNECTION_STRING: \${{ secrets.NOTIFICATION_HUB_CONNECTION_STRING }}

  # What became of earlier sends; it sends nothing. An environment without reviewers, so that no timer asks anybody.
  outcomes:
    if: github.event_name == 'schedule'
    runs-on: ubuntu-latest
    timeout-minutes: 10
    environment: production-outcomes
    permissions: { contents: write }
    concurrency: { group: campanile-outcomes-production, cancel-in-progress: false }
    steps:
      - uses: ${pinned.checkout}
        with: { persist-credentials: true }
      - uses: ${action}
        with: { mode: outcomes }
        env:
          NOTIFICATION_HUB_CONNECTION_STRING: \${{ secrets.NOTIFICATION_HUB_CONNECTION_STRING }}
`;
}

/** Who must approve what reaches people. Without owners, lines that wait for them. */
export function codeOwners(owners: readonly string[]): string {
  const isKnown = owners.length > 0;
  const who = isKnown ? owners.join(" ") : "@your-org/messaging";
  const lines = ["/campaigns/", "/campanile.yaml", "/.github/"].map(
    (path) => `${isKnown ? "" : "# "}${path.padEnd(17)} ${who}`,
  );
  return `# Whom GitHub asks to review what reaches people, and how it gets there. A branch rule "Require review from Code
# Owners" makes it binding.
${lines.join("\n")}
`;
}
