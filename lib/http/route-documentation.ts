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
  creates?: boolean
  errors?: Record<number, string>
  documentation?: Partial<RouteConfig>
}

/** A route as the OpenAPI document has it. */
export function documentationOf(spec: Documented): RouteConfig {
  const { method, path, area, summary, demand, answer, otherStatus } = spec
  const success = successOf(spec)
  return {
    method,
    path: `/api${path}`,
    operationId: operationIdOf(method, path),
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

/** `get /accounts/{accountId}/members.csv` is `get_accounts_accountId_members_csv`. */
function operationIdOf(method: string, path: string): string {
  return [method, ...path.split(/\W+/).filter(Boolean)].join('_')
}

const nextCursor = z.object({
  'X-Next-Cursor': z
    .string()
    .optional()
    .openapi({ description: 'What leads to the next page; left out on the last.' }),
})

function successOf({ answer, query }: Documented): RouteConfig['responses'][number] {
  const { description, schema, contentType = 'application/json' } = answer
  return {
    description,
    ...(schema ? { content: { [contentType]: { schema } } } : {}),
    ...(query && 'cursor' in query.shape ? { headers: nextCursor } : {}),
  }
}

const idempotencyKey = z.object({
  'Idempotency-Key': z.string().min(1).max(255).optional().openapi({
    description: 'Names the request, so that sending it again does not do it again.',
    example: '8e03978e-40d5-43e8-bc93-6894a57f9324',
  }),
})

function requestOf(spec: Documented): NonNullable<RouteConfig['request']> {
  const { params, query, body, example, creates } = spec
  const json = { schema: body, ...(example === undefined ? {} : { example }) }
  return {
    ...(params ? { params } : {}),
    ...(query ? { query } : {}),
    ...(creates ? { headers: idempotencyKey } : {}),
    ...(body ? { body: { content: { 'application/json': { ...json, schema: body } } } } : {}),
  }
}

function errorsOf(spec: Documented): RouteConfig['responses'] {
  const { demand, path, query, body, errors, method, creates } = spec
  const isPermitted = demand.of === 'organization' || demand.of === 'workspace'
  const isForSomebody = demand.of !== 'anyone'
  const isChange = method !== 'get'
  const isHidden = path.includes('{') || demand.of === 'operator'
  const takesInput = (query ?? body) !== undefined || creates
  const told: [number, string | false | undefined][] = [
    [401, isForSomebody && 'Nobody is signed in, or the key opens nothing.'],
    [403, isForSomebody && 'Not for whoever asks; `reason` says why.'],
    [
      403,
      isPermitted &&
        'The permission that `permission` names is missing, or `reason` says what is in the way.',
    ],
    [404, isHidden && 'It does not exist, or whoever asks cannot see it.'],
    [409, isChange && 'It conflicts with what is there; `reason` says how.'],
    [
      409,
      creates &&
        'It conflicts with what is there, or the first request with this `Idempotency-Key` is under way.',
    ],
    [412, isChange && 'It was changed meanwhile: what was expected is not what is there.'],
    [422, takesInput && 'Something that was sent is not valid; `fields` says what and why.'],
    [429, isChange && 'Too many tries; `Retry-After` says how many seconds to wait.'],
    ...Object.entries(errors ?? {}).map(([status, text]): [number, string] => [Number(status), text]),
  ]
  return Object.fromEntries(
    told.flatMap(([status, description]) => (description ? [[status, errorOf(status, description)]] : [])),
  )
}

const retryAfter = z.object({
  'Retry-After': z.string().openapi({ description: 'Seconds to wait.', example: '60' }),
})

function errorOf(status: number, description: string): RouteConfig['responses'][number] {
  return {
    description,
    content: { 'application/json': { schema: errorBody } },
    ...(status === 429 ? { headers: retryAfter } : {}),
  }
}

const errorBody = z
  .object({
    detail: z.string().openapi({ description: 'A sentence: what happened and what to do next.' }),
    code: z.string(),
    reason: z.string().optional().openapi({ description: 'A stable word.' }),
    fields: z
      .record(z.string(), z.string())
      .optional()
      .openapi({ description: 'For each field that is wrong a sentence.' }),
    permission: z.string().optional().openapi({ description: 'The permission that is missing.' }),
    request_id: z.string().optional(),
  })
  .openapi('Error', {
    example: {
      detail: 'None of your roles here holds “create:role”. Ask an Administrator of the organization for it.',
      code: 'forbidden',
      reason: 'missing_permission',
      permission: 'create:role',
    },
  })
