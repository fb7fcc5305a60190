import type { Ctx } from '@/lib/authz/context'
import { paths, safeReturnTo } from '@/lib/paths'
import { clearSessionCookie, writeSessionCookie } from './cookie'
import { findSingleLogout } from '@/lib/sso/logout'
import type { SignOutInput } from './schema'
import { signOut } from './service'

/** Gives the browser of the running action a session that was just made; one it had before ends. */
export async function enterSession(ctx: Ctx, sessionId: string): Promise<void> {
  await signOut(ctx)
  await writeSessionCookie(sessionId)
}

/**
 * Signs the browser of the running action out. Returns where to go: the sign-in page, and from there back if asked; an address of the identity
 * provider, in full, where it is to sign the person out as well.
 */
export async function leaveSession(ctx: Ctx, { returnTo }: SignOutInput): Promise<{ next: string }> {
  const atProvider = returnTo === undefined ? await findSingleLogout(ctx) : null
  await signOut(ctx)
  await clearSessionCookie()
  if (atProvider) return { next: atProvider }
  return { next: paths.signIn(returnTo === undefined ? undefined : safeReturnTo(returnTo)) }
}
