import { signIn } from 'next-auth/react'
import { z } from 'zod'
import type { ActionResult, PublicError } from '@/lib/errors'

type Credentials = { email: string; password: string }

/** Signs the browser in through next-auth; never throws for a refusal. Load it when somebody signs in: it is not light. */
export async function requestSignIn(credentials: Credentials): Promise<ActionResult<null>> {
  const response = await signIn('credentials', { ...credentials, redirect: false })
  if (response?.error) return { ok: false, error: errorOf(response.error) }
  // Without its cookie next-auth asks for another try rather than refusing.
  if (!response?.ok || response.url?.includes('csrf=true')) return { ok: false, error: cookiesRefused }
  return { ok: true, data: null }
}

const refusal = z.object({
  code: z.enum(['unauthenticated', 'forbidden', 'invalid_input', 'rate_limited', 'internal']),
  reason: z.string().optional(),
  message: z.string(),
  retryAfterSeconds: z.number().optional(),
  requestId: z.string().optional(),
})

function errorOf(text: string): PublicError {
  const parsed = refusal.safeParse(parseJson(text))
  if (!parsed.success) return cookiesRefused
  const { code, reason, message, retryAfterSeconds, requestId } = parsed.data
  return {
    code,
    message,
    ...(reason ? { reason } : {}),
    ...(retryAfterSeconds ? { retryAfterSeconds } : {}),
    ...(requestId ? { requestId } : {}),
  }
}

const cookiesRefused: PublicError = {
  code: 'internal',
  message: 'Signing in needs cookies. Allow them for this site, reload the page and try again.',
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
