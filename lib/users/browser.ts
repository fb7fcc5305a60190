import type { Ctx } from '@/lib/authz/context'
import { clearSessionCookie } from '@/lib/sessions/cookie'
import { paths } from '@/lib/paths'
import { deleteOwnUser } from './deletion'
import type { DeleteOwnUserInput } from './schema'

/** Deletes the person of the running action and takes the cookie from the browser. Returns where to go. */
export async function deleteMyself(ctx: Ctx, input: DeleteOwnUserInput): Promise<{ next: string }> {
  await deleteOwnUser(ctx, input)
  await clearSessionCookie()
  return { next: paths.signIn() }
}
