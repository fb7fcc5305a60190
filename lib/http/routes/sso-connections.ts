import { z } from '@hono/zod-openapi'
import { snakeCaseInput } from '@/lib/snake-case'
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
import { defineRoute, type Route } from '../define-route'
import { inOrganization } from '../demand'

const area = 'Single sign-on: connections'
const read = inOrganization('read:sso')
const change = inOrganization('update:sso')
const list = '/accounts/{accountId}/sso/connections'
const one = `${list}/{connectionId}` as const
const params = ssoConnectionInput
const ofAccount = { accountId: true } as const
const ofConnection = { accountId: true, connectionId: true } as const
const changed = { status: 200, schema: ssoConnectionReference, description: 'Its id and version' } as const
const created = { ...changed, status: 201 } as const
const deletedReference = { status: 200, schema: z.object({ id: z.uuid() }), description: 'Its id' } as const
const errors = {
  412: 'Somebody changed it meanwhile (`changed_meanwhile`): `expected_version` is not the present one.',
}
const deletion = z.object({
  expected_version: z.coerce.number().int().min(1).max(2_147_483_647).optional(),
})
const asking = {
  422: 'What the provider is, or its address, is not taken: `address_refused`, `provider_unreachable`, `discovery_failed`, `metadata_refused`, …',
  429: 'A hundred and twenty requests in an hour are used up; `Retry-After` says how many seconds to wait.',
}

type Step = (
  ctx: Parameters<typeof activateSsoConnection>[0],
  input: z.output<typeof ssoConnectionStepInput>,
) => Promise<z.infer<typeof ssoConnectionReference>>

function step(name: string, summary: string, run: Step): Route {
  return defineRoute({
    method: 'post',
    path: `${one}/${name}` as const,
    area,
    summary,
    demand: change,
    params,
    body: snakeCaseInput(ssoConnectionStepInput.omit(ofConnection)),
    example: {},
    answer: changed,
    errors,
    handle: ({ ctx, params: of, body }) => run(ctx, { ...of, ...body }),
  })
}

/** The identity providers that an organization signs in with. */
export const ssoConnectionRoutes: readonly Route[] = [
  defineRoute({
    method: 'get',
    path: list,
    area,
    summary: 'The connections of an account, the oldest first',
    demand: read,
    params: listSsoConnectionsInput,
    answer: { status: 200, schema: z.array(ssoConnectionSummary), description: 'At most twenty' },
    handle: ({ ctx, params: of }) => listSsoConnections(ctx, of),
  }),
  defineRoute({
    method: 'get',
    path: one,
    area,
    summary: 'One connection: our side of it, its last test, and what would go with it; never its secrets',
    demand: read,
    params,
    answer: { status: 200, schema: ssoConnectionView, description: 'The connection' },
    handle: ({ ctx, params: of }) => getSsoConnection(ctx, of),
  }),
  defineRoute({
    method: 'post',
    path: `${list}/oidc`,
    area,
    summary: 'Adds an OpenID Connect provider as a draft; discovery at its issuer fills the rest',
    demand: change,
    params: listSsoConnectionsInput,
    body: snakeCaseInput(createOidcConnectionInput.omit(ofAccount)),
    example: {
      name: 'Company login',
      issuer: 'https://203.0.114.7',
      client_id: 'roster',
      client_secret: 'from the provider',
    },
    creates: true,
    answer: created,
    errors: asking,
    handle: ({ ctx, params: of, body }) => createOidcConnection(ctx, { ...of, ...body }),
  }),
  defineRoute({
    method: 'post',
    path: `${list}/saml`,
    area,
    summary: 'Adds a SAML 2.0 provider as a draft: by its metadata (address or text), or by fields',
    demand: change,
    params: listSsoConnectionsInput,
    body: snakeCaseInput(createSamlConnectionInput.omit(ofAccount)),
    example: { name: 'Company login', metadata_url: 'https://203.0.114.7/metadata' },
    creates: true,
    answer: created,
    errors: asking,
    handle: ({ ctx, params: of, body }) => createSamlConnection(ctx, { ...of, ...body }),
  }),
  defineRoute({
    method: 'patch',
    path: one,
    area,
    summary: 'Changes a connection; what is left out stays, and a secret is never answered',
    demand: change,
    params,
    body: snakeCaseInput(updateSsoConnectionInput.omit(ofConnection)),
    example: { name: 'Company login' },
    answer: changed,
    errors: { ...asking, ...errors },
    handle: ({ ctx, params: of, body }) => updateSsoConnection(ctx, { ...of, ...body }),
  }),
  defineRoute({
    method: 'delete',
    path: one,
    area,
    summary: 'Deletes a connection: nobody is known through it any more, and the sessions that it opened end',
    demand: change,
    params,
    query: deletion,
    answer: deletedReference,
    errors,
    handle: ({ ctx, params: of, query: { expected_version: expectedVersion } }) =>
      deleteSsoConnection(ctx, { ...of, expectedVersion }),
  }),
  step('activate', 'Makes a tested draft active: its people come in from then on', activateSsoConnection),
  step('disable', 'Switches a connection off, and ends the sessions that it opened', disableSsoConnection),
  step('enable', 'Switches a connection on again', enableSsoConnection),
  defineRoute({
    method: 'post',
    path: `${one}/certificates`,
    area,
    summary: 'Trusts one certificate of a SAML provider more, beside those it has',
    demand: change,
    params,
    body: snakeCaseInput(addSsoCertificateInput.omit(ofConnection)),
    example: { certificate: exampleCertificate() },
    answer: {
      status: 201,
      schema: ssoCertificateReference,
      description: 'The fingerprint of the certificate, and the connection’s id and version',
    },
    creates: true,
    handle: ({ ctx, params: of, body }) => addSsoCertificate(ctx, { ...of, ...body }),
  }),
  defineRoute({
    method: 'delete',
    path: `${one}/certificates/{fingerprint}`,
    area,
    summary: 'No longer trusts a certificate of a SAML provider; the last one stays',
    demand: change,
    params: removeSsoCertificateInput,
    answer: changed,
    handle: ({ ctx, params: of }) => removeSsoCertificate(ctx, of),
  }),
  defineRoute({
    method: 'post',
    path: `${one}/metadata`,
    area,
    summary: 'Reads the metadata of a SAML provider again, and trusts the certificates that are new there',
    demand: change,
    params,
    answer: changed,
    errors: asking,
    handle: ({ ctx, params: of }) => refreshSsoMetadata(ctx, of),
  }),
  defineRoute({
    method: 'post',
    path: `${one}/keys`,
    area,
    summary:
      'Publishes a second key of ours for a SAML connection, for its provider to know before we sign with it',
    demand: change,
    params,
    answer: {
      status: 201,
      schema: ssoKeyReference,
      description: 'The id of the key, and the connection’s id and version',
    },
    creates: true,
    handle: ({ ctx, params: of }) => prepareSsoKey(ctx, of),
  }),
  defineRoute({
    method: 'post',
    path: `${one}/keys/rotate`,
    area,
    summary: 'Signs with the key that was prepared, and no longer publishes the one before',
    demand: change,
    params,
    answer: changed,
    handle: ({ ctx, params: of }) => rotateSsoKey(ctx, of),
  }),
]

function exampleCertificate(): string {
  return '-----BEGIN CERTIFICATE-----\nMIID…\n-----END CERTIFICATE-----'
}
