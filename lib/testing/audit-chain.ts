import { randomUUID } from 'node:crypto'
import type { AuditInput } from '@/lib/audit/schema'
import { recordAudits } from '@/lib/audit/service'
import type { Ctx } from '@/lib/authz/context'
import { systemContext } from '@/lib/authz/session'
import { withTransaction } from '@/lib/db/transaction'
import { query } from './database'

/** An account id that has nothing but a chain of so many events, the first of them this old and a second between two. */
export async function newChain(length: number, at = new Date()): Promise<string> {
  const accountId = randomUUID()
  await addEvents(accountId, length, at)
  return accountId
}

/** Adds events to an account's chain. */
export async function addEvents(accountId: string, count: number, at = new Date()): Promise<void> {
  const ctx: Ctx = { ...systemContext('The tests'), now: at }
  const events = Array.from({ length: count }, (_, index): Omit<AuditInput, 'accountId'> => ({
    action: 'account.renamed',
    message: `Event “${index + 1}” of a chain`,
    objectTable: 'account',
    objectId: accountId,
    info: { before: { name: 'Ä\u2028b' }, after: { name: '', size: 1.5e-7 } },
  }))
  await withTransaction((tx) => recordAudits(tx, ctx, accountId, events))
}

/** What somebody with the database's highest rights could do: everything, with the triggers out of the way. `$1` is the account. */
export async function tamper(accountId: string, ...statements: string[]): Promise<void> {
  const quoted = statements.map((sql) => sql.replaceAll('$1', `'${accountId}'`)).join('; ')
  await query(`begin; set local session_replication_role = replica; ${quoted}; commit`)
}
