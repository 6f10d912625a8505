/** The versions that every run uses, whoever moves a tag: each is a commit of the action's own repository. */
export const pinned = {
  checkout: "actions/checkout@de0fac2e4500dabe0009e67214ff5f5447ce83dd # v6.0.2",
  uploadArtifact: "actions/upload-artifact@043fb46d1a93c77aae656e7c1c64a875d1fc6a0a # v7.0.1",
  azureLogin: "azure/login@532459ea530d8321f2fb9bb10d1e0bcf23869a43 # v3.0.0",
} as const;

/** Inputs and outputs that the action hands to `campanile ci`, and what each is for. */
const inputs: readonly (readonly [name: string, description: string, standard: string])[] = [
  ["mode", "auto (by the job), plan, send or outcomes", "auto"],
  ["hub", "The hub of campanile.yaml. Without it, the only real one", ""],
  ["files", "Campaign files or folders, one on each line. Without it, all of the project", ""],
  ["config", "The project file. Without it, the nearest campanile.yaml", ""],
  ["working-directory", "Where the project is", "."],
  ["comment", "Whether a pull request gets its comment: true or false", "true"],
  ["check", "Whether the campaigns run on the emulator first: true or false", "true"],
  ["reports", "The folder of the reports", ".campanile/ci"],
  ["artifact", "The name of the artifact with the reports; empty for none", "campanile"],
  ["extra-args", "More options of `campanile ci`, one word on each line", ""],
];

const outputs: readonly (readonly [name: string, description: string])[] = [
  ["exit-code", "What `campanile ci` ended with; README.md has the list"],
  [
    "verdict",
    "to-send, sent, nothing-to-send, invalid, usage, rejected, unknown, ledger, refused, stopped or bug",
  ],
  ["to-send", "Deliveries that a send would change something about now"],
  ["accepted", "Deliveries that the hub took"],
  ["rejected", "Deliveries that it refused"],
  ["unsent", "Deliveries that did not leave"],
  ["unknown", "Deliveries that may have gone out"],
  ["reports", "The folder of the reports"],
];

function describe(name: string, facts: Readonly<Record<string, string>>): string {
  const lines = Object.entries(facts).map(([key, text]) => `    ${key}: ${JSON.stringify(text)}`);
  return [`  ${name}:`, ...lines].join("\n");
}

/** `action.yml`, for a script beside it or below it. */
export function actionFile(script: string): string {
  return `name: Campanile
description: "Push campaigns as code for Azure Notification Hubs: plan in the pull request, send once from the default branch."
branding: { icon: bell, color: purple }

# The connection string is no input: it comes in the environment, from a secret. So do the options below go to the
# script, and nothing that somebody wrote is ever a part of a shell script.
inputs:
${inputs.map(([name, description, standard]) => describe(name, { description, default: standard })).join("\n")}
${describe("github-token", { description: "Writes the comment", default: "${{ github.token }}" })}

outputs:
${outputs.map(([name, description]) => describe(name, { description, value: `\${{ steps.campanile.outputs.${name} }}` })).join("\n")}

runs:
  using: composite
  steps:
    - id: campanile
      shell: bash
      working-directory: \${{ inputs.working-directory }}
      env:
        CAMPANILE_SCRIPT: ${script}
        CAMPANILE_MODE: \${{ inputs.mode }}
        CAMPANILE_ALIAS: \${{ inputs.hub }}
        CAMPANILE_FILES: \${{ inputs.files }}
        CAMPANILE_PROJECT: \${{ inputs.config }}
        CAMPANILE_COMMENT: \${{ inputs.comment }}
        CAMPANILE_CHECK: \${{ inputs.check }}
        CAMPANILE_REPORTS: \${{ inputs.reports }}
        CAMPANILE_EXTRA: \${{ inputs.extra-args }}
        GITHUB_TOKEN: \${{ inputs.github-token }}
      run: |
        if ! command -v node > /dev/null; then
          echo "::error title=Campanile::There is no Node.js on this runner. Put actions/setup-node before this step."
          exit 2
        fi
        args=(ci --mode "$CAMPANILE_MODE" --reports "$CAMPANILE_REPORTS")
        if [ -n "$CAMPANILE_ALIAS" ]; then args+=(--hub "$CAMPANILE_ALIAS"); fi
        if [ -n "$CAMPANILE_PROJECT" ]; then args+=(--config "$CAMPANILE_PROJECT"); fi
        if [ "$CAMPANILE_COMMENT" = false ]; then args+=(--no-comment); fi
        if [ "$CAMPANILE_CHECK" = false ]; then args+=(--no-check); fi
        while IFS= read -r word; do
          if [ -n "$word" ]; then args+=("$word"); fi
        done <<< "$CAMPANILE_EXTRA"
        args+=(--)
        while IFS= read -r file; do
          if [ -n "$file" ]; then args+=("$file"); fi
        done <<< "$CAMPANILE_FILES"
        node "$GITHUB_ACTION_PATH/$CAMPANILE_SCRIPT" "\${args[@]}"
    - if: always() && inputs.artifact != '' && steps.campanile.outputs.reports != ''
      uses: ${pinned.uploadArtifact}
      with:
        name: \${{ inputs.artifact }}-\${{ github.job }}-\${{ github.run_attempt }}
        path: \${{ steps.campanile.outputs.reports }}
        include-hidden-files: true
        if-no-files-found: ignore
`;
}
