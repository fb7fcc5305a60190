import { OpenAPIHono } from '@hono/zod-openapi'
import { productVersion } from '@/lib/version'
import type { Route } from './define-route'
import { guideText } from './openapi-guide'

export type OpenapiDocument = ReturnType<typeof openapiDocument>

/** The OpenAPI 3.1 document of declared routes, made from the schemas that do the parsing. */
export function openapiDocument(routes: readonly Route[]) {
  // Only its registry: what is served is in the router.
  const documented = new OpenAPIHono()
  const { openAPIRegistry } = documented
  openAPIRegistry.registerComponent('securitySchemes', 'key', {
    type: 'http',
    scheme: 'bearer',
    description: 'The key of a user (`rst_u_…`) or of a service account (`rst_s_…`).',
  })
  for (const { documentation } of routes) openAPIRegistry.registerPath(documentation)
  return documented.getOpenAPI31Document({
    openapi: '3.1.0',
    info: {
      title: 'Roster',
      version: productVersion,
      description: guideText(),
      license: { name: 'Apache-2.0' },
    },
    servers: [{ url: '/' }],
    security: [{ key: [] }],
    tags: areasOf(routes).map((name) => ({ name })),
  })
}

function areasOf(routes: readonly Route[]): string[] {
  return [...new Set(routes.flatMap(({ documentation }) => documentation.tags ?? []))]
}
