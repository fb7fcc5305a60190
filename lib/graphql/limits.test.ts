import { describe, expect, test } from 'vitest'
import { getIntrospectionQuery } from 'graphql'
import { refusalOf, sendGraphql, askGraphql, type GraphqlTestAnswer } from '@/lib/testing/graphql'

// What somebody sends who means no good. Nobody needs a key for it, so none of it may cost much.

const megabyte = 1_048_576

function nested(depth: number): string {
  return `{ ${'role { '.repeat(depth)} id ${'}'.repeat(depth)} }`
}

function introspection(depth: number, field: string): string {
  return `{ __schema { types { ${`${field} { `.repeat(depth)} name ${'}'.repeat(depth)} } } }`
}

function doubling(rounds: number): string {
  const fragments = Array.from(
    { length: rounds },
    (_, index) => `fragment f${index} on AuthRole { ...f${index + 1} ...f${index + 1} }`,
  )
  return `{ auth_role { ...f0 } } ${fragments.join(' ')} fragment f${rounds} on AuthRole { id }`
}

const json = (query: string) => JSON.stringify({ query })

/** Each with the status and, in the end, a word of the sentence that refuses it. */
const attacks: Record<string, { body: string | Uint8Array<ArrayBuffer>; status: number; says: RegExp }> = {
  'a body of 10 MB': { body: json('x'.repeat(10 * megabyte)), status: 413, says: /1 MB/ },
  'a document of 900 kB': { body: json(`# ${'x'.repeat(900_000)}`), status: 400, says: /too long/ },
  'fields within fields, 1,000 deep': { body: json(nested(1_000)), status: 400, says: /20 fields within/ },
  'fields within fields, as deep as the words allow': {
    body: json(nested(1_650)),
    status: 400,
    says: /within|too deep/,
  },
  'lists within lists': {
    body: json(`{ auth_role(after: ${'['.repeat(4_900)}) { id } }`),
    status: 400,
    says: /nested too deep|Syntax/,
  },
  '10,000 aliases': {
    body: json(
      `{ ${Array.from({ length: 10_000 }, (_, index) => `a${index}: auth_role { id }`).join(' ')} }`,
    ),
    status: 400,
    says: /5,?000 tokens|too long/,
  },
  '300 aliases': {
    body: json(`{ ${Array.from({ length: 300 }, (_, index) => `a${index}: me { id }`).join(' ')} }`),
    status: 400,
    says: /20 operations at once/,
  },
  'the same field, 2,000 times': {
    body: json(`{ auth_role { ${'id '.repeat(2_000)} } }`),
    status: 400,
    says: /1,000 fields/,
  },
  'a fragment that uses itself': {
    body: json('{ auth_role { ...f } } fragment f on AuthRole { id ...f }'),
    status: 400,
    says: /leads back to itself/,
  },
  'fragments that use each other': {
    body: json('{ auth_role { ...f } } fragment f on AuthRole { ...g } fragment g on AuthRole { ...f }'),
    status: 400,
    says: /leads back to itself/,
  },
  'fragments that double thirty times': { body: json(doubling(30)), status: 400, says: /1,000 fields/ },
  'a batch of 1,000': {
    body: JSON.stringify(Array.from({ length: 1_000 }, () => ({ query: '{ __typename }' }))),
    status: 400,
    says: /one operation at a time/,
  },
  'introspection, types within fields, 50 deep': {
    body: json(introspection(50, 'fields { type')).replaceAll('fields { type {', 'fields { type {'),
    status: 400,
    says: /within|Syntax/,
  },
  'introspection, ofType, 50 deep': {
    body: json(introspection(50, 'ofType')),
    status: 400,
    says: /20 fields within/,
  },
  'introspection that multiplies': {
    body: json(
      '{ __schema { types { fields { type { fields { type { fields { type { fields { name } } } } } } } } } }',
    ),
    status: 400,
    says: /values|introspection depth/,
  },
  'lists of lists': {
    body: json(
      `{ ${Array.from({ length: 15 }, (_, index) => `a${index}: members(limit: 1000) { rows { id name email role_name } }`).join(' ')} }`,
    ),
    status: 400,
    says: /values/,
  },
  'lists of lists, as long as a variable is when it is left out': {
    body: json(
      `query ($limit: Int = 1000) { ${Array.from({ length: 15 }, (_, index) => `a${index}: members(limit: $limit) { rows { id name email role_name } }`).join(' ')} }`,
    ),
    status: 400,
    says: /values/,
  },
  'text that is not UTF-8': {
    body: new Uint8Array([...new TextEncoder().encode('{"query":"{ me { id } }'), 0xff, 0xfe, 0x22, 0x7d]),
    status: 400,
    says: /UTF-8/,
  },
  'JSON that ends too soon': { body: '{"query": "{ me', status: 400, says: /no GraphQL request/ },
  'JSON within JSON, 100,000 deep': {
    body: `{"query":"{ me { id } }","variables":${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}}`,
    status: 200,
    says: /not signed in/,
  },
  'variables that are a list': {
    body: '{"query":"{ me { id } }","variables":[1]}',
    status: 400,
    says: /no GraphQL request/,
  },
  'variables of 900 kB that no operation asks for': {
    body: JSON.stringify({ query: '{ me { id } }', variables: { a: 'x'.repeat(900_000) } }),
    status: 200,
    says: /not signed in/,
  },
  'an unknown field with a long name': {
    body: json(`{ ${'x'.repeat(90_000)} }`),
    status: 400,
    says: /Cannot query field/,
  },
  'a thousand unknown fields': {
    body: json(
      `{ auth_role { ${Array.from({ length: 900 }, (_, index) => `rolename${index}`).join(' ')} } }`,
    ),
    status: 400,
    says: /Cannot query field/,
  },
  'thousands of directives': {
    body: json(`{ me ${'@include(if: true) '.repeat(700)} { id } }`),
    status: 400,
    says: /directive/i,
  },
  'a word that a client may take for a property': {
    body: '{"__proto__":{"query":"{ me { id } }"}}',
    status: 400,
    says: /no GraphQL request/,
  },
}

async function send(name: string): Promise<GraphqlTestAnswer> {
  const attack = attacks[name]
  if (!attack) throw new Error(`there is no attack ${name}`)
  return sendGraphql(attack.body)
}

describe('what is too much', () => {
  test.each(Object.entries(attacks))('%s is refused with a sentence', async (name, { status, says }) => {
    const refused = await send(name)
    expect(refused.errors?.[0]?.message).toMatch(says)
    expect(refused.status).toBe(status)
    const text = JSON.stringify(refused.errors)
    expect(text).not.toMatch(/\.ts|node_modules|at \w+ \(/)
    expect(refused.errors?.length).toBeLessThanOrEqual(11)
  })

  test('leaves no memory behind, however often it is sent', async () => {
    const names = Object.keys(attacks).filter((name) => !name.includes('10 MB'))
    const round = async () => {
      for (const name of names) await send(name)
    }
    for (let count = 0; count < 5; count += 1) await round()
    globalThis.gc?.()
    const before = process.memoryUsage().heapUsed
    for (let count = 0; count < 20; count += 1) await round()
    globalThis.gc?.()
    // Without a collector at hand what is garbage counts too; what is kept of every request would be far more.
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(200 * megabyte)
  }, 60_000)
})

describe('what is not too much', () => {
  test('is the introspection that tools ask for', async () => {
    const answered = await askGraphql(
      getIntrospectionQuery({ inputValueDeprecation: true, specifiedByUrl: true }),
    )
    expect(answered.errors).toEqual(undefined)
    expect(answered.status).toBe(200)
  })

  test('is a page of a thousand members with everything about them', async () => {
    const can = '{ allowed reason message permission }'
    const refused = await askGraphql(
      `{ members(limit: 1000) { next_cursor rows { id user_id name email role_id role_name status joined_at last_active_at
        invited_by { user_id name } is_viewer can { change_role ${can} suspend ${can} reactivate ${can} remove ${can} } } } }`,
    )
    expect(refusalOf(refused)).toBe('unauthenticated')
  })
})
