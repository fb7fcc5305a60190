'use server'
import { redirect } from 'next/navigation'
import { runAction } from '@/lib/http/run-action'
import { paths } from '@/lib/paths'
import { leaveSession } from './browser'
import { revokeOtherSessionsInput, revokeSessionInput, signOutInput } from './schema'
import { revokeOtherSessions, revokeSession } from './service'

export async function revokeSessionAction(input: unknown) {
  return runAction(revokeSessionInput, input, revokeSession)
}

export async function revokeOtherSessionsAction(input: unknown) {
  return runAction(revokeOtherSessionsInput, input, revokeOtherSessions)
}

/** Ends in a redirect whatever happens: somebody whom it did not sign out is sent on from the sign-in page. */
export async function signOutAction(): Promise<void> {
  const result = await runAction(signOutInput, {}, leaveSession)
  redirect(result.ok ? result.data.next : paths.signIn())
}

/** Signs out for somebody who goes on as somebody else, at `returnTo`; the page goes there itself, by a full load. */
export async function switchAccountAction(input: unknown) {
  return runAction(signOutInput, input, leaveSession)
}
