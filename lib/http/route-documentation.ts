import { z, type RouteConfig } from '@hono/zod-openapi'
import { demandText, type Demand } from './demand'

type Documented = {
  method: RouteConfig['method']
  path: string
  area: string
  summary: string
  demand: Demand
  params?: z.ZodObject | undefined
  query?: z.ZodObject | undefined
  body?: z.ZodType | undefined
  example?: unknown
  answer: { status: number; description: string; schema?: z.ZodType | undefined; contentType?: string }
  otherStatus?: number
  errors?: Record<number, string>
  documentation?: Partial<RouteConfig>
}

/** A route as the OpenAPI document has it. */
export function documentationOf(spec: Documented): RouteConfig {
  const { method, path, area, summary, demand, answer, otherStatus } = spec
  const { description, schema, contentType = 'application/json' } = answer
  const success = { description, ...(schema ? { content: { [contentType]: { schema } } } : {}) }
  return {
    method,
    path: `/api${path}`,
    tags: [area],
    summary,
    description: demandText(demand),
    ...(demand.of === 'anyone' ? { security: [] } : {}),
    request: requestOf(spec),
    responses: {
      [answer.status]: success,
      ...(otherStatus ? { [otherStatus]: success } : {}),
      ...errorsOf(spec),
    },
    ...spec.documentation,
  }
}

function requestOf({ params, query, body, example }: Documented): NonNullable<RouteConfig['request']> {
  return {
    ...(params ? { params } : {}),
    ...(query ? { query } : {}),
    ...(body
      ? {
          body: {
            content: {
              'application/json': { schema: body, ...(example === undefined ? {} : { example }) },
            },
          },
        }
      : {}),
  }
}

function errorsOf({ demand, path, query, body, errors, method }: Documented): RouteConfig['responses'] {
  const isPermitted = demand.of === 'organization' || demand.of === 'workspace'
  const isForSomebody = demand.of !== 'anyone'
  const isChange = method !== 'get'
  const told: [number, string | false][] = [
    [401, isForSomebody && 'Nobody is signed in, or the key opens nothing.'],
    [
      403,
      isPermitted &&
        'The permission that `permission` names is missing, or `reason` says what is in the way.',
    ],
    [403, isForSomebody && !isPermitted && 'Not for whoever asks; `reason` says why.'],
    [
      404,
      (path.includes('{') || demand.of === 'operator') && 'It does not exist, or whoever asks cannot see it.',
    ],
    [409, isChange && 'It conflicts with what is there; `reason` says how.'],
    [412, isChange && 'It was changed meanwhile: what was expected is not what is there.'],
    [
      422,
      (query ?? body) !== undefined && 'Something that was sent is not valid; `fields` says what and why.',
    ],
    [429, isChange && 'Too many tries; `Retry-After` says how many seconds to wait.'],
    ...Object.entries(errors ?? {}).map(([status, text]): [number, string] => [Number(status), text]),
  ]
  return Object.fromEntries(
    told
      .filter(([, description]) => description !== false)
      .map(([status, description]) => [
        status,
        { description: String(description), content: { 'application/json': { schema: errorBody } } },
      ]),
  )
}

const errorBody = z
  .object({
    detail: z.string(),
    code: z.string(),
    reason: z.string().optional(),
    fields: z.record(z.string(), z.string()).optional(),
    permission: z.string().optional(),
    request_id: z.string().optional(),
  })
  .openapi('Error')
