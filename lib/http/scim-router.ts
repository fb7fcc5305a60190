import { Hono, type Context } from 'hono'
import { requestIdHeader } from '@/lib/authz/session'
import { AppError, httpStatusOf, toPublicError } from '@/lib/errors'
import { logger } from '@/lib/log'
import { scimPath } from '@/lib/paths'
import { authenticateProvider, type Provisioning } from '@/lib/scim/authenticate'
import { groupDefinition, userDefinition, type ResourceDefinition } from '@/lib/scim/definitions'
import { describeResourceTypes, describeService, listSchemas } from '@/lib/scim/discovery'
import { createGroup, deleteGroup, getGroup, listGroups, patchGroup, replaceGroup } from '@/lib/scim/groups'
import { readListRequest } from '@/lib/scim/list-request'
import { isKnownVersion, type Preconditions } from '@/lib/scim/preconditions'
import { scimTypes, type ScimReason } from '@/lib/scim/refusals'
import { project, readProjection, type ScimResource } from '@/lib/scim/resource'
import { patchUser, replaceUser } from '@/lib/scim/user-changes'
import { createUser, deleteUser, getUser, listUsers, type Found } from '@/lib/scim/users'
import { objectOf } from '@/lib/scim/values'
import { visitorCtx } from './context'
import { requestBody } from './request-body'

type ScimEnv = { Variables: { provisioning: Provisioning } }
type ScimContext = Context<ScimEnv>

/**
 * SCIM 2.0 (RFC 7643, RFC 7644): users and groups as an identity provider provisions them, in the organization whose token it presents. Errors
 * have the protocol's own shape.
 */
export function createScimRouter(): Hono<ScimEnv> {
  const router = new Hono<ScimEnv>({ strict: false }).basePath(scimPath)
  router.use('*', async (context, next) => {
    context.set('provisioning', await authenticateProvider(requestOf(context)))
    await next()
    context.header('cache-control', 'no-store')
  })
  discover(router)
  const users = {
    definition: userDefinition,
    list: listUsers,
    get: getUser,
    replace: replaceUser,
    end: deleteUser,
  }
  serve(router, {
    ...users,
    create: createUser,
    patch: patchUser,
    answersPatch: true,
  })
  const groups = { definition: groupDefinition, list: listGroups, get: getGroup, replace: replaceGroup }
  // A group may have thousands of members: a change of one is answered without them all.
  serve(router, { ...groups, create: createGroup, patch: patchGroup, end: deleteGroup, answersPatch: false })
  router.all('/Bulk', () => notImplemented('There are no bulk requests here.'))
  router.all('/Me', () => notImplemented('A provisioning token is nobody’s own.'))
  router.notFound(() =>
    answerError(new AppError('not_found', undefined, { message: 'There is nothing at this address.' })),
  )
  router.onError((error, context) => {
    const requestId = context.req.header(requestIdHeader)
    if (!(error instanceof AppError)) logger().error({ error, requestId }, 'a provisioning request failed')
    return answerError(error, requestId)
  })
  return router
}

type Change = { id: string; body: unknown; preconditions: Preconditions }

type Resources = {
  definition: ResourceDefinition
  list: (provisioning: Provisioning, request: ReturnType<typeof readListRequest>) => Promise<Found>
  get: (
    provisioning: Provisioning,
    id: string,
    projection: ReturnType<typeof readProjection>,
  ) => Promise<ScimResource>
  create: (provisioning: Provisioning, body: unknown) => Promise<string>
  replace: (provisioning: Provisioning, change: Change) => Promise<unknown>
  patch: (provisioning: Provisioning, change: Change) => Promise<unknown>
  end: (provisioning: Provisioning, change: Omit<Change, 'body'>) => Promise<void>
  /** Whether a PATCH is answered with the resource where no attributes are asked for (RFC 7644, section 3.5.2). */
  answersPatch: boolean
}

