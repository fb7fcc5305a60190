import { randomUUID } from 'node:crypto'
import { newApiKey } from '@/lib/api-keys/format'
import { query } from '@/lib/testing/database'
import { newPerson } from '@/lib/testing/people'
import { makeOrganizationOf, type BenchOrganization } from './workspace-data'

export type KeyBench = {
  organization: BenchOrganization
  /** Keys of an Administrator and of a Member. */
  keys: { administrator: string; member: string }
  /** Members whose role is changed, and changed again. */
  membershipIds: string[]
}

const membersAtHand = 1_000

/** An organization of 100,000 members, 50 custom roles among its own, and keys of two of them. */
export async function makeKeyBench(): Promise<KeyBench> {
  const administrator = await newPerson({ name: 'Grace Hopper' })
  const organization = await makeOrganizationOf(administrator, 100_000)
  const { id, roles } = organization
  await query(
    `INSERT INTO role (account_id, id, name, permissions)
     SELECT $1::uuid, gen_random_uuid(), 'Custom ' || x, '{read:flow,read:workspace,create:flow}' FROM generate_series(1, 50) x`,
    [id],
  )
  const member = await newPerson({ name: 'Mia Member' })
  await query(
    `INSERT INTO membership (account_id, id, kind, user_id, role_id, principal_name)
     VALUES ($1, $2, 'USER', $3, $4, 'Mia Member')`,
    [id, randomUUID(), member.user.id, roles['MEMBER']],
  )
  const rows = await query<{ id: string }>(
    `SELECT id FROM membership WHERE account_id = $1 AND role_id = $2 AND principal_name LIKE 'Person %' ORDER BY md5(id::text) LIMIT $3`,
    [id, roles['MEMBER'], membersAtHand],
  )
  const keys = {
    administrator: await addKey(administrator.user.id, id),
    member: await addKey(member.user.id, id),
  }
  await query('VACUUM (ANALYZE)')
  await query('CHECKPOINT')
  return { organization, keys, membershipIds: rows.map((row) => row.id) }
}

/** A key of a user for one account; returns its text. */
export async function addKey(userId: string, accountId: string): Promise<string> {
  const { key, prefix, hash } = newApiKey('USER')
  await query(
    `INSERT INTO api_key (id, account_id, user_id, name, prefix, key_hash) VALUES ($1, $2, $3, 'Bench', $4, $5)`,
    [randomUUID(), accountId, userId, prefix, Buffer.from(hash)],
  )
  return key
}
