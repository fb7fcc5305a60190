import { cookies } from 'next/headers'
import type { Ctx } from '@/lib/authz/context'
import { enterSession } from '@/lib/sessions/browser'
import { cookieOptions } from '@/lib/sessions/cookie-options'
import { hashToken, newToken } from '@/lib/tokens'
import { startByEmail, startByOrganization, startConnectionTest, type Browser } from './attempts'
import { completeSingleSignOn } from './complete'
import { ssoCookieName, ssoCookieSeconds, unsolicitedCookieName } from './cookie'
import type {
  CompletedSignIn,
  CompleteSingleSignOnInput,
  StartByEmailInput,
  StartByOrganizationInput,
  StartConnectionTestInput,
} from './sign-in-schema'

/** Begins a sign-in by an address in the browser of the running action. */
export async function startByEmailInBrowser(ctx: Ctx, input: StartByEmailInput): Promise<{ url: string }> {
  return startByEmail(ctx, input, await keepBrowser())
}

/** The same from an organization's own way in. */
export async function startByOrganizationInBrowser(
  ctx: Ctx,
  input: StartByOrganizationInput,
): Promise<{ url: string }> {
  return startByOrganization(ctx, input, await keepBrowser())
}

/** The same for a test. */
export async function startTestInBrowser(
  ctx: Ctx,
  input: StartConnectionTestInput,
): Promise<{ url: string }> {
  return startConnectionTest(ctx, input, await keepBrowser())
}

/** Completes what a provider answered in the browser of the running action: it gets the session, if there is a new one. */
export async function completeInBrowser(
  ctx: Ctx,
  input: CompleteSingleSignOnInput,
): Promise<CompletedSignIn> {
  const jar = await cookies()
  const [token, unsolicitedToken] = [ssoCookieName(), unsolicitedCookieName()].map(
    (name) => jar.get(name)?.value,
  )
  const completed = await completeSingleSignOn(ctx, input, { token, unsolicitedToken })
  if (completed.state !== 'signed_in') return completed
  const { sessionId, next } = completed
  if (sessionId) await enterSession(ctx, sessionId)
  return { state: 'signed_in', next }
}

async function keepBrowser(): Promise<Browser> {
  const jar = await cookies()
  const held = jar.get(ssoCookieName())?.value ?? ''
  const token = hashToken(held) ? held : newToken().token
  jar.set(ssoCookieName(), token, cookieOptions(ssoCookieSeconds))
  return { token }
}
