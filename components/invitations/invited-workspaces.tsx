import { Tooltip } from '@/components/ui/tooltip'
import { countOf } from '@/lib/format'
import type { InvitationView } from '@/lib/invitations/schema'

// As many as a bubble beside a row can hold.
const namedAtMost = 10

/** How many workspaces an invitation gives, of those that the viewer can open; which ones, with the roles, on hover and focus. */
export function InvitedWorkspaces({ workspaces }: Pick<InvitationView, 'workspaces'>) {
  if (workspaces.length === 0) return null
  const names = workspaces.map(({ name, role_name }) => `${name} as ${role_name}`)
  const more = workspaces.length - namedAtMost
  return (
    <Tooltip
      content={
        <ul>
          {workspaces.slice(0, namedAtMost).map(({ id }, index) => (
            <li key={id}>{names[index]}</li>
          ))}
          {more > 0 ? <li>and {countOf(more, 'more workspace')}</li> : null}
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
