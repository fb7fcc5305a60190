import type { Ctx } from '@/lib/authz/context'
import { enforceRule } from '@/lib/authz/refusal-codes'
import { database, type Tx } from '@/lib/db/transaction'
import { AppError } from '@/lib/errors'
import { seal } from '@/lib/seal'
import { changeConnection, changeTrust, getConnection, infoOf, recordConnection } from './connection-change'
import type { SsoConnectionReference, UpdateSsoConnectionInput } from './connection-schema'
import * as parts from './connection-parts-store'
import * as store from './connection-store'
import { discovered, roleIdOf } from './connections'
import { addAll } from './keys'
import type { DiscoveredProvider } from './oidc'
import { readAtProvider, requireAskable } from './provider-requests'
import { decideTrustChange } from './rules'
import { readProviderMetadata, type ProviderMetadata } from './saml-metadata'

/**
 * Changes a connection; what is left out, and what is as it was, stays. What says who people are (issuer, entity id, client id) is fixed once it
 * was active or knows somebody (`trust_fixed`); another page, what other metadata say, and a secret, which always counts as another, count at once
 * and take the test back. Certificates in metadata are trusted beside those known; where they are of another entity, in their place. Needs
 * `update:sso`; `precondition_failed`/`changed_meanwhile`, and what adding a connection is refused with.
 */
export async function updateSsoConnection(
  ctx: Ctx,
  input: UpdateSsoConnectionInput,
): Promise<SsoConnectionReference> {
  const { connectionId: id, clientSecret } = input
  let read: ReadProvider = {}
  const ask = async () => void (read = await readProvider(change))
  const change = { ...input, attempt: 'change a connection', ...(isAsking(input) ? { ask } : {}) }
  return changeConnection(ctx, change, async (tx, before, access) => {
    requireKind(before.kind, input)
    const settings = changedOf(before, settingsOf(input))
    if (settings.roleId !== undefined) await roleIdOf(tx, access, settings.roleId)
    const trust = changedOf(before, trustOf(input, read))
    if (trust.issuer !== undefined || trust.clientId !== undefined) await requireTrustChange(tx, before)
    const added = read.saml ? await trustCertificates(tx, before, read.saml) : []
    const secret = clientSecret ? { sealedSecret: await seal(clientSecret, { kind: 'sso secret', id }) } : {}
    const more = { added: added.length > 0, secret: clientSecret !== undefined }
    const changes = { ...settings, ...trust, ...secret }
    if (Object.keys(changes).length === 0 && !more.added) return { id, version: before.version }
    const ends = endsBy({ trust, ...more })
    const found = { ...changes, ...foundBy(read, ctx) }
    const version = ends
      ? await changeTrust(tx, before, { changes: found, ends })
      : await store.updateConnection(tx, before, found)
    await recordConnection(tx, ctx, input, {
      action: 'sso_connection.updated',
      message: `${access.actor.name} changed the connection ${settings.name ?? before.name}`,
      info: {
        before: infoOf(before),
        after: infoOf({ ...before, ...settings, ...trust }),
        secret_changed: more.secret,
        ...(more.added ? { added_certificates: added } : {}),
      },
    })
    return { id, version }
  })
}

// Another secret, and one certificate more, turn nobody away who is signing in meanwhile.
function endsBy({ trust, added, secret }: { trust: object; added: boolean; secret: boolean }) {
  if (Object.keys(trust).length > 0) return 'all'
  return added || secret ? 'tests' : null
}

type Change = UpdateSsoConnectionInput & { attempt: string }

/** What was read of the provider for a change; nothing where nothing of its kind was asked for. */
type ReadProvider = { oidc?: DiscoveredProvider; saml?: ProviderMetadata }

function isAsking({ issuer, metadataUrl, metadata }: UpdateSsoConnectionInput): boolean {
  return issuer !== undefined || Boolean(metadataUrl) || metadata !== undefined
}

