import { z } from 'zod'
import type { Route } from '../define-route'

const content = z
  .record(z.string(), z.looseObject({ schema: z.unknown().optional(), example: z.unknown().optional() }))
  .optional()

const operation = z.looseObject({
  operationId: z.string(),
  tags: z.array(z.string()),
  summary: z.string(),
  description: z.string(),
  parameters: z
    .array(
      z.looseObject({
        name: z.string(),
        in: z.string(),
        required: z.boolean().optional(),
        schema: z.unknown(),
      }),
    )
    .default([]),
  requestBody: z.looseObject({ content }).optional(),
  responses: z.record(z.string(), z.looseObject({ description: z.string(), content })),
})
const document = z.looseObject({ paths: z.record(z.string(), z.record(z.string(), operation)) })

/** A route as the page shows it. */
export type Operation = {
  id: string
  area: string
  method: Route['method']
  path: string
  summary: string
  demand: string
  isOpen: boolean
  parameters: { name: string; place: string; schema: unknown; isRequired: boolean }[]
  body: { schema: unknown; example: unknown } | null
  answers: { status: string; description: string; schema: unknown }[]
}

/** What the OpenAPI document says of each declared route, in their order. */
export function operationsOf(routes: readonly Route[], openapi: object): Operation[] {
  // As it is sent, which is what programs read.
  const { paths } = document.parse(JSON.parse(JSON.stringify(openapi)))
  return routes.map((route) => {
    const path = `/api${route.path}`
    const found = paths[path]?.[route.method]
    if (!found) throw new Error(`${path} is not in the document`)
    const body = found.requestBody?.content?.['application/json']
    return {
      id: found.operationId,
      area: found.tags[0] ?? '',
      method: route.method,
      path,
      summary: found.summary,
      demand: found.description,
      isOpen: route.demand.of === 'anyone',
      parameters: found.parameters.map(({ name, in: place, required, schema }) => ({
        name,
        place,
        schema,
        isRequired: required ?? false,
      })),
      body: body ? { schema: body.schema, example: body.example } : null,
      answers: Object.entries(found.responses).map(([status, answer]) => ({
        status,
        description: answer.description,
        // The one body of errors is explained once.
        schema: Number(status) < 400 ? answer.content?.['application/json']?.schema : undefined,
      })),
    }
  })
}
