import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { graphqlSchema } from '@/lib/graphql/schema'
import { askGraphql, type GraphqlTestAnswer } from '@/lib/testing/graphql'
import { documentFor } from '@/lib/testing/graphql-documents'
import { refusedCases, type UnwritableCase } from '@/lib/testing/unwritable-cases'
import { makeLogUnwritable, newMark, snapshotOf } from '@/lib/testing/unwritable-log'
import { unrecordedCases } from '@/lib/testing/unwritable-unrecorded'
import { startProviders, type Providers } from '@/lib/testing/unwritable-sso'
import { newUnwritableWorld, type UnwritableWorld } from '@/lib/testing/unwritable-world'

// If an event cannot be written, the change does not happen (access-model section 8): every change there is, asked for while the database takes
// no event. Whatever has no operation is in unwritable-doors.test.ts.

vi.stubEnv('SSO_ALLOW_PRIVATE', 'true')
vi.stubEnv('SMTP_URL', 'smtp://127.0.0.1:1')
vi.stubEnv('RATE_LIMIT_FACTOR', '100')

const mutations = Object.values(graphqlSchema().getMutationType()?.getFields() ?? {})

let providers: Providers
let world: UnwritableWorld
let makeWritable: () => Promise<void>

beforeAll(async () => {
  const mark = newMark()
  providers = await startProviders(mark)
  vi.stubEnv('DNS_SERVERS', providers.dns.address)
  world = await newUnwritableWorld(mark, providers)
  makeWritable = await makeLogUnwritable(world.mark)
}, 60_000)

afterAll(async () => {
  await makeWritable()
  await providers.stop()
})

async function ask(
  name: string,
  { as = 'administrator', in: place = 'organization', input }: UnwritableCase,
): Promise<GraphqlTestAnswer[]> {
  const field = mutations.find((mutation) => mutation.name === name)
  if (!field) throw new Error(`there is no mutation ${name}`)
  const inputs = Array.isArray(input) ? input : [input]
  const answers: GraphqlTestAnswer[] = []
  for (const one of inputs) {
    const variables = one ? { input: one } : {}
    const key = world.keys[as]
    const headers = { 'user-agent': world.mark.name }
    const organization = world[place].accountId
    answers.push(await askGraphql(documentFor(field, 'mutation'), { key, organization, variables, headers }))
  }
  return answers
}

test('each mutation is known to leave an event, or has a reason to leave none', () => {
  const known = [...Object.keys(refusedCases), ...Object.keys(unrecordedCases)]
  expect(mutations.map(({ name }) => name).toSorted()).toEqual(known.toSorted())
  expect(mutations.length).toBeGreaterThan(90)
})

describe('with a log that cannot be written', () => {
  test.each(Object.entries(refusedCases))(
    '%s is refused, says why, and changes nothing',
    async (name, caseOf) => {
      const before = await snapshotOf(world.mark)
      for (const { errors, data } of await ask(name, caseOf(world)))
        expect({ errors, data: data?.[name] ?? null }).toMatchObject({
          errors: [
            {
              message: expect.stringMatching(
                /^Nothing was changed, because the audit log could not be written\. /,
              ),
              extensions: {
                code: 'internal',
                reason: 'audit_unavailable',
                request_id: expect.stringMatching(/^[\da-f-]{36}$/),
              },
            },
          ],
          data: null,
        })
      expect(await snapshotOf(world.mark)).toEqual(before)
    },
  )

  test.each(Object.entries(unrecordedCases))(
    '%s goes on: it leaves no event',
    async (name, { case: caseOf }) => {
      for (const { errors } of await ask(name, caseOf(world))) expect(errors).toBe(undefined)
    },
  )
})
