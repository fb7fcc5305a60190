/** Repeats work while it says that there is more, for at most so many seconds; returns whether everything was done. */
export async function untilDone(secondsAtMost: number, work: () => Promise<boolean>): Promise<boolean> {
  const deadline = Date.now() + secondsAtMost * 1_000
  while (await work()) if (Date.now() >= deadline) return false
  return true
}
