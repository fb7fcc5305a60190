import { Validator } from '@seriousme/openapi-schema-validator'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { allRoutes } from './all-routes'
import { demandText } from './demand'
import { openapiDocument } from './openapi'

const operation = z.looseObject({
  operationId: z.string(),
  tags: z.array(z.string()).length(1),
  summary: z.string().min(5),
  description: z.string(),
  security: z.array(z.unknown()).optional(),
  parameters: z.array(z.looseObject({ name: z.string(), in: z.string(), required: z.boolean() })).optional(),
  requestBody: z
    .looseObject({ content: z.record(z.string(), z.looseObject({ example: z.unknown() })) })
    .optional(),
  responses: z.record(z.string(), z.looseObject({ description: z.string() })),
})
const shape = z.looseObject({
  paths: z.record(z.string(), z.record(z.string(), operation)),
  tags: z.array(z.object({ name: z.string() })),
})

const written: unknown = JSON.parse(JSON.stringify(openapiDocument(allRoutes)))
const { paths, tags } = shape.parse(written)
const documented = allRoutes.map((route) => {
  const found = paths[`/api${route.path}`]?.[route.method]
  const name = `${route.method} ${route.path}`
  if (!found) throw new Error(`${name} is not in the document`)
  return { route, name, ...found }
})

test('the document is valid OpenAPI 3.1, as somebody else reads it', async () => {
  const validator = new Validator()
  const { valid, errors } = await validator.validate(z.record(z.string(), z.unknown()).parse(written))
  expect({ valid, errors }).toEqual({ valid: true, errors: undefined })
  expect(validator.version).toBe('3.1')
})

test('it has every declared route and nothing else', () => {
  const operations = Object.values(paths).flatMap((path) => Object.keys(path))
  expect(operations).toHaveLength(allRoutes.length)
})

test('every route says what it demands, and only those for anyone need no key', () => {
  expect(written).toMatchObject({
    security: [{ key: [] }],
    components: { securitySchemes: { key: { type: 'http', scheme: 'bearer' } } },
  })
  for (const { route, name, description, security } of documented) {
    expect({ name, description }).toEqual({ name, description: demandText(route.demand) })
    expect({ name, security }).toEqual({ name, security: route.demand.of === 'anyone' ? [] : undefined })
  }
})

test('every route has a name of its own and an area that is listed', () => {
  const names = documented.map(({ operationId }) => operationId)
  expect(new Set(names).size).toBe(names.length)
  const areas = new Set(documented.flatMap((one) => one.tags))
  expect(tags.map(({ name }) => name).toSorted()).toEqual([...areas].toSorted())
})

test('every id of an address is a parameter, and what makes something can be named', () => {
  for (const { route, name, parameters = [] } of documented) {
    const inPath = parameters.filter((one) => one.in === 'path').map((one) => one.name)
    const named = [...route.path.matchAll(/\{(\w+)\}/g)].flatMap(([, id]) => id ?? [])
    expect({ name, inPath: inPath.toSorted() }).toEqual({ name, inPath: named.toSorted() })
    expect({ name, isNamed: parameters.some((one) => one.name === 'Idempotency-Key') }).toEqual({
      name,
      isNamed: route.creates,
    })
  }
})

test('every body has an example', () => {
  const without = documented.filter(
    ({ requestBody }) => requestBody && !requestBody.content['application/json']?.example,
  )
  expect(without.map(({ name }) => name)).toEqual([])
})

test('every error has the one body that errors have', () => {
  const strange = documented.flatMap(({ name, route, responses }) =>
    // GraphQL has its own, and so has what a supervisor asks.
    ['/graphql', '/ready'].includes(route.path)
      ? []
      : Object.entries(responses)
          .filter(([status]) => Number(status) >= 400)
          .filter(([, one]) => !JSON.stringify(one).includes('"#/components/schemas/Error"'))
          .map(([status]) => `${name} ${status}`),
  )
  expect(strange).toEqual([])
})
