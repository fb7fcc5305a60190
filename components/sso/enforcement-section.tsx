'use client'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { ConfirmDialog } from '@/components/feedback/confirm-dialog'
import { ErrorState } from '@/components/feedback/error-state'
import { Badge } from '@/components/ui/badge'
import { Button } from '@/components/ui/button'
import { ButtonLink } from '@/components/ui/button-link'
import { reasonOf } from '@/components/ui/disabled-reason'
import { lazyDialog } from '@/components/ui/lazy-dialog'
import { PageSection } from '@/components/ui/page-section'
import { Skeleton } from '@/components/ui/skeleton'
import { WarningNote } from '@/components/ui/warning-note'
import { cappedCountOf, countedAtMost, countOf, countText } from '@/lib/format'
import { paths } from '@/lib/paths'
import type { SsoEnforcementView } from '@/lib/sso/enforcement-schema'
import { ssoQueries } from '@/lib/sso/queries'
import { BreakGlassTable } from './break-glass-table'
import { sessionLengthText } from './session-lengths'
import { useEnforcement } from './use-enforcement'

const SessionLengthDialog = lazyDialog(() =>
  import('./session-length-dialog').then((file) => file.SessionLengthDialog),
)

type EnforcementSectionProps = {
  accountId: string
  handle: string
  organizationName: string
  administratorRoleId: string | undefined
}

/** Whether members have to come through single sign-on, for how long, and who gets in otherwise. */
export function EnforcementSection(props: EnforcementSectionProps) {
  const { data, error, refetch } = useQuery(ssoQueries.enforcement(props.accountId))
  return (
    <PageSection
      id="enforcement"
      title="Enforcement"
      description="Whether members with an address of a proven domain have to come through single sign-on. API keys go on."
    >
      {data ? <Enforcement {...props} enforcement={data} /> : null}
      {!data && error ? <ErrorState error={error} onRetry={() => void refetch()} /> : null}
      {!data && !error ? <Skeleton height="block" /> : null}
    </PageSection>
  )
}

type EnforcementProps = EnforcementSectionProps & { enforcement: SsoEnforcementView }
type Opened = 'requirement' | 'length' | null

function Enforcement(props: EnforcementProps) {
  const { accountId, handle, organizationName, enforcement, administratorRoleId } = props
  const { is_required, session_minutes, members, is_recoverable, can } = enforcement
  const [opened, setOpened] = useState<Opened>(null)
  const { require, lift } = useEnforcement(accountId)
  const isUnproven = !can.require.allowed && can.require.reason === 'sso_not_proven'
  return (
    <div className="grid grid-cols-1 gap-4 wrap-anywhere">
      <div className="flex flex-wrap items-center justify-between gap-3 rounded-md border border-line bg-surface p-4">
        <div className="min-w-56 flex-1">
          <p className="flex flex-wrap items-center gap-2 font-medium">
            {is_required ? 'Single sign-on is required' : 'A password lets members in too'}
            <Badge tone={is_required ? 'success' : 'neutral'}>
              {is_required ? 'Required' : 'Not required'}
            </Badge>
          </p>
          <p className="mt-1 text-sm text-pretty text-muted">
            {cappedCountOf(members, 'member has', 'members have')} an address of a proven domain.
            {!is_required && !can.require.allowed ? ` ${can.require.message}` : ''}
          </p>
        </div>
        <div className="flex flex-wrap gap-2">
          {isUnproven && !is_required ? (
            <ButtonLink href={paths.organizationSignIn(handle, paths.singleSignOn(handle))} isFullLoad>
              Sign in through single sign-on
            </ButtonLink>
          ) : null}
          <Button
            variant={is_required ? 'danger' : 'primary'}
            onClick={() => setOpened('requirement')}
            disabledReason={reasonOf(is_required ? can.lift : can.require)}
          >
            {is_required ? 'Stop requiring single sign-on' : 'Require single sign-on'}
          </Button>
        </div>
      </div>
      <div className="flex flex-wrap items-center justify-between gap-3 rounded-md border border-line bg-surface p-4">
        <div className="min-w-56 flex-1">
          <p className="font-medium">Session length: {sessionLengthText(session_minutes).toLowerCase()}</p>
          <p className="mt-1 text-sm text-pretty text-muted">
            Who signed in longer ago is asked to sign in again before {organizationName} opens.
          </p>
        </div>
        <Button onClick={() => setOpened('length')} disabledReason={reasonOf(can.set_session_length)}>
          Change session length
        </Button>
      </div>
      {is_recoverable ? null : (
        <WarningNote>
          No Administrator gets in when no provider works. Add a break-glass Administrator with a password.
        </WarningNote>
      )}
      <BreakGlassTable
        accountId={accountId}
        enforcement={enforcement}
        administratorRoleId={administratorRoleId}
      />
      <SessionLengthDialog
        key={session_minutes}
        isOpen={opened === 'length'}
        onOpenChange={() => setOpened(null)}
        accountId={accountId}
        minutes={session_minutes}
      />
      <ConfirmDialog
        isOpen={opened === 'requirement'}
        onOpenChange={() => setOpened(null)}
        title={is_required ? 'Stop requiring single sign-on' : 'Require single sign-on'}
        consequence={
          is_required
            ? `${cappedCountOf(members, 'member', 'members')} of ${organizationName} can come in by a password again.`
            : requirementText(organizationName, enforcement)
        }
        confirmLabel={is_required ? 'Stop requiring' : 'Require'}
        action={() => (is_required ? lift.submit({ accountId }) : require.submit({ accountId }))}
      />
    </div>
  )
}

function requirementText(
  name: string,
  { members, members_without_identity, break_glass }: SsoEnforcementView,
) {
  const who = `${cappedCountOf(members, 'member has', 'members have')} to come through single sign-on before ${name} opens; ${countText(members_without_identity, countedAtMost)} of them never did.`
  const exempt = `${countOf(break_glass.length, 'Administrator gets', 'Administrators get')} in by a password.`
  return `${who} ${exempt} Members with addresses of other domains and API keys go on.`
}
