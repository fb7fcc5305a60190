import { z } from 'zod'
import { capabilityView } from '@/lib/capability'
import { singleLineText } from '@/lib/text'
import { uuid } from '@/lib/uuid'

/** How many connections an account has at most. */
export const connectionsAtMost = 20
/** How many certificates of a provider a connection trusts at once. */
export const certificatesAtMost = 5

export const ssoKind = z.enum(['OIDC', 'SAML'])
export const ssoState = z.enum(['DRAFT', 'ACTIVE', 'DISABLED'])
/** `DOMAIN`: whoever the provider vouches for with an address of a proven domain; `INVITED`: members and those invited. */
export const ssoAdmission = z.enum(['DOMAIN', 'INVITED'])

const name = singleLineText({ label: 'name', maximum: 80 })
const address = (what: string) =>
  z
    .url({
      protocol: /^https?$/,
      error: `Give ${what} as an address such as https://login.example.com/.`,
      abort: true,
    })
    .max(2_000, { error: 'An address has at most 2,000 characters.' })
    .refine((text) => !/^\w+:\/\/[^/?#]*@/.test(text), {
      error: 'An address is without a user and password.',
    })
const issuer = address('the issuer').refine((text) => !/[?#]/.test(text), {
  error: 'An issuer is an address without a query.',
})
const entityId = singleLineText({ label: 'entity id', maximum: 1_000 })
const clientId = singleLineText({ label: 'client id', maximum: 500 })
const clientSecret = z
  .string({ error: 'Fill in the client secret.' })
  .min(1, { error: 'Fill in the client secret.' })
  .max(2_000, { error: 'A client secret has at most 2,000 characters.' })
  .refine((text) => !/[\p{Cc}]/u.test(text), { error: 'A client secret is one line of text.' })
const groupsClaim = singleLineText({ label: 'groups claim', maximum: 200 })
/** A certificate in PEM, or the base64 in the middle of it alone, as providers show it. */
const certificate = z
  .string({ error: 'Paste the certificate.' })
  .max(20_000, { error: 'A certificate has at most 20,000 characters.' })
const metadata = z.string().max(1_048_576, { error: 'Metadata are at most 1 MB.' })

const account = { accountId: uuid() }
const settings = {
  name,
  admission: ssoAdmission,
  /** The organization role of those who become members by it; Member when it is left out. */
  roleId: uuid(),
  groupsClaim,
}
const settingsOfNew = {
  ...account,
  name,
  admission: ssoAdmission.default('DOMAIN'),
  roleId: uuid().optional(),
  groupsClaim: groupsClaim.default('groups'),
}

export const listSsoConnectionsInput = z.object(account)
export const ssoConnectionInput = z.object({ ...account, connectionId: uuid() })
export type OfConnection = z.output<typeof ssoConnectionInput>

/** Discovery at the issuer fills the rest. */
export const createOidcConnectionInput = z.object({ ...settingsOfNew, issuer, clientId, clientSecret })
export type CreateOidcConnectionInput = z.output<typeof createOidcConnectionInput>

/** By `metadataUrl`, by `metadata` as text, or by the fields one by one. */
export const createSamlConnectionInput = z.object({
  ...settingsOfNew,
  metadataUrl: address('the metadata').optional(),
  metadata: metadata.optional(),
  entityId: entityId.optional(),
  signInUrl: address('the sign-in page').optional(),
  signOutUrl: address('the sign-out page').optional(),
  certificates: z.array(certificate).max(certificatesAtMost).default([]),
  allowsUnsolicited: z.boolean().default(false),
})
export type CreateSamlConnectionInput = z.output<typeof createSamlConnectionInput>

/** What is left out stays. `expectedVersion` is the one that was shown; without it the last one wins. */
export const updateSsoConnectionInput = ssoConnectionInput.extend({
  expectedVersion: z.int().positive().optional(),
  name: settings.name.optional(),
  admission: settings.admission.optional(),
  roleId: settings.roleId.optional(),
  groupsClaim: settings.groupsClaim.optional(),
  issuer: issuer.optional(),
  clientId: clientId.optional(),
  clientSecret: clientSecret.optional(),
  /** Read at once, as `metadata` is: the provider's pages are as they say, and its certificates are trusted. */
  metadataUrl: address('the metadata').nullable().optional(),
  metadata: metadata.optional(),
  entityId: entityId.optional(),
  signInUrl: address('the sign-in page').optional(),
  signOutUrl: address('the sign-out page').nullable().optional(),
  allowsUnsolicited: z.boolean().optional(),
})
export type UpdateSsoConnectionInput = z.output<typeof updateSsoConnectionInput>

