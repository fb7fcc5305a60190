import { z } from '@hono/zod-openapi'
import { describe, expect, test } from 'vitest'
import { scimPath } from '@/lib/paths'
import { readSource, listSources } from '@/lib/testing/source'
import { allRoutes } from './all-routes'
import { defineRoute, serveRoutes, type Route, type RouterEnv } from './define-route'
import { anyone, anyPrincipal } from './demand'
import { engineAddresses } from './engine-fallback'
import { createRouter } from './router'
import { Hono } from 'hono'

const common = {
  method: 'get',
  path: '/somewhere',
  area: 'Somewhere',
  summary: 'Nothing',
  answer: { status: 204, description: 'Nothing' },
} as const

describe('a route that does not say what it demands', () => {
  test('is none for the compiler', () => {
    // @ts-expect-error The demand is missing.
    expect(() => defineRoute({ ...common, handle: () => Promise.resolve(undefined) })).toThrow()
    // @ts-expect-error For anyone only with the reason.
    defineRoute({ ...common, demand: { of: 'anyone' }, handle: () => Promise.resolve(undefined) })
    const declared = defineRoute({
      ...common,
      demand: anyPrincipal,
      handle: () => Promise.resolve(undefined),
    })
    const { demand, ...undemanding } = declared
    // @ts-expect-error Taken away again.
    const listed: Route[] = [undemanding]
    expect(listed).toHaveLength(1)
    expect(demand).toEqual({ of: 'principal' })
  })

  test('is none for the compiler when it was written by hand', () => {
    const { schemas, documentation, serve } = defineRoute({
      ...common,
      demand: anyone('it is a test'),
      handle: () => Promise.resolve(undefined),
    })
    const { method, path } = common
    const written = { method, path, demand: anyPrincipal, creates: false, example: undefined } as const
    // @ts-expect-error Nothing but `defineRoute` makes one.
    const routes: Route[] = [{ ...written, status: 204, schemas, documentation, serve }]
    expect(routes).toHaveLength(1)
  })
})

describe('what is served', () => {
  // GraphiQL's files and what pages load: files that a build made, whose names tell nothing; what answers for an engine; and SCIM, whose routes
  // and errors are a standard's, by a token of its own.
  const files = ['/api/graphql/files/*', '/_next/static/*', engineAddresses, `${scimPath}/*`]

  test('was declared, or is a folder of files', () => {
    const served = createRouter(() => Promise.resolve(null))
      .routes.filter(({ path }) => path !== '/api/*' && !files.includes(path))
      .map(({ method, path }) => `${method} ${path.replaceAll(/:(\w+)/g, '{$1}')}`)
    const declared = allRoutes.map(({ method, path }) => `${method.toUpperCase()} /api${path}`)
    expect(served.sort()).toEqual(declared.sort())
  })

  test('is registered by the router and by folders of files alone', () => {
    const registering = listSources(['lib', 'app', 'components']).filter((file) =>
      /\bnew (?:Hono|OpenAPIHono)\b|\bcreateRoute\b/.test(readSource(file)),
    )
    expect(registering.sort()).toEqual([
      'lib/http/graphiql-files.ts',
      'lib/http/openapi.ts',
      'lib/http/router.ts',
      'lib/http/scim-router.ts',
      'lib/http/static-assets.ts',
    ])
  })

  test('has one route an address and method', () => {
    const keys = allRoutes.map(({ method, path }) => `${method} ${path.replaceAll(/\{\w+\}/g, '{}')}`)
    expect(keys.filter((key, index) => keys.indexOf(key) !== index)).toEqual([])
  })
})

test('every id of an address is read by the route’s schema', () => {
  const unread = allRoutes.filter(({ path, schemas }) => {
    const named = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name)
    return named.some((name) => !Object.hasOwn(schemas.params?.shape ?? {}, name ?? ''))
  })
  expect(unread.map(({ path }) => path)).toEqual([])
})

test('every example of a body is one that the route takes, and every body has one', () => {
  const bad = allRoutes.filter(({ schemas: { body }, example }) => body && !body.safeParse(example).success)
  expect(bad.map(({ method, path }) => `${method} ${path}`)).toEqual([])
})

test('every list in a body has a most', () => {
  const unbounded = allRoutes.flatMap(({ method, path, schemas: { body } }) => {
    const schema: JsonSchema = body ? z.toJSONSchema(body, { io: 'input', unrepresentable: 'any' }) : {}
    return endlessListsIn(schema).map((field) => `${method} ${path} ${field}`)
  })
  expect(unbounded).toEqual([])
})

type JsonSchema = { type?: unknown; maxItems?: unknown }

function endlessListsIn(schema: unknown, field = ''): string[] {
  if (typeof schema !== 'object' || schema === null) return []
  const { type, maxItems }: JsonSchema = schema
  const within = Object.entries(schema).flatMap(([name, value]) => endlessListsIn(value, `${field}/${name}`))
  return type === 'array' && maxItems === undefined ? [field, ...within] : within
}

test('what is literal is served before what varies, in whatever order they were declared', async () => {
  const named = (path: `/${string}`) =>
    defineRoute({
      method: 'get',
      path,
      area: 'Somewhere',
      summary: 'Its name',
      demand: anyone('it is a test'),
      ...(path.includes('{') ? { params: z.object({ id: z.string() }) } : {}),
      answer: { status: 200, schema: z.string(), description: 'Its name' },
      handle: () => Promise.resolve(path),
    })
  const router = new Hono<RouterEnv>()
  serveRoutes(router, [named('/runs/{id}'), named('/runs/count'), named('/runs/{id}/states'), named('/runs')])
  for (const [asked, answered] of [
    ['/api/runs/count', '/runs/count'],
    ['/api/runs/1', '/runs/{id}'],
    ['/api/runs/count/states', '/runs/{id}/states'],
    ['/api/runs', '/runs'],
  ] as const)
    expect(await (await router.request(asked)).json()).toBe(answered)
})
