import type { Ctx } from '@/lib/authz/context'
import { enforceRule } from '@/lib/authz/refusal-codes'
import { database, type Tx } from '@/lib/db/transaction'
import { AppError, invariant } from '@/lib/errors'
import { readCertificate } from './certificates'
import { changeConnection, changeTrust, getConnection, recordConnection } from './connection-change'
import {
  certificatesAtMost,
  type AddSsoCertificateInput,
  type OfConnection,
  type RemoveSsoCertificateInput,
  type SsoCertificateReference,
  type SsoConnectionReference,
  type SsoKeyReference,
} from './connection-schema'
import * as parts from './connection-parts-store'
import * as store from './connection-store'
import { newKey } from './connections'
import { decideCertificateRemoval } from './rules'
import { readAtProvider } from './provider-requests'
import { readProviderMetadata, type ProviderMetadata } from './saml-metadata'

/**
 * Trusts one certificate of a SAML provider more, beside those it has: whichever of them the provider signs with, people come in. Returns its
 * fingerprint. Needs `update:sso`; `invalid_input`/`certificate_refused`, `conflict`/`too_many_certificates` beyond five.
 */
export async function addSsoCertificate(
  ctx: Ctx,
  input: AddSsoCertificateInput,
): Promise<SsoCertificateReference> {
  const change = { ...input, attempt: 'add a certificate' }
  return changeConnection(ctx, change, async (tx, connection, { actor }) => {
    requireSaml(connection)
    const certificate = readCertificate(input.certificate, 'certificate')
    const { fingerprint, notAfter } = certificate
    const [added] = await addAll(tx, connection, [certificate])
    if (!added) return { id: connection.id, version: connection.version, fingerprint }
    const version = await changeTrust(tx, connection, { ends: 'tests' })
    await recordConnection(tx, ctx, input, {
      action: 'sso_connection.updated',
      message: `${actor.name} added a certificate to the connection ${connection.name}`,
      info: { added_certificates: [fingerprint], not_after: notAfter.toISOString() },
    })
    return { id: connection.id, version, fingerprint }
  })
}

/**
 * No longer trusts a certificate of a SAML provider, at once: nobody comes in by what it signed before, and whoever is in stays (switching the
 * connection off ends sessions). Needs `update:sso`; `forbidden`/`last_certificate` for the only one.
 */
export async function removeSsoCertificate(
  ctx: Ctx,
  input: RemoveSsoCertificateInput,
): Promise<SsoConnectionReference> {
  const { fingerprint } = input
  const change = { ...input, attempt: 'remove a certificate' }
  return changeConnection(ctx, change, async (tx, connection, { actor }) => {
    const others = connection.certificates.filter((one) => one.fingerprint !== fingerprint)
    if (others.length === connection.certificates.length) throw new AppError('not_found')
    enforceRule(decideCertificateRemoval(others.length))
    const version = await changeTrust(tx, connection, { ends: 'answered' })
    await parts.deleteCertificate(tx, connection, fingerprint)
    await recordConnection(tx, ctx, input, {
      action: 'sso_connection.updated',
      message: `${actor.name} removed a certificate from the connection ${connection.name}`,
      info: { removed_certificates: [fingerprint] },
    })
    return { id: connection.id, version }
  })
}

/**
 * Reads a SAML provider's metadata again, where they have an address: certificates that are new there are trusted beside those known, and its pages
 * are as it says now. The entity id has to be the same. Needs `update:sso`.
 */
export async function refreshSsoMetadata(ctx: Ctx, input: OfConnection): Promise<SsoConnectionReference> {
  let asked: ProviderMetadata | undefined
  const attempt = 'read metadata again'
  const ask = async () => {
    const { metadataUrl } = await getConnection(database(), { ...input, attempt })
    if (metadataUrl === null) throw noMetadata()
    asked = readProviderMetadata(await readAtProvider(metadataUrl, 'metadataUrl'), 'metadataUrl')
  }
  return changeConnection(ctx, { ...input, attempt, ask }, async (tx, connection, { actor }) => {
    invariant(asked, 'the metadata were not read')
    const { issuer, signInUrl, signOutUrl, certificates } = asked
    if (issuer !== connection.issuer) throw otherProvider()
    const added = await addAll(tx, connection, certificates)
    const isSame = signInUrl === connection.signInUrl && signOutUrl === connection.signOutUrl
    if (added.length === 0 && isSame) {
      await store.noteOnConnection(tx, connection, { discoveredAt: ctx.now })
      return { id: connection.id, version: connection.version }
    }
    const changes = { signInUrl, signOutUrl, discoveredAt: ctx.now }
    const version = await changeTrust(tx, connection, { changes, ends: 'tests' })
    await recordConnection(tx, ctx, input, {
      action: 'sso_connection.updated',
      message: `${actor.name} had the metadata of the connection ${connection.name} read again`,
      info: { added_certificates: added, sign_in_url: signInUrl, sign_out_url: signOutUrl },
    })
    return { id: connection.id, version }
  })
}

