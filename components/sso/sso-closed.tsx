import { WouldShow } from '@/components/feedback/would-show'
import type { Refusal } from '@/lib/capability'

const shown = [
  'The mail domains that the organization has proven to own, each with the DNS record that proves it.',
  'Connections to identity providers, by OpenID Connect or SAML, with a test before anybody depends on them.',
  'Whether members have to come through single sign-on, how long their sessions last, and who gets in when no provider works.',
  'What groups of the identity provider give: organization roles, and roles in workspaces.',
  'Provisioning: people are made, suspended and removed here as they are at the identity provider (SCIM).',
]

/** In place of single sign-on where it is not to be seen or not in the plan. */
export function SsoClosed({ what, reason }: { what: string; reason: Refusal }) {
  return <WouldShow what={what} reason={reason} shown={shown} />
}
