import { z, type OpenAPIHono, type RouteConfig } from '@hono/zod-openapi'
import type { Context } from 'hono'
import type { Ctx } from '@/lib/authz/context'
import { AppError } from '@/lib/errors'
import { requestCtx } from './context'
import { demandText, type Demand } from './demand'
import { invalidInput } from './parse-input'
import { requestBody } from './request-body'

type Schema = z.ZodType | undefined
type Output<Given extends Schema> = Given extends z.ZodType ? z.output<Given> : undefined
type Input<Given extends Schema> = Given extends z.ZodType ? z.input<Given> : undefined

// A route without a schema of its answer answers nothing.
type Answered<Given extends Schema> = Given extends z.ZodType ? z.input<Given> : void

type SuccessStatus = 200 | 201 | 204

/** What a route is: everything about it but how it is served. */
type RouteSpec<
  Params extends z.ZodObject | undefined,
  Query extends z.ZodObject | undefined,
  Body extends Schema,
  Answer extends Schema,
> = {
  method: 'get' | 'post' | 'put' | 'patch' | 'delete'
  /** Below `/api`, with `{name}` for what varies; answered with and without a slash at the end. */
  path: `/${string}`
  /** Heads its section of the documentation. */
  area: string
  /** A sentence: what it does. */
  summary: string
  demand: Demand
  params?: Params
  query?: Query
  /** A body that is missing or empty counts as `{}`. */
  body?: Body
  /** A body that the schema takes, for the documentation and for the tests that walk all routes. */
  example?: Input<Body>
  /** What a success has, and its status; clients of the wire format reject any other. */
  answer: { status: SuccessStatus; description: string; schema?: Answer; contentType?: string }
  /** Another status that a success may have. */
  otherStatus?: SuccessStatus
  /** It makes something: a request with an `Idempotency-Key` that comes again is answered as the first was. */
  creates?: boolean
  /** Errors that need a word of their own, by status. */
  errors?: Record<number, string>
  handle: (request: {
    ctx: Ctx
    params: Output<Params>
    query: Output<Query>
    body: Output<Body>
    context: Context
  }) => Promise<Answered<Answer> | Response>
}

/** A declared route, as the router and the tests that walk all routes take it. */
export type Route = {
  method: 'get' | 'post' | 'put' | 'patch' | 'delete'
  path: `/${string}`
  demand: Demand
  creates: boolean
  example: unknown
  status: SuccessStatus
  schemas: { params: z.ZodObject | undefined; query: z.ZodObject | undefined; body: z.ZodType | undefined }
  documentation: RouteConfig
  serve: (context: Context) => Promise<Response>
}

/**
 * Declares one route: address, what it takes, what it demands, what it answers, and what answers it. Input is parsed before the handler
 * runs: an id in the path that is none is `not_found`, anything else that does not fit `invalid_input` with the field's name; who is not
 * signed in is told so before that, unless the route is for anyone.
 */
export function defineRoute<
  Params extends z.ZodObject | undefined = undefined,
  Query extends z.ZodObject | undefined = undefined,
  Body extends Schema = undefined,
  Answer extends Schema = undefined,
>(spec: RouteSpec<Params, Query, Body, Answer>): Route {
  const { method, path, demand, params, query, body, answer, handle } = spec
  return {
    method,
    path,
    demand,
    creates: spec.creates ?? false,
    example: spec.example,
    status: answer.status,
    schemas: { params, query, body },
    documentation: documentationOf(spec),
    async serve(context) {
      const ctx = await requestCtx(context)
      if (ctx.actor.kind === 'ANONYMOUS' && demand.of !== 'anyone') throw new AppError('unauthenticated')
      context.status(answer.status)
      const result = await handle({
        ctx,
        params: pathOf(params, context),
        query: parsed(query, queryOf(context)),
        body: parsed(body, body ? await requestBody(context) : undefined),
        context,
      })
      if (result instanceof Response) return result
      return result === undefined ? context.body(null) : context.json(result)
    },
  }
}

/** Serves declared routes, what is literal before what varies, so that their order does not matter. */
export function serveRoutes(router: OpenAPIHono, routes: readonly Route[]): void {
  for (const route of routes.toSorted(byLiteralsFirst)) {
    router.openAPIRegistry.registerPath({ ...route.documentation, path: `/api${route.path}` })
    router.on(route.method, `/api${route.path.replaceAll(/\{(\w+)\}/g, ':$1')}`, route.serve)
  }
}

function byLiteralsFirst(one: Route, other: Route): number {
  const [first, second] = [sortKey(one.path), sortKey(other.path)]
  if (first === second) return 0
  return first < second ? -1 : 1
}

// By code units, where a tilde comes after every letter; in the order of any language it would come before.
function sortKey(path: string): string {
  return path.replaceAll(/\{\w+\}/g, '~')
}

function pathOf<Given extends z.ZodObject | undefined>(
  schema: Given | undefined,
  context: Context,
): Output<Given> {
  const result = schema?.safeParse(context.req.param())
  if (result && !result.success) throw new AppError('not_found')
  // A schema gives its output and none gives nothing, which TypeScript does not join.
  return result?.data as Output<Given>
}

function parsed<Given extends Schema>(schema: Given | undefined, value: unknown): Output<Given> {
  const result = schema?.safeParse(value)
  if (result && !result.success) throw invalidInput(result.error.issues)
  // As above.
  return result?.data as Output<Given>
}

/** What is given once is text, what is given several times a list. */
function queryOf(context: Context): Record<string, string | string[]> {
  const given = Object.entries(context.req.queries())
  return Object.fromEntries(
    given.map(([name, values]) => [name, values.length === 1 ? (values[0] ?? '') : values]),
  )
}

function documentationOf(
  spec: RouteSpec<z.ZodObject | undefined, z.ZodObject | undefined, Schema, Schema>,
): RouteConfig {
  const { method, path, area, summary, demand, params, query, body, example, answer } = spec
  const content = answer.schema && { [answer.contentType ?? 'application/json']: { schema: answer.schema } }
  return {
    method,
    path,
    tags: [area],
    summary,
    description: demandText(demand),
    ...(demand.of === 'anyone' ? { security: [] } : {}),
    request: {
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
    },
    responses: {
      [answer.status]: { description: answer.description, ...(content ? { content } : {}) },
      ...(spec.otherStatus
        ? { [spec.otherStatus]: { description: answer.description, ...(content ? { content } : {}) } }
        : {}),
      ...errorsOf(spec),
    },
  }
}

function errorsOf({ demand, params, query, body, errors, method }: Errors): RouteConfig['responses'] {
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
    [404, params !== undefined && 'It does not exist, or whoever asks cannot see it.'],
    [409, isChange && 'It conflicts with what is there; `reason` says how.'],
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

type Errors = {
  demand: Demand
  params?: unknown
  query?: unknown
  body?: unknown
  errors?: Record<number, string>
  method: string
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
