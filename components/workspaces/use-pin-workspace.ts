'use client'
import type { QueryKey } from '@tanstack/react-query'
import type { Page } from '@/lib/client/fetch-json'
import { useActionMutation } from '@/lib/client/use-action-mutation'
import { pinWorkspaceAction } from '@/lib/workspaces/actions'
import { workspaceKeys } from '@/lib/workspaces/queries'
import type {
  MyWorkspaceView,
  PinWorkspaceInput,
  WorkspaceDetail,
  WorkspaceShortcuts,
} from '@/lib/workspaces/schema'

type Pinnable = { id: string; is_pinned: boolean }
type Cached = Page<Pinnable> | WorkspaceShortcuts | WorkspaceDetail

/** Pins and unpins at once, in the cached lists and details below `queryKey`; the rail follows. */
export function usePinWorkspace(queryKey: QueryKey): (input: PinWorkspaceInput) => void {
  const { mutate } = useActionMutation<PinWorkspaceInput, { isPinned: boolean }, Cached>(pinWorkspaceAction, {
    invalidates: [queryKey, workspaceKeys.mine()],
    optimistic: { queryKey, update: markPinned },
    refreshesPage: true,
  })
  return mutate
}

function markPinned(cached: Cached, input: PinWorkspaceInput): Cached {
  const marked = <One extends Pinnable>(one: One): One =>
    one.id === input.workspaceId ? { ...one, is_pinned: input.isPinned } : one
  if ('rows' in cached) return { ...cached, rows: cached.rows.map(marked) }
  if ('pinned' in cached) return sorted([...cached.pinned, ...cached.recent].map(marked))
  return marked(cached)
}

function sorted(workspaces: MyWorkspaceView[]): WorkspaceShortcuts {
  return {
    pinned: workspaces.filter((one) => one.is_pinned),
    recent: workspaces.filter((one) => !one.is_pinned),
  }
}
