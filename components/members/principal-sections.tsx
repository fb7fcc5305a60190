import { PageSection } from '@/components/ui/page-section'
import { OpenedWorkspaces } from '@/components/workspaces/opened-workspaces'
import type { PermissionChoice } from '@/lib/members/explain'
import { EffectivePermissions } from './effective-permissions'
import { PermissionQuestion } from './permission-question'

type PrincipalSectionsProps = {
  accountId: string
  handle: string
  principal: { name: string; status: 'ACTIVE' | 'SUSPENDED' }
  kind: 'USER' | 'SERVICE_ACCOUNT'
  queries: {
    workspaces: Parameters<typeof OpenedWorkspaces>[0]['query']
    permissions: Parameters<typeof EffectivePermissions>[0]['query']
    explanation: Parameters<typeof PermissionQuestion>[0]['explanation']
  }
  workspaces: {
    title: string
    /** Said of all of them, besides. */
    note?: string
    /** What would open one, where there is none. */
    opening: string
  }
  /** Everything one may ask about. */
  permissions: PermissionChoice[]
}

/** What a member or service account can open, may really do, and why: the part of their pages that is the same. */
export function PrincipalSections(props: PrincipalSectionsProps) {
  const { accountId, handle, principal, kind, queries, workspaces, permissions } = props
  const { name, status } = principal
  const sentences = [
    `What ${name} can open, and where each access comes from.`,
    workspaces.note,
    'Only workspaces that you can open are listed.',
  ]
  return (
    <>
      <PageSection
        id="workspaces"
        title={workspaces.title}
        description={sentences.filter((sentence) => sentence !== undefined).join(' ')}
      >
        <OpenedWorkspaces
          handle={handle}
          query={queries.workspaces}
          emptyText={
            status === 'SUSPENDED'
              ? `${name} is suspended, and opens no workspace until reactivated.`
              : `No workspace that you can open and whose access you may read is shared with ${name}. ${workspaces.opening}`
          }
        />
      </PageSection>
      <PageSection
        id="effective-permissions"
        title="Effective permissions"
        description={`What ${name} may really do, from everything together, as it is enforced.`}
      >
        <EffectivePermissions accountId={accountId} name={name} kind={kind} query={queries.permissions} />
      </PageSection>
      <PageSection
        id="why"
        title="Why"
        description={`Can ${name} do something? Ask, and see everything that has a say in it.`}
      >
        <PermissionQuestion
          accountId={accountId}
          handle={handle}
          name={name}
          explanation={queries.explanation}
          permissions={permissions}
        />
      </PageSection>
    </>
  )
}
