import { prisma } from './prisma'

/** Whether the database answers within two seconds. */
export async function pingDatabase(): Promise<boolean> {
  const answer = prisma().$queryRaw`SELECT 1`.then(
    () => true,
    () => false,
  )
  const silence = new Promise<boolean>((resolve) => setTimeout(resolve, 2_000, false).unref())
  return Promise.race([answer, silence])
}

/** Lets go of every connection; the last thing a process does. */
export async function closeDatabase(): Promise<void> {
  await prisma().$disconnect()
}
