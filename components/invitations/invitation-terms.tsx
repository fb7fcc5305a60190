import { RelativeTime } from '@/components/ui/relative-time'
import { RoleBadge } from '@/components/ui/role-badge'
import type { OpenInvitation } from '@/lib/invitations/schema'

/** As what one is invited, to which workspaces, until when. */
export function InvitationTerms({ invitation }: { invitation: OpenInvitation }) {
  const { accountKind, roleName, roleDescription, workspaces, expiresAt } = invitation
  const isPersonal = accountKind === 'PERSONAL'
  return (
    <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-6 gap-y-2">
      {isPersonal ? null : (
        <>
          <dt className="text-muted">Role</dt>
          <dd>
            <RoleBadge name={roleName} />
            <p className="mt-1 text-sm text-muted">{roleDescription}</p>
          </dd>
        </>
      )}
      {isPersonal || workspaces.length > 0 ? (
        <>
          <dt className="text-muted">Workspaces</dt>
          <dd>
            {workspaces.length === 0 ? 'They have been deleted meanwhile.' : null}
            <ul className="grid gap-1">
              {workspaces.map((workspace, index) => (
                // Two may have one name, and the list never changes.
                <li key={index} className="flex flex-wrap items-center gap-x-2 gap-y-1 wrap-anywhere">
                  <span className="font-medium">{workspace.name}</span>
                  <RoleBadge name={workspace.roleName} />
                </li>
              ))}
            </ul>
          </dd>
        </>
      ) : null}
      <dt className="text-muted">Expires</dt>
      <dd>
        <RelativeTime value={expiresAt} />
      </dd>
    </dl>
  )
}
