import type { Cases } from './unwritable-cases'
import type { UnwritableWorld } from './unwritable-world'

/** As those of lib/testing/unwritable-cases.ts, for single sign-on. */
export const ssoCases: Cases = {
  ...ofConnections(),
  ...ofTrust(),
  ...ofDomains(),
  ...ofEnforcement(),
  ...ofGroups(),
}

type Connection = 'active' | 'draft' | 'disabled' | 'trusting' | 'preparing'

function ofConnection(connection: Connection, { sso }: UnwritableWorld) {
  return { connection_id: sso[connection] }
}

function ofConnections(): Cases {
  return {
    create_oidc_sso_connection: ({ sso }) => ({
      input: { name: 'Second login', issuer: sso.issuer, client_id: 'client', client_secret: 'secret' },
    }),
    create_saml_sso_connection: ({ sso }) => ({
      input: {
        name: 'Second login',
        entity_id: 'https://idp.example.com/',
        sign_in_url: 'https://idp.example.com/sign-in',
        certificates: [sso.certificate],
      },
    }),
    update_sso_connection: (world) => ({
      input: [
        { ...ofConnection('active', world), name: 'Renamed', admission: 'INVITED' },
        { ...ofConnection('active', world), client_secret: 'another' },
      ],
    }),
    activate_sso_connection: (world) => ({ input: ofConnection('draft', world) }),
    disable_sso_connection: (world) => ({ input: ofConnection('active', world) }),
    enable_sso_connection: (world) => ({ input: ofConnection('disabled', world) }),
    delete_sso_connection: (world) => ({ input: ofConnection('active', world) }),
    unlink_sso_identity: ({ sso }) => ({ input: { identity_id: sso.identity } }),
  }
}

function ofTrust(): Cases {
  return {
    add_sso_certificate: (world) => ({
      input: { ...ofConnection('trusting', world), certificate: world.sso.certificate },
    }),
    remove_sso_certificate: (world) => ({
      input: { ...ofConnection('trusting', world), fingerprint: world.sso.fingerprint },
    }),
    refresh_sso_metadata: (world) => ({ input: ofConnection('trusting', world) }),
    prepare_sso_key: (world) => ({ input: ofConnection('trusting', world) }),
    rotate_sso_key: (world) => ({ input: ofConnection('preparing', world) }),
  }
}

function ofDomains(): Cases {
  return {
    add_sso_domain: ({ mark }) => ({ input: { domain: `another.${mark.domain}` } }),
    check_sso_domain: ({ sso }) => ({ input: { domain_id: sso.unproven } }),
    assign_sso_domain: ({ sso }) => ({ input: { domain_id: sso.domain, connection_id: null } }),
    remove_sso_domain: ({ sso }) => ({ input: { domain_id: sso.domain } }),
  }
}

function ofEnforcement(): Cases {
  return {
    require_single_sign_on: () => ({ input: {} }),
    lift_single_sign_on: () => ({ in: 'other', input: {} }),
    lift_single_sign_on_for: ({ other }) => ({ input: { handle: other.handle } }),
    set_sso_session_length: () => ({ input: { minutes: 60 } }),
    set_sso_break_glass: ({ sso }) => ({ input: { membership_ids: [sso.administrator] } }),
  }
}

function ofGroups(): Cases {
  const of = ({ sso }: UnwritableWorld) => ({ mapping_id: sso.mapping })
  return {
    create_group_mapping: ({ ids, organization: { roles } }) => ({
      input: {
        group: 'operations',
        role_id: roles.USER,
        workspaces: [{ workspace_id: ids.workspace, role_id: roles.RUNNER }],
      },
    }),
    update_group_mapping: (world) => ({
      input: { ...of(world), role_id: world.organization.roles.USER, position: 1 },
    }),
    delete_group_mapping: (world) => ({ input: of(world) }),
    create_scim_token: () => ({ input: { name: 'Second' } }),
    revoke_scim_token: ({ sso }) => ({ input: { token_id: sso.scimToken } }),
  }
}
