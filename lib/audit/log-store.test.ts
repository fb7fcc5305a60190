import { randomUUID } from 'node:crypto'
import { beforeAll, expect, test } from 'vitest'
import { database } from '@/lib/db/transaction'
import { query } from '@/lib/testing/database'
import { auditFilter, logFilterOf } from './filter'
import { listInSequence, type SequencePage } from './log-store'

// Words are looked for in one part of a chain after the other: here they are in four parts of a long one, and on their edges. The numbers
// between are left out, which no chain of the product's does, so that there are few rows.

const accountId = randomUUID()
const numbers = [
  1, 2, 999, 1_000, 1_001, 65_535, 65_536, 65_537, 131_071, 131_072, 198_000, 198_001, 199_005, 199_006,
  200_000,
]
const start = Date.parse('2026-03-01T00:00:00Z')
const hour = 3_600_000

beforeAll(async () => {
  for (const account of [accountId, randomUUID()])
    for (const [index, number] of numbers.entries()) {
      await add(account, number, index, `Ada exported the ledger of Zanzibar ${index}`)
      await add(account, number + 5, index, `Ada exported something else ${index}`)
    }
})

async function add(account: string, number: number, index: number, message: string): Promise<void> {
  await query(
    `insert into audit_event (account_id, sequence, id, timestamp, action, message, object_table, object_id, info, actor_kind, actor_name,
       previous_hash, hash)
     values ($1, $2, $3, $4, $5, $6, 'account', 'x', '{}', 'SYSTEM', 'The tests', sha256(''), sha256(''))`,
    [
      account,
      number,
      randomUUID(),
      new Date(start + number * hour),
      index % 2 === 0 ? 'audit_log.exported' : 'account.renamed',
      message,
    ],
  )
}

async function found(given: object, page: Partial<Omit<SequencePage, 'filter'>> = {}): Promise<number[]> {
  const filter = logFilterOf(auditFilter.parse({ search: 'ledger zanzibar', ...given }), new Date())
  const asked = {
    isAscending: false,
    after: null,
    upTo: null,
    limit: 100,
    readAtMost: 20_000,
    ...page,
    filter,
  }
  return (await listInSequence(database(), accountId, asked)).map(({ sequence }) => Number(sequence))
}

test.each([true, false])(
  'in the order of the chain, in every part of it (ascending: %s)',
  async (isAscending) => {
    expect(await found({}, { isAscending })).toEqual(isAscending ? numbers : numbers.toReversed())
  },
)

test.each([true, false])(
  'page by page, each beginning where the one before ended (ascending: %s)',
  async (isAscending) => {
    const all: number[] = []
    for (let after: bigint | null = null; ;) {
      const page = await found({}, { isAscending, after, limit: 3 })
      all.push(...page)
      const last = page.at(-1)
      if (last === undefined) break
      after = BigInt(last)
    }
    expect(all).toEqual(isAscending ? numbers : numbers.toReversed())
  },
)

test('up to a number, within a time, and of one kind', async () => {
  expect(await found({}, { upTo: 131_071n, isAscending: true })).toEqual(
    numbers.filter((number) => number <= 131_071),
  )
  const [since, until] = [start + 2_000 * hour, start + 131_072 * hour].map((time) =>
    new Date(time).toISOString(),
  )
  const within = numbers.filter((number) => number >= 2_000 && number < 131_072)
  expect(await found({ since, until })).toEqual(within.toReversed())
  expect(await found({ event: 'account.renamed' })).toEqual(
    numbers.filter((_, index) => index % 2 === 1).toReversed(),
  )
})

test('nothing where nothing says so, and in an account without a log', async () => {
  expect(await found({ search: 'ledger nothing' })).toEqual([])
  const filter = logFilterOf(auditFilter.parse({ search: 'ledger' }), new Date())
  const page = { filter, isAscending: true, after: null, upTo: null, limit: 10, readAtMost: null }
  expect(await listInSequence(database(), randomUUID(), page)).toEqual([])
})