/**
 * Publishes one key of ours more for a SAML connection, in its metadata and on its page: what the provider is given before we sign with it. Returns
 * its id. Needs `update:sso`; `conflict`/`key_prepared` while there is a second one.
 */
export async function prepareSsoKey(ctx: Ctx, input: OfConnection): Promise<SsoKeyReference> {
  const key = await newKey(ctx.now)
  return changeConnection(ctx, { ...input, attempt: 'prepare a key' }, async (tx, connection, { actor }) => {
    requireSaml(connection)
    if (connection.keys.length > 1) throw keyPrepared()
    await parts.createKey(tx, connection, { ...key, isCurrent: false })
    const version = await store.updateConnection(tx, connection, {})
    await recordConnection(tx, ctx, input, {
      action: 'sso_connection.updated',
      message: `${actor.name} prepared another key for the connection ${connection.name}`,
      info: { key_id: key.id, not_after: key.notAfter.toISOString() },
    })
    return { id: connection.id, version, key_id: key.id }
  })
}

/** Signs with the key that was prepared, from now on; the one before is published no longer. Needs `update:sso`; `conflict`/`no_key_prepared`. */
export async function rotateSsoKey(ctx: Ctx, input: OfConnection): Promise<SsoConnectionReference> {
  return changeConnection(ctx, { ...input, attempt: 'change the key' }, async (tx, connection, { actor }) => {
    const next = connection.keys.find(({ isCurrent }) => !isCurrent)
    const current = connection.keys.find(({ isCurrent }) => isCurrent)
    if (!next || !current) throw noKeyPrepared()
    await parts.deleteKey(tx, connection.accountId, current.id)
    await parts.setCurrentKey(tx, connection.accountId, next.id)
    const version = await store.updateConnection(tx, connection, {})
    await recordConnection(tx, ctx, input, {
      action: 'sso_connection.updated',
      message: `${actor.name} changed the key of the connection ${connection.name}`,
      info: { before: { key_id: current.id }, after: { key_id: next.id } },
    })
    return { id: connection.id, version }
  })
}

/**
 * Trusts certificates beside those a connection has; `conflict`/`too_many_certificates` beyond five. Returns the fingerprints of those that were not
 * there.
 */
export async function addAll(
  tx: Tx,
  connection: store.StoredConnection,
  certificates: readonly store.StoredCertificate[],
): Promise<string[]> {
  const known = new Set(connection.certificates.map(({ fingerprint }) => fingerprint))
  const added = certificates.filter(({ fingerprint }) => !known.has(fingerprint))
  if (known.size + added.length > certificatesAtMost)
    throw new AppError('conflict', 'too_many_certificates', {
      message: `A connection trusts at most ${certificatesAtMost} certificates. Remove one that has ended first.`,
    })
  await parts.createCertificates(tx, connection, added)
  return added.map(({ fingerprint }) => fingerprint)
}

function requireSaml({ kind }: store.StoredConnection): void {
  if (kind === 'SAML') return
  throw new AppError('conflict', 'wrong_kind', {
    message: 'This connection speaks OpenID Connect: the provider publishes its keys itself.',
  })
}

function noMetadata(): AppError {
  return new AppError('conflict', 'no_metadata_url', {
    message: 'This connection has no address of metadata. Add the certificate by itself.',
  })
}

function otherProvider(): AppError {
  return new AppError('conflict', 'trust_fixed', {
    message: 'The metadata are of another provider now (another entity id). Make a second connection for it.',
  })
}

function keyPrepared(): AppError {
  return new AppError('conflict', 'key_prepared', {
    message: 'A second key is prepared already. Give its certificate to the provider, then change to it.',
  })
}

function noKeyPrepared(): AppError {
  return new AppError('conflict', 'no_key_prepared', {
    message: 'No second key is prepared. Prepare one and give its certificate to the provider first.',
  })
}
