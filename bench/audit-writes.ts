import type { Ctx } from '@/lib/authz/context'
import { recordAudit, verifyAuditChain } from '@/lib/audit/service'
import { changeAccount, changeOfAccount } from '@/lib/authz/change-account'
import { query } from '@/lib/testing/database'
import { newPerson } from '@/lib/testing/people'
import { percentile } from './load'
import { markdownTable } from './table'
import { makeOrganizationOf } from './workspace-data'

const writers = 10
const rounds = 10
const changesOfRound = 100

/**
 * Ten writers who make a thousand changes each in one account, and the same changes under the same lock without an event, in turn. Throws when
 * the chain has a gap or does not hold afterwards.
 */
export async function measureWrites(): Promise<string> {
  const administrator = await newPerson({ name: 'Grace Hopper' })
  const { id: accountId } = await makeOrganizationOf(administrator, writers)
  const { ctx } = administrator
  const before = await countEvents(accountId)
  const rates: Record<'with' | 'without', number[]> = { with: [], without: [] }
  for (let round = 0; round < rounds; round += 1) {
    const sides = ['with', 'without'] as const
    for (const side of round % 2 === 0 ? sides : sides.toReversed())
      rates[side].push(await rateOf(ctx, accountId, side === 'with'))
  }
  await requireChain(accountId, before + writers * rounds * changesOfRound)
  const [withEvents, without] = [percentile(rates.with, 0.5), percentile(rates.without, 0.5)]
  const text = (rate: number) => Math.round(rate).toLocaleString('en')
  return markdownTable(
    ['', 'changes a second', 'slowest round', 'fastest round', 'with ÷ without'],
    [
      ['with an event', text(withEvents), text(Math.min(...rates.with)), text(Math.max(...rates.with)), ''],
      [
        'without',
        text(without),
        text(Math.min(...rates.without)),
        text(Math.max(...rates.without)),
        (withEvents / without).toFixed(2),
      ],
    ],
  )
}

async function rateOf(ctx: Ctx, accountId: string, isRecorded: boolean): Promise<number> {
  const started = performance.now()
  const all = Array.from({ length: writers }, async (_, writer) => {
    for (let number = 0; number < changesOfRound; number += 1)
      await change(ctx, { accountId, name: `Name ${writer} ${number}`, isRecorded })
  })
  await Promise.all(all)
  return (writers * changesOfRound) / ((performance.now() - started) / 1_000)
}

type Change = { accountId: string; name: string; isRecorded: boolean }

/** As the service of the product renames an organization, with or without what makes it known. */
async function change(ctx: Ctx, { accountId, name, isRecorded }: Change): Promise<void> {
  const now = { ...ctx, now: new Date() }
  await changeAccount(
    now,
    changeOfAccount(accountId, 'update:organization', 'rename the organization'),
    async (tx, { account, actor }) => {
      await tx.$executeRaw`UPDATE account SET name = ${name} WHERE id = ${accountId}::uuid`
      if (!isRecorded) return
      await recordAudit(tx, now, {
        accountId,
        action: 'account.renamed',
        message: `${actor.name} renamed ${account.name} to ${name}`,
        objectTable: 'account',
        objectId: accountId,
        info: { before: { name: account.name }, after: { name } },
      })
    },
  )
}

async function countEvents(accountId: string): Promise<number> {
  const [row] = await query<{ events: number }>(
    'SELECT count(*)::int AS events FROM audit_event WHERE account_id = $1',
    [accountId],
  )
  return row?.events ?? 0
}

/** Throws unless the log has the numbers from one to so many, each once, and holds. */
async function requireChain(accountId: string, events: number): Promise<void> {
  const [row] = await query<{ count: number; first: number; last: number }>(
    `SELECT count(DISTINCT sequence)::int AS count, min(sequence)::int AS first, max(sequence)::int AS last
     FROM audit_event WHERE account_id = $1`,
    [accountId],
  )
  if (row?.count !== events || row.first !== 1 || row.last !== events)
    throw new Error(`the log has not the numbers 1 to ${events}, but ${JSON.stringify(row)}`)
  if (!(await verifyAuditChain(accountId)).intact) throw new Error('the chain of the writers does not hold')
}
