import { v7 as newId } from 'uuid'
import type { AccountAccess } from '@/lib/authz/access'
import type { Ctx } from '@/lib/authz/context'
import { enforceRule } from '@/lib/authz/refusal-codes'
import type { Tx } from '@/lib/db/transaction'
import { env } from '@/lib/env'
import { AppError, invariant } from '@/lib/errors'
import { turnSource } from '@/lib/groups/sources'
import { firstRefusal } from '@/lib/policy/decision'
import { decideAssignment, decideGivenByProvider } from '@/lib/policy/holding'
import { getRoleOrMember, permissionsHeld } from '@/lib/roles/service'
import { seal } from '@/lib/seal'
import { endSessionsThrough } from '@/lib/sessions/service'
import { newSigningKey, readCertificate } from './certificates'
import { changeConnection, changeConnections, infoOf, recordConnection } from './connection-change'
import {
  connectionsAtMost,
  type CreateOidcConnectionInput,
  type CreateSamlConnectionInput,
  type SsoConnectionReference,
  type SsoConnectionStepInput,
} from './connection-schema'
import * as parts from './connection-parts-store'
import * as store from './connection-store'
import { getStateFacts } from './connection-shown-store'
import { discoverProvider, type DiscoveredProvider } from './oidc'
import { readAtProvider, requireAskable } from './provider-requests'
import { decideEnding } from './rules'
import { readProviderMetadata, type ProviderMetadata } from './saml-metadata'

/**
 * Adds an OpenID Connect provider, as a draft: discovery at its issuer fills the rest. The secret is sealed and never shown again. Needs `update:sso`
 * and a plan with single sign-on; `invalid_input` with `address_refused`, `provider_unreachable` or `discovery_failed`; for the role
 * `administrator_by_provider`; `conflict` with `personal_account` and `too_many_connections`.
 */
export async function createOidcConnection(
  ctx: Ctx,
  input: CreateOidcConnectionInput,
): Promise<SsoConnectionReference> {
  const connectionId = newId()
  const { accountId, name, admission, groupsClaim, clientId, clientSecret } = input
  const ids = { accountId, connectionId }
  let asked: DiscoveredProvider | undefined
  const ask = async () => void (asked = await discovered(input.issuer))
  const change = { ...ids, attempt: 'add a connection', isBeginning: true, ask }
  return changeConnections(ctx, change, async (tx, access) => {
    const provider = found(asked)
    const sealedSecret = await seal(clientSecret, { kind: 'sso secret', id: connectionId })
    const roleId = await roleIdOf(tx, access, input.roleId)
    const connection = {
      accountId,
      id: connectionId,
      kind: 'OIDC' as const,
      name,
      admission,
      roleId,
      groupsClaim,
    }
    const side = { issuer: provider.issuer, clientId, allowsUnsolicited: false }
    await requirePlace(tx, accountId)
    await store.createConnection(tx, {
      ...connection,
      ...side,
      sealedSecret,
      discovered: provider,
      discoveredAt: ctx.now,
    })
    await recordConnection(tx, ctx, ids, {
      action: 'sso_connection.created',
      message: `${access.actor.name} added the connection ${name} (OpenID Connect)`,
      info: {
        after: infoOf({ ...connection, ...side, signInUrl: null, signOutUrl: null, metadataUrl: null }),
      },
    })
    return { id: connectionId, version: 1 }
  })
}

/**
 * Adds a SAML provider, as a draft: by its metadata (address or text) or by fields, with a key of our own for it. Needs what adding the other kind
 * needs; `invalid_input` with `metadata_refused`, `certificate_refused` or `provider_incomplete`.
 */
export async function createSamlConnection(
  ctx: Ctx,
  input: CreateSamlConnectionInput,
): Promise<SsoConnectionReference> {
  const connectionId = newId()
  const { accountId, name, admission, groupsClaim, allowsUnsolicited, metadataUrl = null } = input
  const ids = { accountId, connectionId }
  let asked: { provider: ProviderMetadata; key: Awaited<ReturnType<typeof newKey>> } | undefined
  const ask = async () => void (asked = { provider: await samlProviderOf(input), key: await newKey(ctx.now) })
  const change = { ...ids, attempt: 'add a connection', isBeginning: true, ask }
  return changeConnections(ctx, change, async (tx, access) => {
    const { provider: read, key } = found(asked)
    const { certificates, ...provider } = read
    const roleId = await roleIdOf(tx, access, input.roleId)
    const connection = {
      accountId,
      id: connectionId,
      kind: 'SAML' as const,
      name,
      admission,
      roleId,
      groupsClaim,
    }
    const side = { ...provider, metadataUrl, allowsUnsolicited }
    await requirePlace(tx, accountId)
    const discoveredAt = metadataUrl ? ctx.now : null
    await store.createConnection(tx, { ...connection, ...side, discoveredAt })
    await parts.createCertificates(tx, connection, certificates)
    await parts.createKey(tx, connection, { ...key, isCurrent: true })
    const fingerprints = certificates.map(({ fingerprint }) => fingerprint)
    await recordConnection(tx, ctx, ids, {
      action: 'sso_connection.created',
      message: `${access.actor.name} added the connection ${name} (SAML)`,
      info: { after: { ...infoOf({ ...connection, ...side, clientId: null }), certificates: fingerprints } },
    })
    return { id: connectionId, version: 1 }
  })
}

