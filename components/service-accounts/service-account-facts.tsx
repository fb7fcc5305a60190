import { Card } from '@/components/ui/card'
import { Fact } from '@/components/ui/fact'
import { RelativeTime } from '@/components/ui/relative-time'
import { countOf } from '@/lib/format'
import type { ServiceAccountDetail } from '@/lib/service-accounts/schema'

/** What a service account works with, and since when. */
export function ServiceAccountFacts({ account }: { account: ServiceAccountDetail }) {
  const { keys, last_used_at, workspaces, created_at, created_by_name } = account
  return (
    <Card title="At a glance">
      <dl className="-mt-2 grid gap-2">
        <Fact title="Last used">
          <RelativeTime value={last_used_at} />
        </Fact>
        <Fact title="Keys">
          {keysText(keys)}
          {keys.next_expires_at ? (
            <>
              , {keys.active === 1 ? 'ends' : 'the next ends'} <RelativeTime value={keys.next_expires_at} />
            </>
          ) : null}
        </Fact>
        <Fact title="Workspaces">{workspaces === 0 ? 'None' : countOf(workspaces, 'workspace')}</Fact>
        <Fact title="Created">
          <RelativeTime value={created_at} />
          {created_by_name ? <span className="wrap-anywhere"> by {created_by_name}</span> : null}
        </Fact>
      </dl>
    </Card>
  )
}

function keysText({ active, stale }: ServiceAccountDetail['keys']): string {
  if (active === 0) return 'None that works'
  if (stale === 0) return countOf(active, 'key')
  return stale === active ? `${countOf(active, 'key')}, stale` : `${countOf(active, 'key')}, ${stale} stale`
}
