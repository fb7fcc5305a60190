import { recordUserAudit } from '@/lib/audit/service'
import type { Ctx } from '@/lib/authz/context'
import { database, withTransaction } from '@/lib/db/transaction'
import { logger } from '@/lib/log'
import { paths } from '@/lib/paths'
import { clientKeyOf } from '@/lib/rate-limits/client-key'
import { consume } from '@/lib/rate-limits/service'
import { endSessionsThrough } from '@/lib/sessions/service'
import { uuid } from '@/lib/uuid'
import { createUsedAssertion } from './attempt-store'
import * as connections from './connection-store'
import * as store from './logout-store'
import { ourSideOf } from './our-side'
import { samlConnectionOf } from './provider-of'
import { recordSsoRefusal } from './refusals'
import { isSamlProblem, samlProblem } from './saml-document'
import {
  isLogoutAnswer,
  logoutAnswerUrl,
  logoutRequestUrl,
  readLogoutRequest,
  type LogoutRequest,
} from './saml-logout'

/**
 * Takes what a SAML provider sends to be signed out: its request ends the sessions that it opened for the person it names (single logout), and
 * what it proved of others; its answer to ours ends nothing. Returns where the browser goes. Whatever is wrong changes nothing but the log.
 */
export async function receiveLogout(
  ctx: Ctx,
  { connectionId, binding, text }: { connectionId: string; binding: 'REDIRECT' | 'POST'; text: string },
): Promise<{ url: string }> {
  await consume('sso_answer_client', clientKeyOf(ctx.ipAddress))
  const id = uuid().safeParse(connectionId)
  const connection = id.success ? await connections.findConnectionById(database(), id.data) : null
  const message = { binding, text }
  if (connection?.kind !== 'SAML' || isLogoutAnswer(message)) return { url: paths.signIn() }
  try {
    const provider = await samlConnectionOf(connection)
    const { logoutUrl } = ourSideOf(connection.id)
    const request = await readLogoutRequest(provider, message, { logoutUrl, now: ctx.now })
    await endNamed(ctx, connection, request)
    return { url: provider.signOutUrl ? await logoutAnswerUrl(provider, request) : paths.signIn() }
  } catch (error) {
    if (!isSamlProblem(error)) throw error
    await recordSsoRefusal(ctx, { connection, reason: 'answer_refused', detail: error.message })
    return { url: paths.singleSignOnRefused('answer_refused') }
  }
}

/** Where the browser of a session goes to be signed out at its SAML provider as well; null where that is not possible. Ask before it ends. */
export async function findSingleLogout({ actor }: Ctx): Promise<string | null> {
  if (actor.kind !== 'USER' || !actor.sessionId) return null
  const proof = await store.findOwnProof(database(), actor.sessionId)
  const connection = proof && (await connections.findConnectionById(database(), proof.connectionId))
  if (!proof || !connection) return null
  try {
    return await logoutRequestUrl(await samlConnectionOf(connection), proof)
  } catch (error) {
    // Signing out here must not hang on the provider's side of it.
    logger().warn({ error }, 'a request to sign out at an identity provider could not be made')
    return null
  }
}

async function endNamed(
  ctx: Ctx,
  { accountId, id: connectionId }: connections.StoredConnection,
  { id, expiresAt, nameId, sessionIndexes }: LogoutRequest,
): Promise<void> {
  await withTransaction(async (tx) => {
    const isFirst = await createUsedAssertion(tx, { accountId, connectionId, id, expiresAt })
    if (!isFirst) throw samlProblem('The request to sign out was used before.')
    const named = { nameId, sessionIndexes }
    const sessions = await store.listNamedSessions(tx, { accountId, connectionId, ...named, now: ctx.now })
    await endSessionsThrough(tx, ctx, { accountId, connectionId, named })
    for (const { sessionId, userId, userName } of sessions) {
      await recordUserAudit(tx, { ...ctx, actor: { kind: 'SYSTEM', name: 'Single logout' } }, userId, {
        action: 'user.signed_out',
        message: `${userName} was signed out by their identity provider`,
        info: { sessionId, sso_connection_id: connectionId },
      })
    }
  })
}
