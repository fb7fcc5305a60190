import { headers } from 'next/headers'
import { notFound, redirect } from 'next/navigation'
import type { Ctx } from '@/lib/authz/context'
import { pathHeader } from '@/lib/authz/session'
import type { Refusal } from '@/lib/capability'
import { AppError, toPublicError, type PublicError } from '@/lib/errors'
import { organizationOfPath, paths, safeReturnTo } from '@/lib/paths'
import { currentCtx } from './current-ctx'

type PageData<Data> = { isAllowed: true; data: Data } | { isAllowed: false; refusal: PublicError }

/**
 * What a page shows, from a service. Somebody not signed in is sent to sign in and back; what they cannot see is the page
 * for *not found*; an organization that does not let their address in, or nobody, or asks for another sign-in first, is the page that
 * says so, and so is a session that does not open what concerns all of theirs; what they may not read comes back as
 * the refusal, which the page shows; parameters that are not valid are dropped from the address. Anything else goes to the error page.
 */
export async function pageData<Data>(load: (ctx: Ctx) => Promise<Data>): Promise<PageData<Data>> {
  try {
    return { isAllowed: true, data: await load(await currentCtx()) }
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    const path = await requestedPath()
    if (error.code === 'unauthenticated') redirect(paths.signIn(path))
    if (error.code === 'not_found') notFound()
    if (error.code === 'invalid_input' && path.includes('?')) redirect(path.replace(/\?.*$/, ''))
    if (error.code !== 'forbidden') throw error
    if (error.reason === 'address_not_allowed') redirect(paths.addressRefused(path))
    if (error.reason === 'account_suspended') redirect(paths.accountSuspended(path))
    if (error.reason === 'session_bound') redirect(paths.sessionBound(path))
    const handle = organizationOfPath(path)
    if (handle && (error.reason === 'sso_required' || error.reason === 'session_too_old'))
      redirect(paths.singleSignOnRequired(handle, path))
    return { isAllowed: false, refusal: toPublicError(error) }
  }
}

/** The same for pages that somebody who came this far may always read: the refusal is impossible, so it is an error. */
export async function requiredPageData<Data>(load: (ctx: Ctx) => Promise<Data>): Promise<Data> {
  const result = await pageData(load)
  if (result.isAllowed) return result.data
  throw new Error(`a page was refused where nobody can be: ${result.refusal.message}`)
}

/**
 * What a part of a page shows, or why the viewer may not read it, which the page says in its place. Anything but a refusal goes on to
 * `pageData`.
 */
export async function unlessForbidden<Data>(
  loading: Promise<Data>,
): Promise<{ data: Data; refusal: null } | { data: null; refusal: Refusal }> {
  try {
    return { data: await loading, refusal: null }
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'forbidden') throw error
    return { data: null, refusal: { message: error.message, permission: error.permission } }
  }
}

/** The path and query that were asked for. */
export async function requestedPath(): Promise<string> {
  const path = safeReturnTo((await headers()).get(pathHeader), paths.home())
  // What Next adds when it asks for a page from another one.
  return path.replace(/([?&])_rsc=[^&]*&?/, '$1').replace(/[?&]$/, '')
}
