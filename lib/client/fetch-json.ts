import { AppError, type ErrorCode } from '@/lib/errors'

/** One page of a list, and the cursor of the next or null. */
export type Page<Row> = { rows: Row[]; nextCursor: string | null }

/** GETs one of our own `/api` routes with the session cookie; throws `AppError`. */
export async function fetchJson<Data>(path: string, signal?: AbortSignal): Promise<Data> {
  return read(await get(path, signal))
}

/** As `fetchJson` for a list: the body is the rows, the header `X-Next-Cursor` the way on. */
export async function fetchPage<Row>(path: string, signal?: AbortSignal): Promise<Page<Row>> {
  const response = await get(path, signal)
  return { rows: await read(response), nextCursor: response.headers.get('X-Next-Cursor') }
}

async function get(path: string, signal?: AbortSignal): Promise<Response> {
  const response = await fetch(path, {
    headers: { accept: 'application/json' },
    credentials: 'same-origin',
    signal: signal ?? null,
  }).catch((error: unknown) => {
    if (signal?.aborted) throw error
    throw new AppError('internal', 'unreachable', {
      message: 'The server could not be reached. Check the connection and try again.',
    })
  })
  if (!response.ok) throw await errorOf(response)
  return response
}

async function read<Data>(response: Response): Promise<Data> {
  // It is our own route, typed by the view that its handler fills: a parser here would cost every page its weight.
  return (await response.json()) as Data
}

const codes: readonly string[] = [
  'unauthenticated',
  'forbidden',
  'not_found',
  'invalid_input',
  'conflict',
  'precondition_failed',
  'rate_limited',
  'internal',
] satisfies ErrorCode[]

async function errorOf(response: Response): Promise<AppError> {
  const body: unknown = await response.json().catch(() => null)
  const code = textOf(body, 'code')
  const message = textOf(body, 'detail')
  const permission = textOf(body, 'permission')
  const retryAfter = Number(response.headers.get('Retry-After'))
  return new AppError(isErrorCode(code) ? code : 'internal', textOf(body, 'reason'), {
    ...(message ? { message } : {}),
    ...(permission ? { permission } : {}),
    ...(retryAfter > 0 ? { retryAfterSeconds: retryAfter } : {}),
    log: {
      status: response.status,
      requestId: textOf(body, 'request_id') ?? response.headers.get('X-Request-Id'),
    },
  })
}

function isErrorCode(code: string | undefined): code is ErrorCode {
  return code !== undefined && codes.includes(code)
}

function textOf(body: unknown, key: string): string | undefined {
  if (typeof body !== 'object' || body === null) return undefined
  const value: unknown = Reflect.get(body, key)
  return typeof value === 'string' ? value : undefined
}
