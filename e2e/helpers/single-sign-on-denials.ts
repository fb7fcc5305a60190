import type { Denial, Place } from './denied-place'

const connectionOf = ({ id }: Place) => ({ accountId: id, connectionId: id })

const domainOf = ({ id }: Place) => ({ accountId: id, domainId: id })
const mappingOf = ({ id }: Place) => ({ accountId: id, mappingId: id })
const accountOf = ({ id }: Place) => ({ accountId: id })

/** The actions of single sign-on, groups and provisioning in an organization. */
export const singleSignOnDenials: Record<string, Denial> = {
  startConnectionTestAction: { input: connectionOf, member: 'forbidden' },
  createOidcConnectionAction: {
    input: ({ id }) => ({
      accountId: id,
      name: 'Taken over',
      issuer: 'https://203.0.114.7',
      clientId: 'x',
      clientSecret: 'x',
    }),
    member: 'forbidden',
  },
  createSamlConnectionAction: {
    input: ({ id }) => ({ accountId: id, name: 'Taken over', metadataUrl: 'https://203.0.114.7/' }),
    member: 'forbidden',
  },
  updateSsoConnectionAction: {
    input: (at) => ({ ...connectionOf(at), name: 'Taken over' }),
    member: 'forbidden',
  },
  activateSsoConnectionAction: { input: connectionOf, member: 'forbidden' },
  disableSsoConnectionAction: { input: connectionOf, member: 'forbidden' },
  enableSsoConnectionAction: { input: connectionOf, member: 'forbidden' },
  deleteSsoConnectionAction: { input: connectionOf, member: 'forbidden' },
  addSsoCertificateAction: {
    input: (at) => ({ ...connectionOf(at), certificate: 'MIID' }),
    member: 'forbidden',
  },
  removeSsoCertificateAction: {
    input: (at) => ({ ...connectionOf(at), fingerprint: 'a'.repeat(64) }),
    member: 'forbidden',
  },
  unlinkSsoIdentityAction: { input: ({ id }) => ({ accountId: id, identityId: id }), member: 'forbidden' },
  refreshSsoMetadataAction: { input: connectionOf, member: 'forbidden' },
  prepareSsoKeyAction: { input: connectionOf, member: 'forbidden' },
  rotateSsoKeyAction: { input: connectionOf, member: 'forbidden' },
  addSsoDomainAction: {
    input: ({ id }) => ({ accountId: id, domain: 'taken-over.example' }),
    member: 'forbidden',
  },
  checkSsoDomainAction: { input: domainOf, member: 'forbidden' },
  assignSsoDomainAction: { input: (at) => ({ ...domainOf(at), connectionId: null }), member: 'forbidden' },
  removeSsoDomainAction: { input: domainOf, member: 'forbidden' },
  requireSingleSignOnAction: { input: accountOf, member: 'forbidden' },
  liftSingleSignOnAction: { input: accountOf, member: 'forbidden' },
  setSessionLengthAction: { input: ({ id }) => ({ accountId: id, minutes: 60 }), member: 'forbidden' },
  setBreakGlassAction: { input: ({ id }) => ({ accountId: id, membershipIds: [] }), member: 'forbidden' },
  createGroupMappingAction: {
    input: ({ id, roleId }) => ({ accountId: id, group: 'taken-over', roleId }),
    member: 'forbidden',
  },
  updateGroupMappingAction: { input: mappingOf, member: 'forbidden' },
  deleteGroupMappingAction: { input: mappingOf, member: 'forbidden' },
  createScimTokenAction: { input: ({ id }) => ({ accountId: id, name: 'Taken over' }), member: 'forbidden' },
  revokeScimTokenAction: { input: ({ id }) => ({ accountId: id, tokenId: id }), member: 'forbidden' },
}
