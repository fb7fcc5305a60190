import { expect, test } from 'vitest'
import { listMembers } from '@/lib/members/service'
import { listMembersInput } from '@/lib/members/schema'
import { database, lockAccount, withTransaction } from '@/lib/db/transaction'
import { countStatements } from './count-statements'
import { query } from './database'
import { newOrganization } from './organizations'

test('every statement counts, those that open and close a transaction too', async () => {
  const { accountId } = await newOrganization()
  const { result, statements } = await countStatements(() =>
    withTransaction((tx) => lockAccount(tx, accountId)),
  )
  expect(result).toBe(true)
  expect(statements.map((text) => text.split(' ')[0])).toEqual(['BEGIN', 'SELECT', 'COMMIT'])
})

test('a note of the last use does not count, and the work it follows does', async () => {
  const { accountId, administrator } = await newOrganization()
  await query('update membership_activity set last_active_at = null where account_id = $1', [accountId])
  const input = listMembersInput.parse({ accountId })
  const { statements } = await countStatements(async () => {
    await listMembers(administrator.ctx, input)
    // The note is on its way: one more statement after it, so that it has been sent when the work ends.
    await lockAccount(database(), accountId)
  })
  expect(statements).toHaveLength(3)
  expect(statements.join('\n')).not.toContain('INSERT INTO membership_activity')
})

test('what is asked before and after does not count, nor after an error', async () => {
  await expect(countStatements(() => Promise.reject(new Error('broken')))).rejects.toThrow('broken')
  await query('select 1')
  expect((await countStatements(() => Promise.resolve())).statements).toEqual([])
})
