/** What later steps of a job can read. */
export type CiOutputs = Readonly<Record<string, string>>;

/**
 * Lines for the file of GITHUB_OUTPUT (GitHub docs: workflow commands). The delimiter is drawn anew for each run, so no
 * value can end itself and set another output; a value that holds it all the same is a defect of chance, and is refused.
 */
export function formatOutputs(outputs: CiOutputs, delimiter: string): string {
  return Object.entries(outputs)
    .map(([name, value]) => {
      if (value.includes(delimiter)) throw new RangeError(`the output ${name} holds its own delimiter`);
      return `${name}<<${delimiter}\n${value}\n${delimiter}\n`;
    })
    .join("");
}

/** Commands for the log of Azure Pipelines, which sets variables by them (Azure Pipelines docs: logging commands). */
export function formatAzureVariables(outputs: CiOutputs): string {
  return Object.entries(outputs)
    .map(([name, value]) => `##vso[task.setvariable variable=${name};isOutput=true]${escapeAzure(value)}\n`)
    .join("");
}

function escapeAzure(text: string): string {
  return text
    .replaceAll("%", "%AZP25")
    .replaceAll("\r", "%0D")
    .replaceAll("\n", "%0A")
    .replaceAll(";", "%3B")
    .replaceAll("]", "%5D");
}