// Nothing is asked, not even for a name's address, where it is what it was, or may not be changed.
async function readProvider(change: Change): Promise<ReadProvider> {
  const before = await getConnection(database(), change)
  requireKind(before.kind, change)
  const asked = given({ issuer: change.issuer, metadataUrl: change.metadataUrl })
  const { issuer, metadataUrl } = changedOf(before, asked)
  if (issuer !== undefined) {
    await requireTrustChange(database(), before)
    return { oidc: await discovered(issuer) }
  }
  if (metadataUrl) {
    await requireAskable({ metadataUrl })
    return { saml: readProviderMetadata(await readAtProvider(metadataUrl, 'metadataUrl'), 'metadataUrl') }
  }
  if (change.metadata === undefined) return {}
  return { saml: readProviderMetadata(change.metadata, 'metadata') }
}

// Another provider's certificates would sign for this one's people. Returns the fingerprints of those that were not trusted before.
async function trustCertificates(
  tx: Tx,
  before: store.StoredConnection,
  { issuer, certificates }: ProviderMetadata,
): Promise<string[]> {
  if (issuer === before.issuer) return addAll(tx, before, certificates)
  await parts.deleteCertificates(tx, before)
  return addAll(tx, { ...before, certificates: [] }, certificates)
}

function foundBy({ oidc, saml }: ReadProvider, { now: discoveredAt }: Ctx) {
  if (oidc) return { discovered: oidc, discoveredAt }
  return saml ? { discoveredAt } : {}
}

function settingsOf({ name, admission, roleId, groupsClaim }: UpdateSsoConnectionInput) {
  return given({ name, admission, roleId, groupsClaim })
}

function trustOf(input: UpdateSsoConnectionInput, { oidc, saml }: ReadProvider) {
  const { entityId, clientId, metadataUrl, allowsUnsolicited } = input
  const { signInUrl, signOutUrl } = { ...input, ...saml }
  const issuer = oidc?.issuer ?? saml?.issuer ?? entityId
  return given({ issuer, clientId, metadataUrl, signInUrl, signOutUrl, allowsUnsolicited })
}

async function requireTrustChange(tx: Tx, connection: store.StoredConnection): Promise<void> {
  const isKnown = await store.hasIdentities(tx, connection)
  enforceRule(decideTrustChange({ state: connection.state, isKnown }))
}

function requireKind(kind: 'OIDC' | 'SAML', input: UpdateSsoConnectionInput): void {
  const foreign = kind === 'OIDC' ? samlFields : oidcFields
  const field = foreign.find((name) => input[name] !== undefined)
  if (!field) return
  const sentence = `A connection of this kind has no ${field}.`
  throw new AppError('invalid_input', 'wrong_kind', { message: sentence, fields: { [field]: sentence } })
}

const samlFields = [
  'metadataUrl',
  'metadata',
  'entityId',
  'signInUrl',
  'signOutUrl',
  'allowsUnsolicited',
] as const
const oidcFields = ['issuer', 'clientId', 'clientSecret'] as const

type Given<Fields> = { [Name in keyof Fields]?: Exclude<Fields[Name], undefined> }

function given<Fields extends Record<string, unknown>>(fields: Fields): Given<Fields> {
  return kept(fields, ([, value]) => value !== undefined)
}

/** Without what is as it was. */
function changedOf<Fields extends Partial<store.StoredConnection>>(
  before: store.StoredConnection,
  fields: Fields,
): Given<Fields> {
  const current: Readonly<Record<string, unknown>> = before
  return kept(fields, ([name, value]) => value !== current[name])
}

function kept<Fields extends Record<string, unknown>>(
  fields: Fields,
  isKept: (field: [string, unknown]) => boolean,
): Given<Fields> {
  // Without some of them, each field that is left is what it was.
  return Object.fromEntries(Object.entries(fields).filter(isKept)) as Given<Fields>
}
