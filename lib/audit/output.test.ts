import { beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { addEvents, newChain, tamper } from '@/lib/testing/audit-chain'
import { query } from '@/lib/testing/database'
import { writeNewEvents } from './output'

const line = z.looseObject({ type: z.literal('audit_event'), account_id: z.string(), sequence: z.number() })
let written: z.infer<typeof line>[] = []

async function write(text: string): Promise<void> {
  expect(text.endsWith('\n')).toBe(true)
  written.push(
    ...text
      .trimEnd()
      .split('\n')
      .map((json) => line.parse(JSON.parse(json))),
  )
}

/** The numbers of an account's events that were written, in order. */
function of(accountId: string): number[] {
  return written.filter(({ account_id: id }) => id === accountId).map(({ sequence }) => sequence)
}

async function writeAll(to = write): Promise<void> {
  for (let after: string | null = null; ;) {
    const { written: count, last } = await writeNewEvents(to, after)
    if (count === 0 && last === null) return
    after = last
  }
}

let old: string
beforeAll(async () => {
  await query('delete from audit_output')
  old = await newChain(3)
  await writeAll()
})

test('what is recorded from the beginning on is written, each account’s events in order, with all that an export has', async () => {
  expect(of(old)).toEqual([])
  await addEvents(old, 2)
  const fresh = await newChain(3)
  await writeAll()
  expect(of(old)).toEqual([4, 5])
  expect(of(fresh)).toEqual([1, 2, 3])
  expect(written.at(-1)).toMatchObject({ hash: expect.any(String), previous_hash: expect.any(String) })
  await writeAll()
  expect(of(fresh)).toEqual([1, 2, 3])
})

test('what could not be written is written again: at least once', async () => {
  const accountId = await newChain(2)
  await expect(writeAll(() => Promise.reject(new Error('no space')))).rejects.toThrow('no space')
  await writeAll()
  expect(of(accountId)).toEqual([1, 2])
})

test('what was removed before it was written does not hold up the rest', async () => {
  const accountId = await newChain(2)
  await tamper(accountId, 'delete from audit_event where account_id = $1')
  await writeAll()
  await addEvents(accountId, 1)
  await writeAll()
  expect(of(accountId)).toEqual([3])
})

test('several processes at once write each event once, in order', async () => {
  const accountId = await newChain(40)
  await Promise.all([writeAll(), writeAll(), writeAll()])
  await addEvents(accountId, 5)
  await Promise.all([writeAll(), writeAll()])
  expect(of(accountId)).toEqual(Array.from({ length: 45 }, (_, index) => index + 1))
})

test('many more events than one piece holds are written to the last', async () => {
  written = []
  const accountId = await newChain(1_203)
  await writeAll()
  expect(of(accountId)).toEqual(Array.from({ length: 1_203 }, (_, index) => index + 1))
})

test('one account that is always busy does not hold up the others', async () => {
  const [busy = '', waiting = ''] = [await newChain(1), await newChain(1)].toSorted()
  written = []
  let after: string | null = null
  for (let rounds = 0; rounds < 1_000 && of(waiting).length === 0; rounds += 1) {
    await addEvents(busy, 1)
    after = (await writeNewEvents(write, after, 1)).last
  }
  expect(of(waiting)).toEqual([1])
})
