import { z } from 'zod'
import {
  createOidcConnectionInput,
  createSamlConnectionInput,
  updateSsoConnectionInput,
  type SsoConnectionView,
} from '@/lib/sso/connection-schema'

/** What the dialogs of a connection hold: the fields of both kinds, and which of them count. */
const fields = z.object({
  kind: z.enum(['OIDC', 'SAML']),
  /** Where the values of a SAML provider come from. */
  source: z.enum(['url', 'text', 'fields']),
  name: z.string(),
  admission: z.enum(['DOMAIN', 'INVITED']),
  roleId: z.string(),
  groupsClaim: z.string(),
  issuer: z.string(),
  clientId: z.string(),
  clientSecret: z.string(),
  metadataUrl: z.string(),
  metadata: z.string(),
  entityId: z.string(),
  signInUrl: z.string(),
  signOutUrl: z.string(),
  certificates: z.array(z.string()),
  allowsUnsolicited: z.boolean(),
})
export type ConnectionValues = z.input<typeof fields>

const oidc = createOidcConnectionInput.omit({ accountId: true })
const saml = createSamlConnectionInput.omit({ accountId: true })
const update = updateSsoConnectionInput.omit({ accountId: true, connectionId: true })

/** A new connection. */
export const newConnectionForm = fields.superRefine((values, context) =>
  addIssues(
    context,
    values.kind === 'OIDC' ? oidc.safeParse(oidcTermsOf(values)) : saml.safeParse(samlTermsOf(values)),
  ),
)

/** A change of one that exists. */
export function changeForm(connection: SsoConnectionView) {
  return fields.superRefine((values, context) =>
    addIssues(context, update.safeParse(changesOf(values, connection))),
  )
}

/** What the dialog for a new connection begins with. */
export function newValues(roleId: string): ConnectionValues {
  return { ...empty, roleId }
}

/** What the dialog for one that exists begins with. */
export function valuesOf(connection: SsoConnectionView): ConnectionValues {
  const { kind, name, admission, role, metadata_url } = connection
  return {
    ...empty,
    kind,
    source: metadata_url === null ? 'fields' : 'url',
    name,
    admission,
    roleId: role.id,
    ...providerOf(connection),
    groupsClaim: connection.groups_claim,
    allowsUnsolicited: connection.allows_unsolicited,
  }
}

/** What makes an OpenID Connect connection. */
export function oidcTermsOf({ issuer, clientId, clientSecret, ...values }: ConnectionValues) {
  return { ...sharedOf(values), issuer, clientId, clientSecret }
}

/** What makes a SAML connection. */
export function samlTermsOf({ allowsUnsolicited, ...values }: ConnectionValues) {
  const shared = { ...sharedOf(values), allowsUnsolicited }
  switch (values.source) {
    case 'url':
      return { ...shared, metadataUrl: values.metadataUrl }
    case 'text':
      return { ...shared, metadata: values.metadata }
    default: {
      const { entityId, signInUrl, signOutUrl, certificates } = values
      const signOut = signOutUrl === '' ? {} : { signOutUrl }
      return { ...shared, entityId, signInUrl, ...signOut, certificates }
    }
  }
}

/** What changes a connection. Of its provider only what is another one is named: anything named takes the test back. */
export function changesOf(values: ConnectionValues, connection: SsoConnectionView) {
  const shared = sharedOf(values)
  const before = providerOf(connection)
  const changed = <Name extends keyof typeof before>(...names: Name[]) =>
    Object.fromEntries(names.flatMap((name) => (values[name] === before[name] ? [] : [[name, values[name]]])))
  if (connection.kind === 'OIDC') {
    const { clientSecret } = values
    return { ...shared, ...changed('issuer', 'clientId'), ...(clientSecret === '' ? {} : { clientSecret }) }
  }
  const { allowsUnsolicited } = values
  const begins = allowsUnsolicited === connection.allows_unsolicited ? {} : { allowsUnsolicited }
  switch (values.source) {
    case 'url':
      return { ...shared, ...begins, ...changed('metadataUrl') }
    case 'text':
      return { ...shared, ...begins, metadata: values.metadata, metadataUrl: null }
    default: {
      const { signOutUrl } = values
      const signOut = signOutUrl === before.signOutUrl ? {} : { signOutUrl: signOutUrl || null }
      const byHand = before.metadataUrl === '' ? {} : { metadataUrl: null }
      return { ...shared, ...begins, ...changed('entityId', 'signInUrl'), ...signOut, ...byHand }
    }
  }
}

const empty: ConnectionValues = {
  kind: 'OIDC',
  source: 'url',
  name: '',
  admission: 'DOMAIN',
  roleId: '',
  groupsClaim: 'groups',
  issuer: '',
  clientId: '',
  clientSecret: '',
  metadataUrl: '',
  metadata: '',
  entityId: '',
  signInUrl: '',
  signOutUrl: '',
  certificates: [''],
  allowsUnsolicited: false,
}

function providerOf({ issuer, client_id, metadata_url, sign_in_url, sign_out_url }: SsoConnectionView) {
  return {
    issuer,
    entityId: issuer,
    clientId: client_id ?? '',
    metadataUrl: metadata_url ?? '',
    signInUrl: sign_in_url ?? '',
    signOutUrl: sign_out_url ?? '',
  }
}

type Shared = Pick<ConnectionValues, 'name' | 'admission' | 'roleId' | 'groupsClaim'>

function sharedOf({ name, admission, roleId, groupsClaim }: Shared) {
  return { name, admission, groupsClaim, ...(roleId === '' ? {} : { roleId }) }
}

function addIssues(
  context: z.RefinementCtx,
  { error }: { error?: { issues: readonly { path: PropertyKey[]; message: string }[] } },
): void {
  for (const { path, message } of error?.issues ?? [])
    context.addIssue({
      code: 'custom',
      path: [...path],
      message,
    })
}
