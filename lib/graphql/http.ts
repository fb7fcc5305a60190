import type { OperationDefinitionNode } from 'graphql'
import { z } from 'zod'
import type { Ctx } from '@/lib/authz/context'
import { AppError, httpStatusOf } from '@/lib/errors'
import { nonceHeader } from '@/lib/http/security-headers'
import { parseJson } from '@/lib/pages/page'
import { graphqlContext } from './context'
import { refusal, toldByService } from './errors'
import { graphiqlPage } from './graphiql/page'
import { answerOperation, type GraphqlAnswer, type GraphqlRequest } from './execute'

const bodyLimit = 1_048_576

/** The reason of a change that was asked for by GET. */
const postRequired = 'post_required'

const requestBody = z.object({
  query: z.string(),
  operationName: z.string().nullish(),
  variables: z.record(z.string(), z.unknown()).nullish(),
})

type Incoming = {
  request: Request
  requestId: string
  /** Who asks, found out only when what was sent can be read. */
  ctx: () => Promise<Ctx>
}

/**
 * Answers `POST` (JSON in the body) and `GET` (in the address, nothing but queries) as GraphQL over HTTP says: 200 for what was executed,
 * its errors in the body; 400 for what was not, 405 for a change asked for by `GET`; 401, 413, 415 and 429 with the same body of errors.
 */
export async function answerGraphql({ request, requestId, ctx }: Incoming): Promise<Response> {
  const accepted = request.headers.get('accept') ?? ''
  if (isForPage(request, accepted)) return graphiqlPage(request.headers.get(nonceHeader) ?? '')
  try {
    const asked = request.method === 'GET' ? readAddress(new URL(request.url)) : await readBody(request)
    if ('status' in asked) return answer(errorBody(asked.message), { accepted, status: asked.status })
    const context = graphqlContext(await ctx(), organizationOf(request.headers))
    const { isExecuted, body } = await answerOperation(asked, context, refuseOver(request.method))
    if (body.errors?.some(({ extensions }) => extensions?.['reason'] === postRequired))
      return answer(body, { accepted, status: 405, headers: { allow: 'POST' } })
    return answer(body, { accepted, status: isExecuted ? 200 : 400 })
  } catch (error) {
    return refused(error, { accepted, requestId })
  }
}

// A browser that goes to the address, rather than a program that asks it something.
function isForPage({ method, url }: Request, accepted: string): boolean {
  return method === 'GET' && accepted.includes('text/html') && !new URL(url).searchParams.has('query')
}

type Unreadable = { status: 400 | 413 | 415; message: string }

function readAddress({ searchParams }: URL): GraphqlRequest | Unreadable {
  const variables = searchParams.get('variables')
  const read = {
    query: searchParams.get('query'),
    operationName: searchParams.get('operationName'),
    variables: variables === null ? null : parseJson(variables),
  }
  if (variables !== null && read.variables === null)
    return { status: 400, message: 'The variables are not JSON.' }
  return readRequest(read)
}

async function readBody(request: Request): Promise<GraphqlRequest | Unreadable> {
  const type = request.headers.get('content-type') ?? ''
  if (!/^application\/json\s*(?:;|$)/i.test(type))
    return {
      status: 415,
      message: 'Send the operation as JSON, with the header Content-Type: application/json.',
    }
  const bytes = new Uint8Array(await request.arrayBuffer())
  if (bytes.length > bodyLimit) return { status: 413, message: 'The body is larger than 1 MB.' }
  const text = decode(bytes)
  if (text === null) return { status: 400, message: 'The body is not UTF-8.' }
  const value = parseJson(text)
  if (Array.isArray(value))
    return { status: 400, message: 'Send one operation at a time: a list of them is not accepted.' }
  return readRequest(value)
}

function readRequest(value: unknown): GraphqlRequest | Unreadable {
  const parsed = requestBody.safeParse(value)
  if (parsed.success) return parsed.data
  return {
    status: 400,
    message:
      'This is no GraphQL request. Send JSON with “query”, a text, and where needed “variables”, an object, and “operationName”.',
  }
}

function decode(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return null
  }
}

// A cookie counts for GET; so that no page of another site can change anything with it, nothing can be changed by GET.
function refuseOver(method: string) {
  return ({ operation }: OperationDefinitionNode) => {
    if (method === 'GET' && operation !== 'query')
      throw refusal('A change is asked for by POST, with a key.', postRequired)
  }
}

/** The organization that a request is about, where it says so; the second name is that of other clients. */
function organizationOf(headers: Headers): string | undefined {
  return headers.get('x-organization') ?? headers.get('x-prefect-tenant-id') ?? undefined
}

type Answering = { accepted: string; status: number; headers?: Record<string, string> }

function answer(body: GraphqlAnswer['body'], { accepted, status, headers }: Answering): Response {
  const type = accepted.includes('application/graphql-response+json')
    ? 'application/graphql-response+json'
    : 'application/json'
  return new Response(JSON.stringify(body), {
    status,
    headers: { 'content-type': `${type}; charset=utf-8`, ...headers },
  })
}

function errorBody(message: string): GraphqlAnswer['body'] {
  return { errors: [{ message, extensions: { code: 'invalid_input', reason: 'invalid_request' } }] }
}

// What refuses the request as a whole: a key that opens nothing, too many of them, or a failure.
function refused(error: unknown, { accepted, requestId }: { accepted: string; requestId: string }): Response {
  const code = error instanceof AppError ? error.code : 'internal'
  const seconds = error instanceof AppError ? error.retryAfterSeconds : undefined
  const headers = {
    ...(seconds ? { 'retry-after': String(seconds) } : {}),
    // RFC 9110, section 11.6.1: a 401 says how to authenticate.
    ...(code === 'unauthenticated' ? { 'www-authenticate': 'Bearer realm="Roster"' } : {}),
  }
  return answer(
    { errors: [toldByService(error, requestId)] },
    { accepted, status: httpStatusOf(code), headers },
  )
}
