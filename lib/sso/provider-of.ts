import { AppError } from '@/lib/errors'
import { unseal } from '@/lib/seal'
import type { StoredConnection } from './connection-store'
import { discoveredProvider, type DiscoveredProvider, type OidcConnection } from './oidc'
import { ourSideOf } from './our-side'
import type { SamlConnection } from './saml'

/** A connection as the protocol's library takes it. Throws `conflict`/`secret_unreadable` where AUTH_SECRET is not the one it was sealed with. */
export async function oidcConnectionOf(
  connection: StoredConnection,
  provider: DiscoveredProvider = discoveredProvider.parse(connection.discovered),
): Promise<OidcConnection> {
  const { id, clientId, sealedSecret } = connection
  const clientSecret = sealedSecret === null ? null : await unseal(sealedSecret, { kind: 'sso secret', id })
  if (clientId === null || clientSecret === null) throw secretUnreadable()
  return { clientId, clientSecret, redirectUri: ourSideOf(id).redirectUri, provider }
}

/** The same of a SAML connection. */
export async function samlConnectionOf(connection: StoredConnection): Promise<SamlConnection> {
  const { id, issuer, signInUrl, signOutUrl, certificates, keys } = connection
  const current = keys.find(({ isCurrent }) => isCurrent)
  const privateKey = current
    ? await unseal(current.sealedPrivateKey, { kind: 'sso key', id: current.id })
    : null
  if (signInUrl === null || privateKey === null) throw secretUnreadable()
  const { entityId, acsUrl } = ourSideOf(id)
  const pems = certificates.map(({ pem }) => pem)
  return { issuer, signInUrl, signOutUrl, certificates: pems, entityId, acsUrl, privateKey }
}

function secretUnreadable(): AppError {
  return new AppError('conflict', 'secret_unreadable', {
    message:
      'The secret of this connection cannot be read any more: the installation has another AUTH_SECRET. Enter it again, or make another connection.',
  })
}
