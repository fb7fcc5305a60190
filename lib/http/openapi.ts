import { OpenAPIHono } from '@hono/zod-openapi'
import type { Route } from './define-route'

/** The OpenAPI 3.1 document of declared routes, made from the schemas that do the parsing. */
export function openapiDocument(routes: readonly Route[]) {
  // Only its registry: what is served is in the router.
  const documented = new OpenAPIHono()
  for (const { documentation } of routes) documented.openAPIRegistry.registerPath(documentation)
  return documented.getOpenAPI31Document({
    openapi: '3.1.0',
    info: { title: 'Roster', version: '0.1.0', description: 'The data routes of the console.' },
  })
}
