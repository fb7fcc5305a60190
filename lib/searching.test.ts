import { beforeAll, expect, test } from 'vitest'
import type { Ctx } from '@/lib/authz/context'
import { isEmbeddedDatabase } from '@/lib/testing/database'
import { newMember, newOrganization, type Organization } from '@/lib/testing/organizations'
import { reading, searching } from './searching'

let organization: Organization
beforeAll(async () => {
  organization = await newOrganization()
})

/** Searches that end when they are told to. */
function newSearches(ctx: Ctx) {
  const begun: (() => void)[] = []
  const start = () =>
    searching(ctx, () => new Promise<string>((resolve) => begun.push(() => resolve('found'))))
  return { begun, start }
}

// Connections may have to be made first.
const patiently = { timeout: 4_000 }
const turn = () => new Promise((resolve) => setTimeout(resolve, 50))

test('searches of one principal run two at once, and the others wait for their turn', async (context) => {
  if (isEmbeddedDatabase()) context.skip()
  const { begun, start } = newSearches(organization.administrator.ctx)
  const other = newSearches((await newMember(organization, organization.roles.MEMBER)).ctx)
  const all = [start(), start(), start()]
  const others = [other.start()]
  await expect.poll(() => [begun.length, other.begun.length], patiently).toEqual([2, 1])
  await turn()
  expect(begun).toHaveLength(2)
  begun[0]?.()
  await expect.poll(() => begun, patiently).toHaveLength(3)
  for (const end of [...begun, ...other.begun]) end()
  expect(await Promise.all([...all, ...others])).toEqual(Array(4).fill('found'))
})

test('too many searches at once are refused with when to try again, and those that fail give their place back', async () => {
  const { ctx } = await newMember(organization, organization.roles.MEMBER)
  let end = () => {}
  const blocked = new Promise<void>((resolve) => (end = resolve))
  const all = Array.from({ length: 110 }, () => searching(ctx, () => blocked))
  const settled = Promise.allSettled(all)
  const refused = await Promise.race(
    all.map((one) =>
      one.then(
        () => null,
        (error: unknown) => error,
      ),
    ),
  )
  expect(refused).toMatchObject({
    code: 'rate_limited',
    reason: 'too_many_searches',
    retryAfterSeconds: 5,
    message: expect.stringContaining('Wait'),
  })
  end()
  await settled
  for (let search = 0; search < 5; search += 1)
    await expect(searching(ctx, () => Promise.reject(new Error('broken')))).rejects.toThrow('broken')
  expect(await searching(ctx, () => Promise.resolve('found'))).toBe('found')
})

test(
  'a search that takes too long is ended by the database, and told how to narrow it',
  { timeout: 40_000 },
  async (context) => {
    // The embedded database has no clock that ends a statement.
    if (isEmbeddedDatabase()) context.skip()
    const { ctx } = organization.administrator
    for (const isLittle of [false, true]) {
      const slow = reading(ctx, isLittle, (tx) => tx.$queryRaw`SELECT pg_sleep(15)::text`)
      await expect(slow).rejects.toMatchObject({
        code: 'invalid_input',
        reason: 'search_too_long',
        message: expect.stringContaining('Narrow it'),
      })
    }
  },
)

test.each([
  ['much', false],
  ['little', true],
])('a search that may find %s has twelve seconds for each statement', async (_, isLittle) => {
  const { ctx } = organization.administrator
  const [limit] = await reading(
    ctx,
    isLittle,
    (tx) => tx.$queryRaw<{ limit: string }[]>`
    SELECT current_setting('statement_timeout') AS limit`,
  )
  expect(limit).toEqual({ limit: '12s' })
})
