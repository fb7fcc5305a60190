import { z } from '@hono/zod-openapi'
import { defineRoute, type Route } from '../define-route'
import { anyone } from '../demand'
import { documentationPage } from '../docs/page'
import { openapiDocument } from '../openapi'

const area = 'Documentation'
const demand = anyone('it is the same for everybody')

/** The description of all routes, these included. */
export function documentationRoutes(allRoutes: () => readonly Route[]): Route[] {
  // Made when it is first asked for: it stays the same as long as the program runs.
  let made: object | undefined
  let page: Promise<string> | undefined
  const document = () => (made ??= openapiDocument(allRoutes()))
  return [
    defineRoute({
      method: 'get',
      path: '/openapi.json',
      area,
      summary: 'This document: every route with what it takes, demands and answers',
      demand,
      answer: { status: 200, description: 'OpenAPI 3.1' },
      handle: ({ context }) => Promise.resolve(context.json(document())),
    }),
    defineRoute({
      method: 'get',
      path: '/docs',
      area,
      summary: 'The same as a page to read',
      demand,
      answer: { status: 200, schema: z.string(), contentType: 'text/html', description: 'The page' },
      handle: async ({ context }) =>
        context.html(await (page ??= documentationPage(allRoutes(), document()))),
    }),
  ]
}