/** A step of a connection's life; `expectedVersion` as in a change. */
export const ssoConnectionStepInput = ssoConnectionInput.extend({
  expectedVersion: z.int().positive().optional(),
})
export type SsoConnectionStepInput = z.output<typeof ssoConnectionStepInput>

export const addSsoCertificateInput = ssoConnectionInput.extend({ certificate })
export type AddSsoCertificateInput = z.output<typeof addSsoCertificateInput>
export const removeSsoCertificateInput = ssoConnectionInput.extend({
  fingerprint: z.string().max(200),
})
export type RemoveSsoCertificateInput = z.output<typeof removeSsoCertificateInput>

/** `certificate_expires_at` is when the last of the provider's certificates ends; null for OIDC. */
export const ssoConnectionSummary = z.object({
  id: z.uuid(),
  kind: ssoKind,
  name: z.string(),
  state: ssoState,
  admission: ssoAdmission,
  issuer: z.string(),
  role: z.object({ id: z.uuid(), name: z.string() }),
  domains: z.array(z.string()),
  people: z.int(),
  tested_at: z.iso.datetime().nullable(),
  certificate_expires_at: z.iso.datetime().nullable(),
  problem: z.string().nullable(),
  problem_at: z.iso.datetime().nullable(),
  version: z.int(),
  created_at: z.iso.datetime(),
})
export type SsoConnectionSummary = z.infer<typeof ssoConnectionSummary>

export const ssoCertificateView = z.object({
  fingerprint: z.string(),
  pem: z.string(),
  not_before: z.iso.datetime(),
  not_after: z.iso.datetime(),
})

/** A certificate of ours: the provider checks with it what we sign. */
export const ssoKeyView = z.object({
  id: z.uuid(),
  certificate: z.string(),
  not_after: z.iso.datetime(),
  is_signing: z.boolean(),
})

/** Our side of a connection, to paste at the provider. */
export const ssoOurSideView = z.object({
  redirect_uri: z.string().nullable(),
  entity_id: z.string().nullable(),
  acs_url: z.string().nullable(),
  metadata_url: z.string().nullable(),
  logout_url: z.string().nullable(),
  keys: z.array(ssoKeyView),
})

/** What a provider said of whoever tested the connection: each claim as text, lists with a line for each. */
export const ssoClaimView = z.object({ name: z.string(), value: z.string() })
export const ssoTestView = z.object({
  at: z.iso.datetime(),
  by: z.string(),
  subject: z.string(),
  email: z.string().nullable(),
  name: z.string().nullable(),
  groups: z.array(z.string()),
  claims: z.array(ssoClaimView),
})

/**
 * What goes with a connection: people known through it, how many of them have no password, sessions it opened, groups it told of that give
 * something here. People and sessions are counted to 10,000.
 */
export const ssoConsequencesView = z.object({
  people: z.int(),
  people_without_password: z.int(),
  sessions: z.int(),
  domains: z.int(),
  groups: z.int(),
})
export type SsoConsequences = z.infer<typeof ssoConsequencesView>

export const ssoConnectionCapabilities = z.object({
  update: capabilityView,
  change_provider: capabilityView,
  test: capabilityView,
  activate: capabilityView,
  disable: capabilityView,
  enable: capabilityView,
  delete: capabilityView,
})

export const ssoConnectionView = ssoConnectionSummary.extend({
  client_id: z.string().nullable(),
  groups_claim: z.string(),
  metadata_url: z.string().nullable(),
  sign_in_url: z.string().nullable(),
  sign_out_url: z.string().nullable(),
  allows_unsolicited: z.boolean(),
  discovered_at: z.iso.datetime().nullable(),
  certificates: z.array(ssoCertificateView),
  our_side: ssoOurSideView,
  test: ssoTestView.nullable(),
  consequences: ssoConsequencesView,
  can: ssoConnectionCapabilities,
})
export type SsoConnectionView = z.infer<typeof ssoConnectionView>

/** A connection after a change of it. */
export const ssoConnectionReference = z.object({ id: z.uuid(), version: z.int() })
export type SsoConnectionReference = z.infer<typeof ssoConnectionReference>
/** The same with the certificate that is trusted now. */
export const ssoCertificateReference = ssoConnectionReference.extend({ fingerprint: z.string() })
export type SsoCertificateReference = z.infer<typeof ssoCertificateReference>
/** The same with the key of ours that is published now. */
export const ssoKeyReference = ssoConnectionReference.extend({ key_id: z.uuid() })
export type SsoKeyReference = z.infer<typeof ssoKeyReference>
