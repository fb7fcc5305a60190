import { Card } from '@/components/ui/card'
import { Fact } from '@/components/ui/fact'
import { RelativeTime } from '@/components/ui/relative-time'
import type { SsoConnectionView } from '@/lib/sso/connection-schema'

/** What a connection is set to. */
export function ConnectionFacts({ connection }: { connection: SsoConnectionView }) {
  const { kind, issuer, client_id, sign_in_url, sign_out_url, metadata_url } = connection
  const { admission, role, domains, groups_claim, allows_unsolicited } = connection
  const isSaml = kind === 'SAML'
  return (
    <Card title="Settings">
      <dl className="grid gap-2">
        <Fact title="Kind">{isSaml ? 'SAML 2.0' : 'OpenID Connect'}</Fact>
        <Exact title={isSaml ? 'Entity ID' : 'Issuer'} value={issuer} />
        <Exact title="Client ID" value={client_id} />
        <Exact title="Metadata" value={metadata_url} />
        <Exact title="Sign-in" value={sign_in_url} />
        <Exact title="Single logout" value={sign_out_url} />
        {isSaml ? (
          <Fact title="Begins">{allows_unsolicited ? 'Here, or at the provider' : 'Here alone'}</Fact>
        ) : null}
        <Fact title="Who can sign in">
          <span className="wrap-anywhere">
            {admission === 'DOMAIN'
              ? `Everybody with an address of its domains, as ${role.name}`
              : 'Members and those invited'}
          </span>
        </Fact>
        <Fact title="Domains">
          <span className="wrap-anywhere">{domains.length === 0 ? 'None' : domains.join(', ')}</span>
        </Fact>
        <Exact title={isSaml ? 'Groups attribute' : 'Groups claim'} value={groups_claim} />
        <Fact title="Added">
          <RelativeTime value={connection.created_at} />
        </Fact>
      </dl>
    </Card>
  )
}

function Exact({ title, value }: { title: string; value: string | null }) {
  if (value === null) return null
  return (
    <Fact title={title}>
      <span className="font-mono text-sm break-all">{value}</span>
    </Fact>
  )
}