function serve(router: Hono<ScimEnv>, resources: Resources): void {
  const { definition, list, get, create, replace, patch, end, answersPatch } = resources
  const { endpoint } = definition
  const one = `${endpoint}/:id`
  const search = async (context: ScimContext, asked: Record<string, unknown>) => {
    const request = readListRequest(definition, asked)
    const found = await list(context.get('provisioning'), request)
    const shown = found.resources.map((resource) => project(definition, resource, request.projection))
    return answerList(shown, found.total, request.startIndex)
  }
  const answerOne = async (context: ScimContext, id: string, status = 200) => {
    const projection = readProjection(context.req.query())
    const resource = await get(context.get('provisioning'), id, projection)
    const headers = { etag: resource.meta.version, 'content-location': resource.meta.location }
    const version = resource.meta.version.replace(/^W\/"(.*)"$/, '$1')
    if (context.req.method === 'GET' && isKnownVersion(version, preconditionsOf(context)))
      return new Response(null, { status: 304, headers })
    const location: Record<string, string> = status === 201 ? { location: resource.meta.location } : {}
    return answer(project(definition, resource, projection), status, { ...headers, ...location })
  }
  router.get(endpoint, (context) => search(context, context.req.query()))
  router.post(`${endpoint}/.search`, async (context) =>
    search(context, objectOf(await requestBody(context), 'The body')),
  )
  router.post(endpoint, async (context) => {
    const id = await create(context.get('provisioning'), await requestBody(context))
    return answerOne(context, id, 201)
  })
  router.get(one, (context) => answerOne(context, idOf(context)))
  router.put(one, async (context) => {
    await replace(context.get('provisioning'), await changeOf(context))
    return answerOne(context, idOf(context))
  })
  router.patch(one, async (context) => {
    await patch(context.get('provisioning'), await changeOf(context))
    const isAsked = context.req.query('attributes') !== undefined
    return answersPatch || isAsked ? answerOne(context, idOf(context)) : new Response(null, { status: 204 })
  })
  router.delete(one, async (context) => {
    const preconditions = preconditionsOf(context)
    await end(context.get('provisioning'), { id: idOf(context), preconditions })
    return new Response(null, { status: 204 })
  })
}

function discover(router: Hono<ScimEnv>): void {
  router.get('/ServiceProviderConfig', () => answer(describeService()))
  for (const [path, describe] of [
    ['/ResourceTypes', describeResourceTypes],
    ['/Schemas', listSchemas],
  ] as const) {
    router.get(path, (context) => {
      // RFC 7644, section 4: what describes the server is not filtered.
      if (context.req.query('filter') !== undefined)
        throw new AppError('forbidden', 'filter_not_allowed', { message: 'This list is not filtered.' })
      const all = describe()
      return answerList(all, all.length, 1)
    })
    router.get(`${path}/:id`, (context) => {
      const found = describe().find(({ id }) => id === idOf(context))
      if (!found) throw new AppError('not_found', undefined, { message: 'There is no such description.' })
      return answer(found)
    })
  }
}

function idOf(context: Context): string {
  return context.req.param('id') ?? ''
}

async function changeOf(context: ScimContext): Promise<Change> {
  return {
    id: idOf(context),
    body: await requestBody(context),
    preconditions: preconditionsOf(context),
  }
}

function preconditionsOf(context: ScimContext): Preconditions {
  return {
    ifMatch: context.req.header('if-match') ?? null,
    ifNoneMatch: context.req.header('if-none-match') ?? null,
  }
}

function requestOf(context: ScimContext) {
  return { ctx: visitorCtx(context), authorization: context.req.header('authorization') }
}

function answerList(resources: Record<string, unknown>[], total: number, startIndex: number): Response {
  return answer({
    schemas: ['urn:ietf:params:scim:api:messages:2.0:ListResponse'],
    totalResults: total,
    startIndex,
    itemsPerPage: resources.length,
    Resources: resources,
  })
}

function notImplemented(detail: string): Response {
  return answer(errorBody(501, detail), 501)
}

// RFC 7644, section 3.12: 400 for what is wrong with a request.
function answerError(error: unknown, requestId?: string): Response {
  const { code, reason, message, retryAfterSeconds } = toPublicError(error, requestId)
  const status = code === 'invalid_input' ? 400 : httpStatusOf(code)
  return answer(errorBody(status, message, reason), status, {
    ...(retryAfterSeconds ? { 'retry-after': String(retryAfterSeconds) } : {}),
    ...(status === 401 ? { 'www-authenticate': 'Bearer realm="SCIM"' } : {}),
  })
}

function errorBody(status: number, detail: string, reason?: string) {
  // What any body of the product is refused with is a matter of syntax here.
  const known = reason === 'not_json' || reason === 'too_deep' ? 'invalid_syntax' : reason
  const scimType = known && isScimReason(known) ? scimTypes[known] : undefined
  return {
    schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'],
    status: String(status),
    ...(scimType ? { scimType } : {}),
    detail,
  }
}

function isScimReason(reason: string): reason is ScimReason {
  return Object.hasOwn(scimTypes, reason)
}

function answer(body: unknown, status = 200, headers: Record<string, string> = {}): Response {
  return new Response(JSON.stringify(body), {
    status,
    headers: { 'content-type': 'application/scim+json', 'cache-control': 'no-store', ...headers },
  })
}
