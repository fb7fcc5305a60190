import { readFileSync } from 'node:fs'
import { parse, validate } from 'graphql'
import { expect, test } from 'vitest'
import { costLimit } from './cost'
import { documentLimits } from './limits'
import { graphqlSchema } from './schema'

const guide = readFileSync(new URL('../../docs/graphql.md', import.meta.url), 'utf8')
const examples = [...guide.matchAll(/```graphql\n(.*?)```/gs)].flatMap(([, example]) => example ?? [])

test('every example of the guide is one that the API understands', () => {
  expect(examples.length).toBeGreaterThan(6)
  for (const example of examples)
    expect({ example, errors: validate(graphqlSchema(), parse(example)) }).toEqual({ example, errors: [] })
})

test('the guide has the limits that hold', () => {
  for (const limit of [...Object.values(documentLimits), costLimit])
    expect(guide).toContain(limit.toLocaleString('en'))
})
