import type { Ctx } from '@/lib/authz/context'
import { paths, safeReturnTo } from '@/lib/paths'
import { clearSessionCookie, writeSessionCookie } from './cookie'
import type { SignOutInput } from './schema'
import { signOut } from './service'

/** Gives the browser of the running action a session that was just made; one it had before ends. */
export async function enterSession(ctx: Ctx, sessionId: string): Promise<void> {
  await signOut(ctx)
  await writeSessionCookie(sessionId)
}

/** Signs the browser of the running action out. Returns where to go: the sign-in page, and from there back if asked. */
export async function leaveSession(ctx: Ctx, { returnTo }: SignOutInput): Promise<{ next: string }> {
  await signOut(ctx)
  await clearSessionCookie()
  return { next: paths.signIn(returnTo === undefined ? undefined : safeReturnTo(returnTo)) }
}