/**
 * Deletes a connection: nobody is known through it any more, and the sessions that it opened end. Refused with `would_lock_out` for the last
 * way in of an organization that requires single sign-on. Needs `update:sso`, on any plan.
 */
export async function deleteSsoConnection(ctx: Ctx, input: SsoConnectionStepInput): Promise<{ id: string }> {
  const { accountId, connectionId } = input
  return changeConnection(
    ctx,
    { ...input, attempt: 'delete a connection' },
    async (tx, connection, { actor }) => {
      enforceRule(decideEnding(await getStateFacts(tx, connection)))
      const people = await store.countIdentities(tx, connection)
      const sessions = await endSessionsThrough(tx, ctx, { accountId, connectionId })
      const domains = await store.releaseDomains(tx, connection)
      await store.deleteConnection(tx, connection)
      await turnSource(tx, ctx, input, { turn: 'GONE' })
      await recordConnection(tx, ctx, input, {
        action: 'sso_connection.deleted',
        message: `${actor.name} deleted the connection ${connection.name}`,
        info: { before: infoOf(connection), people, ended_sessions: sessions, domains },
      })
      return { id: connectionId }
    },
  )
}

/** A key of ours as it is stored, with a certificate that providers check it with. */
export async function newKey(now: Date): Promise<Omit<store.StoredKey, 'isCurrent'>> {
  const id = newId()
  const { privateKey, certificate, notAfter } = newSigningKey(new URL(env().BASE_URL).hostname, now)
  return { id, sealedPrivateKey: await seal(privateKey, { kind: 'sso key', id }), certificate, notAfter }
}

/** What was asked for before the transaction. */
function found<Asked>(asked: Asked | undefined): Asked {
  invariant(asked !== undefined, 'the provider was not asked')
  return asked
}

/** What an issuer is, by discovery; throws `invalid_input` naming the field. */
export async function discovered(issuer: string) {
  await requireAskable({ issuer })
  const asked = await discoverProvider(issuer)
  if (asked.ok) return asked.said
  const reason = asked.isDown ? 'provider_unreachable' : 'discovery_failed'
  const sentence = asked.isDown
    ? `The issuer could not be asked: ${asked.problem}`
    : `At this issuer there is no OpenID Connect discovery document that can be used: ${asked.problem}.`
  throw new AppError('invalid_input', reason, { message: sentence, fields: { issuer: sentence } })
}

async function samlProviderOf(input: CreateSamlConnectionInput): Promise<ProviderMetadata> {
  const { metadataUrl, metadata, entityId, signInUrl, signOutUrl = null } = input
  await requireAskable({ metadataUrl })
  if (metadataUrl)
    return readProviderMetadata(await readAtProvider(metadataUrl, 'metadataUrl'), 'metadataUrl')
  if (metadata) return readProviderMetadata(metadata, 'metadata')
  const certificates = input.certificates.map((text, index) => readCertificate(text, `certificates.${index}`))
  if (entityId && signInUrl && certificates.length > 0)
    return { issuer: entityId, signInUrl, signOutUrl, certificates }
  throw new AppError('invalid_input', 'provider_incomplete', {
    message: 'Give the metadata of the provider, or its entity id, its sign-in page and a certificate.',
  })
}

/** The role that a connection gives: one that whoever changes it holds (R2), never Administrator; Member where none is named. */
export async function roleIdOf(tx: Tx, access: AccountAccess, roleId: string | undefined): Promise<string> {
  const role = await getRoleOrMember(tx, access.account.id, roleId)
  const held = permissionsHeld(access)
  enforceRule(firstRefusal<string>(decideGivenByProvider(role), decideAssignment(held, role)))
  return role.id
}

async function requirePlace(tx: Tx, accountId: string): Promise<void> {
  if ((await store.countConnections(tx, accountId)) < connectionsAtMost) return
  throw new AppError('conflict', 'too_many_connections', {
    message: `An organization has at most ${connectionsAtMost} connections. Delete one that is not used.`,
  })
}
