import { defineRoute, type Route } from '../define-route'
import { anyone } from '../demand'
import { openapiDocument } from '../openapi'

/** The description of all routes, these included. */
export function documentationRoutes(allRoutes: () => readonly Route[]): Route[] {
  let document: object | undefined
  return [
    defineRoute({
      method: 'get',
      path: '/openapi.json',
      area: 'Documentation',
      summary: 'This document: every route with what it takes, demands and answers',
      demand: anyone('it is the same for everybody'),
      answer: { status: 200, description: 'OpenAPI 3.1' },
      handle: ({ context }) => Promise.resolve(context.json((document ??= openapiDocument(allRoutes())))),
    }),
  ]
}
