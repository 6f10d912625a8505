/** Looks again and again, until there is something to see; fails after ten seconds. */
export async function until<Value>(
  look: () => Value | undefined | Promise<Value | undefined>,
): Promise<Value> {
  const endMs = Date.now() + 10_000;
  while (Date.now() < endMs) {
    const value = await look();
    if (value !== undefined) return value;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error("it did not happen");
}
