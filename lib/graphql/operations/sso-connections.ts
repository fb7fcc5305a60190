import { z } from 'zod'
import {
  addSsoCertificateInput,
  createOidcConnectionInput,
  createSamlConnectionInput,
  listSsoConnectionsInput,
  removeSsoCertificateInput,
  ssoCertificateReference,
  ssoConnectionInput,
  ssoConnectionReference,
  ssoConnectionStepInput,
  ssoConnectionSummary,
  ssoConnectionView,
  ssoKeyReference,
  updateSsoConnectionInput,
} from '@/lib/sso/connection-schema'
import { activateSsoConnection, disableSsoConnection, enableSsoConnection } from '@/lib/sso/connection-states'
import { getSsoConnection, listSsoConnections } from '@/lib/sso/connection-views'
import { updateSsoConnection } from '@/lib/sso/connection-update'
import { createOidcConnection, createSamlConnection, deleteSsoConnection } from '@/lib/sso/connections'
import {
  addSsoCertificate,
  prepareSsoKey,
  refreshSsoMetadata,
  removeSsoCertificate,
  rotateSsoKey,
} from '@/lib/sso/keys'
import { listSsoIdentities, unlinkSsoIdentity } from '@/lib/sso/identities'
import { listSsoIdentitiesInput, ssoIdentityInput, ssoIdentityView } from '@/lib/sso/identity-schema'
import { mutation, query } from '../operation'
import { idOnly } from '../views'

/** The identity providers that an organization signs in with. Beginning and completing a sign-in is a browser's. */
export const ssoConnectionOperations = [
  query({
    name: 'sso_connections',
    description:
      'Lists the connections of the account to identity providers, at most twenty. Needs `read:sso`.',
    input: listSsoConnectionsInput,
    output: z.array(ssoConnectionSummary),
    run: listSsoConnections,
  }),
  query({
    name: 'sso_connection',
    description:
      'One connection: our side of it, its last test, and what would go with it; never its secrets. Needs `read:sso`.',
    input: ssoConnectionInput,
    output: ssoConnectionView,
    run: getSsoConnection,
  }),
  query({
    name: 'sso_identities',
    description: 'Lists who a member is at the identity providers of the account. Needs `read:sso`.',
    input: listSsoIdentitiesInput,
    output: z.array(ssoIdentityView),
    run: listSsoIdentities,
  }),
  mutation({
    name: 'unlink_sso_identity',
    description:
      'Disconnects a person from who they are at a provider, and ends the sessions that it opened for them. Needs `update:sso`.',
    input: ssoIdentityInput,
    output: idOnly,
    run: unlinkSsoIdentity,
  }),
  mutation({
    name: 'create_oidc_sso_connection',
    description:
      'Adds an OpenID Connect provider as a draft; discovery at its issuer fills the rest. Needs `update:sso` and a plan with single sign-on.',
    input: createOidcConnectionInput,
    output: ssoConnectionReference,
    run: createOidcConnection,
  }),
  mutation({
    name: 'create_saml_sso_connection',
    description:
      'Adds a SAML 2.0 provider as a draft: by its metadata (address or text), or by fields. Needs `update:sso` and a plan with single sign-on.',
    input: createSamlConnectionInput,
    output: ssoConnectionReference,
    run: createSamlConnection,
  }),
  mutation({
    name: 'update_sso_connection',
    description:
      'Changes a connection; what is left out stays. Needs `update:sso`; refused with `trust_fixed` and `changed_meanwhile`.',
    input: updateSsoConnectionInput,
    output: ssoConnectionReference,
    run: updateSsoConnection,
  }),
  mutation({
    name: 'activate_sso_connection',
    description: 'Makes a tested draft active. Needs `update:sso`; refused with `not_tested`.',
    input: ssoConnectionStepInput,
    output: ssoConnectionReference,
    run: activateSsoConnection,
  }),
  mutation({
    name: 'disable_sso_connection',
    description:
      'Switches a connection off, and ends the sessions that it opened. Needs `update:sso`; refused with `would_lock_out`.',
    input: ssoConnectionStepInput,
    output: ssoConnectionReference,
    run: disableSsoConnection,
  }),
  mutation({
    name: 'enable_sso_connection',
    description: 'Switches a connection on again. Needs `update:sso`; refused with `not_tested`.',
    input: ssoConnectionStepInput,
    output: ssoConnectionReference,
    run: enableSsoConnection,
  }),
  mutation({
    name: 'delete_sso_connection',
    description:
      'Deletes a connection: nobody is known through it any more. Needs `update:sso`; refused with `would_lock_out`.',
    input: ssoConnectionStepInput,
    output: idOnly,
    run: deleteSsoConnection,
  }),
  mutation({
    name: 'add_sso_certificate',
    description: 'Trusts one certificate of a SAML provider more, beside those it has. Needs `update:sso`.',
    input: addSsoCertificateInput,
    output: ssoCertificateReference,
    run: addSsoCertificate,
  }),
  mutation({
    name: 'remove_sso_certificate',
    description:
      'No longer trusts a certificate of a SAML provider. Needs `update:sso`; refused with `last_certificate`.',
    input: removeSsoCertificateInput,
    output: ssoConnectionReference,
    run: removeSsoCertificate,
  }),
  mutation({
    name: 'refresh_sso_metadata',
    description:
      'Reads the metadata of a SAML provider again, and trusts the certificates that are new there. Needs `update:sso`.',
    input: ssoConnectionInput,
    output: ssoConnectionReference,
    run: refreshSsoMetadata,
  }),
  mutation({
    name: 'prepare_sso_key',
    description: 'Publishes a second key of ours for a SAML connection. Needs `update:sso`.',
    input: ssoConnectionInput,
    output: ssoKeyReference,
    run: prepareSsoKey,
  }),
  mutation({
    name: 'rotate_sso_key',
    description: 'Signs with the key that was prepared from now on. Needs `update:sso`.',
    input: ssoConnectionInput,
    output: ssoConnectionReference,
    run: rotateSsoKey,
  }),
]
