import { env } from '@/lib/env'
import { apiPaths } from '@/lib/paths'

/** Our addresses of a connection. Each has its own (RFC 9700, section 4.4.2.1): what one provider answers never reaches another's. */
export function ourSideOf(connectionId: string) {
  const at = (path: string) => `${env().BASE_URL.replace(/\/$/, '')}${path}`
  const metadataUrl = at(apiPaths.ssoMetadata(connectionId))
  return {
    redirectUri: at(apiPaths.ssoCallback(connectionId)),
    acsUrl: at(apiPaths.ssoAcs(connectionId)),
    logoutUrl: at(apiPaths.ssoLogout(connectionId)),
    metadataUrl,
    entityId: metadataUrl,
  }
}
