import type { Ctx } from '@/lib/authz/context'
import { enforceRule } from '@/lib/authz/refusal-codes'
import { turnSource } from '@/lib/groups/sources'
import { endSessionsThrough } from '@/lib/sessions/service'
import { deleteAttempts } from './attempt-store'
import { changeConnection, recordConnection } from './connection-change'
import type { SsoConnectionReference, SsoConnectionStepInput } from './connection-schema'
import { getStateFacts } from './connection-shown-store'
import * as store from './connection-store'
import { decideActivation, decideDisabling } from './rules'

/**
 * Makes a draft active once somebody signed in through it as it is now: its people come in from then on, and the organization's proven domains
 * that have no connection get this one. Needs `update:sso` and a plan with single sign-on; `forbidden` with `not_tested` or `already_active`.
 */
export async function activateSsoConnection(
  ctx: Ctx,
  input: SsoConnectionStepInput,
): Promise<SsoConnectionReference> {
  return activate(ctx, input, { attempt: 'activate a connection', done: 'activated' })
}

/** Makes a connection that was switched off active again, once somebody signed in through it as it is now. Needs what activating a draft needs. */
export async function enableSsoConnection(
  ctx: Ctx,
  input: SsoConnectionStepInput,
): Promise<SsoConnectionReference> {
  return activate(ctx, input, { attempt: 'switch a connection on', done: 'switched on' })
}

/**
 * Switches a connection off: nobody signs in through it, the sessions that it opened end, and what it said of groups gives nothing while it is
 * off; who is known through it stays known. Needs `update:sso`, on any plan; `forbidden`/`not_active`, `conflict`/`would_lock_out`.
 */
export async function disableSsoConnection(
  ctx: Ctx,
  input: SsoConnectionStepInput,
): Promise<SsoConnectionReference> {
  const { accountId, connectionId } = input
  return changeConnection(
    ctx,
    { ...input, attempt: 'switch a connection off' },
    async (tx, connection, { actor }) => {
      enforceRule(decideDisabling(await getStateFacts(tx, connection)))
      const version = await store.updateConnection(tx, connection, { state: 'DISABLED' })
      const sessions = await endSessionsThrough(tx, ctx, { accountId, connectionId })
      await deleteAttempts(tx, connection, 'all')
      await turnSource(tx, ctx, input, { turn: 'OFF' })
      await recordConnection(
        tx,
        ctx,
        { accountId, connectionId },
        {
          action: 'sso_connection.disabled',
          message: `${actor.name} switched the connection ${connection.name} off`,
          info: { ended_sessions: sessions },
        },
      )
      return { id: connectionId, version }
    },
  )
}

async function activate(
  ctx: Ctx,
  input: SsoConnectionStepInput,
  { attempt, done }: { attempt: string; done: string },
): Promise<SsoConnectionReference> {
  return changeConnection(
    ctx,
    { ...input, attempt, isBeginning: true },
    async (tx, connection, { actor }) => {
      enforceRule(decideActivation(await getStateFacts(tx, connection)))
      const version = await store.updateConnection(tx, connection, { state: 'ACTIVE' })
      const domains = await store.takeFreeDomains(tx, connection)
      await turnSource(tx, ctx, input, { turn: 'ON' })
      await recordConnection(tx, ctx, input, {
        action: 'sso_connection.activated',
        message: `${actor.name} ${done} the connection ${connection.name}`,
        info: { domains },
      })
      return { id: connection.id, version }
    },
  )
}
