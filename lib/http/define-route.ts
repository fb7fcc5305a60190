import type { z, RouteConfig } from '@hono/zod-openapi'
import type { Context, Hono } from 'hono'
import type { Ctx } from '@/lib/authz/context'
import { AppError } from '@/lib/errors'
import { requestCtx } from './context'
import type { Demand } from './demand'
import { respondOnce } from './idempotency'
import { invalidInput } from './parse-input'
import { requestBody } from './request-body'
import { requireDemandOfChange } from './require-demand'
import { documentationOf } from './route-documentation'

/** What the router tells every route: whether it can serve (null), or why not. */
export type RouterEnv = { Variables: { readiness: () => Promise<string | null> } }

type Schema = z.ZodType | undefined
type Output<Given extends Schema> = Given extends z.ZodType ? z.output<Given> : undefined
type Input<Given extends Schema> = Given extends z.ZodType ? z.input<Given> : undefined

// A route without a schema of its answer answers nothing.
type Answered<Given extends Schema> = Given extends z.ZodType ? z.input<Given> : void

type Method = 'get' | 'post' | 'put' | 'patch' | 'delete'
// 303 sends a browser on.
type SuccessStatus = 200 | 201 | 204 | 303

/** What a route is: everything about it but how it is served. */
export type RouteSpec<
  Asks extends Demand,
  Params extends z.ZodObject | undefined,
  Query extends z.ZodObject | undefined,
  Body extends Schema,
  Answer extends Schema,
> = {
  method: Method
  /** Below `/api`, with `{name}` for what varies; answered with and without a slash at the end. */
  path: `/${string}`
  /** Heads its section of the documentation. */
  area: string
  /** A sentence: what it does. */
  summary: string
  demand: Asks
  params?: Params
  query?: Query
  /** A body that is missing or empty counts as `{}`. */
  body?: Body
  /** A body that the schema takes, for the documentation and for the tests that walk all routes. */
  example?: Input<Body>
  /** The same for a query that the schema alone does not tell how to fill. */
  exampleQuery?: Partial<Input<Query>>
  /** What a success has, and its status; clients of the wire format reject any other. */
  answer: { status: SuccessStatus; description: string; schema?: Answer; contentType?: string }
  /** Another status that a success may have. */
  otherStatus?: SuccessStatus
  /** It makes something: a request with an `Idempotency-Key` that comes again is answered as the first was. */
  creates?: boolean
  /** Errors that need a word of their own, by status. */
  errors?: Record<number, string>
  /** What the documentation says instead, of a route that reads its request itself. */
  documentation?: Partial<RouteConfig>
  handle: (request: {
    /** Whoever asks; not looked for where anyone may. */
    ctx: Asks extends { of: 'anyone' } ? null : Ctx
    params: Output<Params>
    query: Output<Query>
    body: Output<Body>
    context: Context<RouterEnv>
  }) => Promise<Answered<Answer> | Response>
}

declare const declared: unique symbol

/** A declared route, as the router and the tests that walk all routes take it; nothing but `defineRoute` makes one. */
export type Route = {
  method: Method
  path: `/${string}`
  demand: Demand
  creates: boolean
  example: unknown
  exampleQuery: Readonly<Record<string, unknown>>
  status: SuccessStatus
  schemas: { params: z.ZodObject | undefined; query: z.ZodObject | undefined; body: z.ZodType | undefined }
  documentation: RouteConfig
  serve: (context: Context<RouterEnv>) => Promise<Response>
  [declared]: true
}

/**
 * Declares one route: address, what it takes, what it demands, what it answers, and what answers it. Input is parsed before the handler
 * runs: an id in the path that is none is `not_found`, anything else that does not fit `invalid_input` with the field's name; who is not
 * signed in is told so before that, unless the route is for anyone. The service checks the permission; before a body of more than 64 KB
 * is read, it is checked here too.
 */
export function defineRoute<
  Asks extends Demand,
  Params extends z.ZodObject | undefined = undefined,
  Query extends z.ZodObject | undefined = undefined,
  Body extends Schema = undefined,
  Answer extends Schema = undefined,
>(spec: RouteSpec<Asks, Params, Query, Body, Answer>): Route {
  const { method, path, demand, params, query, body, answer, handle } = spec
  const route = {
    method,
    path,
    demand,
    creates: spec.creates ?? false,
    example: spec.example,
    exampleQuery: spec.exampleQuery ?? {},
    status: answer.status,
    schemas: { params, query, body },
    documentation: documentationOf(spec),
    async serve(context: Context<RouterEnv>) {
      const ctx = await ctxFor(demand, context)
      const ids = pathOf(params, context)
      if (ctx && body && isLarge(context)) await requireDemandOfChange(ctx, demand, context.req.param())
      const request = {
        ctx,
        params: ids,
        query: parsed(query, queryOf(context)),
        body: parsed(body, body ? await requestBody(context) : undefined),
        context,
      }
      const respond = async () => {
        context.status(answer.status)
        return responseOf(await handle(request), context)
      }
      return ctx && spec.creates ? respondOnce({ ctx, demand, context, respond }) : respond()
    },
  }
  // The mark is for the compiler alone: it keeps routes that nobody declared, and so demand nothing, out of the list.
  return route as typeof route & Pick<Route, typeof declared>
}

// What takes long to read is read for those only who may send it.
const largeBody = 65_536

function isLarge(context: Context): boolean {
  return Number(context.req.header('content-length') ?? 0) > largeBody
}

/** Serves declared routes, what is literal before what varies, so that their order does not matter. */
export function serveRoutes(router: Hono<RouterEnv>, routes: readonly Route[]): void {
  for (const { method, path, serve } of routes.toSorted(byLiteralsFirst))
    router.on(method, `/api${path.replaceAll(/\{(\w+)\}/g, ':$1')}`, serve)
}

function responseOf(result: unknown, context: Context): Response {
  if (result instanceof Response) return result
  return result === undefined ? context.body(null) : context.json(result)
}

function byLiteralsFirst(one: Route, other: Route): number {
  const [first, second] = [sortKey(one.path), sortKey(other.path)]
  if (first === second) return 0
  return first < second ? -1 : 1
}

// Behind every letter, by code.
function sortKey(path: string): string {
  return path.replaceAll(/\{\w+\}/g, '\uffff')
}

type CtxFor<Asks extends Demand> = Asks extends { of: 'anyone' } ? null : Ctx

async function ctxFor<Asks extends Demand>(demand: Asks, context: Context<RouterEnv>): Promise<CtxFor<Asks>> {
  const ctx = demand.of === 'anyone' ? null : await requestCtx(context)
  if (ctx?.actor.kind === 'ANONYMOUS') throw new AppError('unauthenticated')
  // As asked for one line above, which TypeScript does not join.
  return ctx as CtxFor<Asks>
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
