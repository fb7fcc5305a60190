import { Badge } from '@/components/ui/badge'
import type { SsoConnectionSummary } from '@/lib/sso/connection-schema'

type ConnectionStateProps = { connection: Pick<SsoConnectionSummary, 'state' | 'tested_at'> }

/** Whether people come in through a connection. */
export function ConnectionState({ connection: { state, tested_at } }: ConnectionStateProps) {
  switch (state) {
    case 'ACTIVE':
      return <Badge tone="success">Active</Badge>
    case 'DISABLED':
      return <Badge>Disabled</Badge>
    default:
      return <Badge tone="warning">{tested_at ? 'Draft, tested' : 'Draft, not tested'}</Badge>
  }
}
