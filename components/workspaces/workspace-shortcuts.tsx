'use client'
import { useQuery } from '@tanstack/react-query'
import Link from 'next/link'
import { Avatar } from '@/components/ui/avatar'
import { paths } from '@/lib/paths'
import { workspaceKeys, workspaceQueries } from '@/lib/workspaces/queries'
import type { MyWorkspaceView } from '@/lib/workspaces/schema'
import { PinButton } from './pin-button'
import { usePinWorkspace } from './use-pin-workspace'

/** What one pinned and what one opened last; nothing for somebody who has done neither. */
export function WorkspaceShortcutsView() {
  const { data } = useQuery(workspaceQueries.shortcuts())
  const { pinned = [], recent = [] } = data ?? {}
  return (
    <>
      <Shortcuts id="pinned" title="Pinned" workspaces={pinned} />
      <Shortcuts id="recent" title="Recently visited" workspaces={recent.slice(0, recentAtMost)} />
    </>
  )
}

// Two rows of a wide screen; the list below has all of them.
const recentAtMost = 6

function Shortcuts({ id, title, workspaces }: { id: string; title: string; workspaces: MyWorkspaceView[] }) {
  const pin = usePinWorkspace(workspaceKeys.mine())
  if (workspaces.length === 0) return null
  return (
    <section aria-labelledby={id} className="mt-6 first-of-type:mt-0">
      <h2 id={id} className="mb-2 text-sm font-medium text-muted">
        {title}
      </h2>
      <ul className="grid gap-2 sm:grid-cols-2 lg:grid-cols-3">
        {workspaces.map(({ id: workspaceId, name, handle, account, access, is_pinned }) => (
          <li
            key={workspaceId}
            className="relative flex min-w-0 items-center gap-3 rounded-md border border-line bg-surface py-2 pr-2 pl-3 hover:border-control"
          >
            <Avatar id={workspaceId} name={name} shape="square" />
            <div className="min-w-0 flex-1">
              <Link
                href={paths.workspace(account.handle, handle)}
                className="block truncate rounded-sm font-medium after:absolute after:inset-0 after:rounded-md"
              >
                {name}
              </Link>
              <p className="truncate text-sm text-muted" title={access.summary}>
                {account.name} · {access.summary}
              </p>
            </div>
            <span className="relative">
              <PinButton
                name={name}
                isPinned={is_pinned}
                onPinnedChange={(isPinned) => pin({ accountId: account.id, workspaceId, isPinned })}
              />
            </span>
          </li>
        ))}
      </ul>
    </section>
  )
}
