import { Tooltip } from '@/components/ui/tooltip'
import { countOf } from '@/lib/format'
import type { InvitationView } from '@/lib/invitations/schema'

/** How many workspaces an invitation gives, of those that the viewer can open; which ones, with the roles, on hover and focus. */
export function InvitedWorkspaces({ workspaces }: Pick<InvitationView, 'workspaces'>) {
  if (workspaces.length === 0) return null
  const names = workspaces.map(({ name, role_name }) => `${name} as ${role_name}`)
  return (
    <Tooltip
      content={
        <ul>
          {workspaces.map(({ id, name, role_name }) => (
            <li key={id}>
              {name} as {role_name}
            </li>
          ))}
        </ul>
      }
    >
      <button type="button" className="cursor-help rounded-sm">
        {countOf(workspaces.length, 'workspace')}
        <span className="sr-only">: {names.join(', ')}</span>
      </button>
    </Tooltip>
  )
}
