/** Hands the figures of this process to the one that started it, when it ends. */
export function tellAtExit(facts) {
  const startedAt = performance.now();
  process.once("exit", () => {
    const { user, system } = process.cpuUsage();
    process.send({
      ...facts(),
      seconds: (performance.now() - startedAt) / 1_000,
      cpuSeconds: (user + system) / 1e6,
      peakMegabytes: process.resourceUsage().maxRSS / 1_024,
    });
    process.disconnect();
  });
}
