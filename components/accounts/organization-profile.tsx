import { Bot, Boxes, MailWarning, Users } from 'lucide-react'
import Link from 'next/link'
import type { ReactNode } from 'react'
import { RecentActivity } from '@/components/audit/recent-activity'
import { Badge } from '@/components/ui/badge'
import { Card } from '@/components/ui/card'
import { PageHeader } from '@/components/ui/page-header'
import { RelativeTime } from '@/components/ui/relative-time'
import { RoleBadge } from '@/components/ui/role-badge'
import { TextLink } from '@/components/ui/text-link'
import type { OrganizationProfile } from '@/lib/accounts/schema'
import type { RecentEvent } from '@/lib/audit/schema'
import type { Capability } from '@/lib/capability'
import { aboutText, countText } from '@/lib/format'
import { paths } from '@/lib/paths'
import { GettingStarted } from './getting-started'
import { PlanUsage } from './plan-usage'

type OrganizationProfileViewProps = {
  profile: OrganizationProfile
  /** Those that the viewer can open. */
  workspaces: { count: number; limit: number }
  createWorkspace: Capability
  /** Null for whoever may not read the audit log. */
  events: RecentEvent[] | null
}

/** What an organization is at a glance: its people, its plan, what happened, and what needs attention. */
export function OrganizationProfileView({
  profile,
  workspaces,
  createWorkspace,
  events,
}: OrganizationProfileViewProps) {
  const { name, handle, role_name, plan, counts, countLimit, can } = profile
  return (
    <>
      <PageHeader
        title={name}
        badge={<RoleBadge name={`You: ${role_name}`} />}
        description={
          <>
            <span className="font-mono">{handle}</span> · created <RelativeTime value={profile.createdAt} />
          </>
        }
      />
      <Attention profile={profile} />
      <GettingStarted
        handle={handle}
        invite={can.invite}
        isInvited={counts.members > 1 || counts.pendingInvitations > 0}
        createWorkspace={createWorkspace}
        hasWorkspace={workspaces.count > 0}
        createServiceAccount={can.createServiceAccount}
        hasServiceAccount={counts.serviceAccounts > 0}
      />
      <div className="grid gap-4 sm:grid-cols-2 xl:grid-cols-4">
        <LinkCard href={paths.members(handle)} icon={<Users aria-hidden />} title="Members">
          <p className="text-xl font-semibold tabular-nums">{aboutText(counts.members, counts.isEstimate)}</p>
          {can.readInvitations.allowed ? (
            <p className="text-sm text-muted">{pendingText(counts.pendingInvitations, countLimit)}</p>
          ) : null}
        </LinkCard>
        <LinkCard href={paths.workspaces(handle)} icon={<Boxes aria-hidden />} title="Workspaces">
          <p className="text-xl font-semibold tabular-nums">
            {countText(workspaces.count, workspaces.limit)}
          </p>
          <p className="text-sm text-muted">that you can open</p>
        </LinkCard>
        <LinkCard href={paths.serviceAccounts(handle)} icon={<Bot aria-hidden />} title="Service accounts">
          <p className="text-xl font-semibold tabular-nums">
            {countText(counts.serviceAccounts, countLimit)}
          </p>
          <p className="text-sm text-muted">with keys of their own</p>
        </LinkCard>
        <Card title="Plan" actions={<Badge>{plan.title}</Badge>}>
          <PlanUsage plan={plan} counts={counts} />
        </Card>
      </div>
      {events ? (
        <div className="mt-4">
          <RecentActivity events={events} />
        </div>
      ) : null}
      <p className="mt-4 text-sm text-muted">
        <TextLink href={paths.organizationSettings(handle)}>Settings</TextLink>: the name, the handle, the IP
        allowlist, webhooks, and deleting the organization.
      </p>
    </>
  )
}

function Attention({ profile }: { profile: OrganizationProfile }) {
  const { counts, handle } = profile
  return (
    <>
      {counts.failedMails > 0 ? (
        <Attentive icon={<MailWarning aria-hidden className="text-danger" />}>
          {counts.failedMails === 1
            ? 'One invitation could not be delivered.'
            : `${counts.failedMails} invitations could not be delivered.`}{' '}
          <TextLink href={paths.members(handle)}>See why on the members page</TextLink>
        </Attentive>
      ) : null}
    </>
  )
}

function Attentive({ icon, children }: { icon: ReactNode; children: ReactNode }) {
  return (
    <p className="mb-4 flex items-start gap-3 rounded-md border border-line bg-surface p-4 [&_svg]:mt-0.5 [&_svg]:size-4 [&_svg]:shrink-0">
      {icon}
      <span>{children}</span>
    </p>
  )
}

function LinkCard({
  href,
  icon,
  title,
  children,
}: {
  href: string
  icon: ReactNode
  title: string
  children: ReactNode
}) {
  return (
    <Link
      href={href}
      className="grid content-start gap-2 rounded-md border border-line bg-surface p-4 hover:border-control sm:p-5 [&_svg]:size-4 [&_svg]:text-muted"
    >
      <span className="flex items-center gap-2 text-base font-semibold">
        {icon}
        {title}
      </span>
      {children}
    </Link>
  )
}

function pendingText(count: number, limit: number): string {
  if (count === 0) return 'No pending invitations'
  return count === 1 ? '1 pending invitation' : `${countText(count, limit)} pending invitations`
}
