import { systemContext } from '@/lib/authz/session'
import { seedInput } from '@/lib/seed/schema'
import { seedOrganization } from '@/lib/seed/service'
import { query } from '@/lib/testing/database'
import { newPerson } from '@/lib/testing/people'
import { cookieOf } from './data'

export type SizedOrganization = { id: string; handle: string; members: number; cookie: string }

// What an organization of that many members has beside them.
const others: Record<number, { workspaces: number; roles: number }> = {
  100: { workspaces: 20, roles: 10 },
  10_000: { workspaces: 500, roles: 50 },
  100_000: { workspaces: 2_000, roles: 50 },
}

/** Organizations of these sizes in one database, with one Administrator. */
export async function makeOrganizations(sizes: number[]): Promise<SizedOrganization[]> {
  const { user, sessionId } = await newPerson({ name: 'Grace Hopper' })
  const cookie = await cookieOf(sessionId)
  const organizations: SizedOrganization[] = []
  for (const members of sizes) {
    const handle = `bench-${members}`
    const input = seedInput.parse({ ...others[members], members, handle, administrator: user.email })
    process.stderr.write(`  seeding ${members.toLocaleString('en')} members …\n`)
    const { seconds } = await seedOrganization(systemContext('The bench'), input, {
      onProgress: () => {},
      signal: new AbortController().signal,
    })
    process.stderr.write(`    ${seconds} s\n`)
    const [row] = await query<{ id: string }>('SELECT id FROM account WHERE handle = $1', [handle])
    organizations.push({ id: row?.id ?? '', handle, members, cookie })
  }
  // What the server would do by itself a while later, and not in the middle of a measurement.
  await query('VACUUM (ANALYZE)')
  await query('CHECKPOINT')
  return organizations
}
