import { OpenAPIHono, z } from '@hono/zod-openapi'
import { expect, test } from 'vitest'
import { defineRoute, serveRoutes } from './define-route'
import { anyone } from './demand'

test('what is literal is found before what varies, in whatever order the routes are declared', async () => {
  const routes = (
    ['/things/{thingId}', '/things/names', '/things/{thingId}/parts', '/things/names/parts'] as const
  ).map((path) =>
    defineRoute({
      method: 'get',
      path,
      area: 'Things',
      summary: 'Says which route it is',
      demand: anyone('it is a test'),
      answer: { status: 200, schema: z.string(), description: 'Its path' },
      handle: () => Promise.resolve(path),
    }),
  )
  for (const declared of [routes, routes.toReversed()]) {
    const router = new OpenAPIHono({ strict: false })
    serveRoutes(router, declared)
    const found = async (path: string) => (await router.request(`/api${path}`)).json()
    expect(await found('/things/names')).toBe('/things/names')
    expect(await found('/things/other')).toBe('/things/{thingId}')
    expect(await found('/things/names/parts')).toBe('/things/names/parts')
    expect(await found('/things/other/parts/')).toBe('/things/{thingId}/parts')
  }
})
