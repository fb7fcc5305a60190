import type { ReactNode } from 'react'
import { ClockTime } from '@/components/ui/clock-time'
import { Fact } from '@/components/ui/fact'
import { RelativeTime } from '@/components/ui/relative-time'
import { TextLink } from '@/components/ui/text-link'
import type { AuditEventDetail, AuditLink } from '@/lib/audit/schema'
import { useAuditPlace } from './audit-place'
import { nameText, type ReadInfo } from './difference'
import { Value } from './event-changes'
import { kindText, thingText } from './event-text'
import { thingHref } from './thing-href'

type EventFactsProps = { event: AuditEventDetail; read: ReadInfo }

/** When, who, what, where and from where, with links to what is still there. */
export function EventFacts({ event, read }: EventFactsProps) {
  const { ip_address, user_agent, device, object_table, workspace_link } = event
  return (
    <dl className="grid gap-2">
      <Fact title="When">
        <ClockTime value={event.timestamp} look="whole" />{' '}
        <span className="text-muted">
          (<RelativeTime value={event.timestamp} />)
        </span>
      </Fact>
      <Fact title="Who">
        <Linked link={event.actor_link}>{event.actor_name}</Linked>
        {whoText(event.actor_kind, read.apiKey)}
      </Fact>
      <Fact title="What">
        {kindText(event.action)} <Exact>{event.action}</Exact>
      </Fact>
      <Fact title="About">
        <Linked link={event.object_link}>
          {event.object_link ? event.object_link.name : `A ${thingText(object_table)}`}
        </Linked>{' '}
        <Exact>
          {object_table}:{event.object_id}
        </Exact>
      </Fact>
      {event.workspace_id && object_table !== 'workspace' ? (
        <Fact title="Workspace">
          <Linked link={workspace_link}>{workspace_link?.name ?? 'A former workspace'}</Linked>
        </Fact>
      ) : null}
      {ip_address !== null || user_agent !== null ? (
        <Fact title="From">
          <span className="font-mono text-sm select-all">{ip_address ?? 'Unknown address'}</span>
          {user_agent === null ? null : (
            <>
              , {device}
              <Exact isBlock>{user_agent}</Exact>
            </>
          )}
        </Fact>
      ) : null}
      {read.facts.map(({ name, value }) => (
        <Fact key={name} title={nameText(name)}>
          <span className="wrap-anywhere">
            <Value value={value} />
          </span>
        </Fact>
      ))}
      {event.request_id ? (
        <Fact title="Request">
          <Exact>{event.request_id}</Exact>
        </Fact>
      ) : null}
      <Fact title="Hash">
        <Exact>{event.hash}</Exact>
      </Fact>
    </dl>
  )
}

function Linked({ link, children }: { link: AuditLink | null; children: ReactNode }) {
  return link ? <ThingLink link={link}>{children}</ThingLink> : children
}

function ThingLink({ link, children }: { link: AuditLink; children: ReactNode }) {
  const { handle } = useAuditPlace()
  return <TextLink href={thingHref(handle, link)}>{children}</TextLink>
}

function Exact({ isBlock = false, children }: { isBlock?: boolean; children: ReactNode }) {
  return (
    <span className={`${isBlock ? 'block ' : ''}font-mono text-sm text-muted select-all wrap-anywhere`}>
      {children}
    </span>
  )
}

function whoText(kind: string, apiKey: string | null): string {
  const robot = kind === 'SERVICE_ACCOUNT' ? ', a service account' : ''
  return apiKey === null ? robot : `${robot}, with the API key ${apiKey}`
}
