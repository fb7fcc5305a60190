'use client'
import type { Page } from '@/lib/client/fetch-json'
import { useActionMutation } from '@/lib/client/use-action-mutation'
import type { ActionResult } from '@/lib/errors'
import {
  changeMemberRolesAction,
  reactivateMembersAction,
  removeMembersAction,
  suspendMembersAction,
} from '@/lib/members/actions'
import { memberKeys, memberQueries } from '@/lib/members/queries'
import type { MemberOutcome, MembersInput, MemberView } from '@/lib/members/schema'
import { roleKeys } from '@/lib/roles/queries'
import type { AssignableRole } from '@/lib/roles/schema'
import { changedOf, doneText, refusedOf, toldOf, undoneText } from '@/components/feedback/outcomes'

/** What became of a change of many of which some were refused, and the way back for the others. */
export type PartialChange = { outcomes: MemberOutcome[]; undo: (() => void) | null }

type Options = {
  accountId: string
  roles: readonly AssignableRole[]
  /** Told when some were refused; a single refusal is an error of the change, to be shown where it was asked for. */
  onRefused: (change: PartialChange) => void
  /** After a change that was asked for, not after taking it back. */
  onDone?: (() => void) | undefined
  /** The viewer was among those removed. */
  onLeft: () => void
}

/** What these changes are of. */
export const membersNoun = { one: 'member', many: 'members' }

const undone = (outcomes: MemberOutcome[]) => undoneText(outcomes, membersNoun)

type Member = Pick<MemberView, 'id' | 'name'>
type RoleChange = Member & { roleId: string; roleName: string; expectedRoleId: string }
type GivenRole = RoleChange & { previousName: string }

/** The changes of one or many members. Each tells how many were changed, with the way back where there is one. */
export function useBulkActions(options: Options) {
  const { accountId, roles, onLeft } = options
  const remove = useChange<MemberView>(options, {
    action: statusAction(accountId, removeMembersAction),
    text: (outcomes) =>
      doneText(outcomes, { one: 'is no longer a member', many: 'are no longer members' }, membersNoun),
    onChanged: (outcomes, members) => {
      const own = members.find(({ is_viewer }) => is_viewer)?.id
      if (changedOf(outcomes).some(({ membershipId }) => membershipId === own)) onLeft()
    },
  })
  return {
    ...useStatusActions(options),
    ...useRoleAction(options, new Map(roles.map(({ id, name }) => [id, name]))),
    remove: (members: MemberView[]) => remove.submit(members),
  }
}

function useStatusActions(options: Options) {
  const { accountId } = options
  const toSuspended = {
    action: statusAction(accountId, suspendMembersAction),
    show: (row: MemberView) => ({ ...row, status: 'SUSPENDED' as const, is_suspended_by_provider: false }),
  }
  const toActive = {
    action: statusAction(accountId, reactivateMembersAction),
    show: (row: MemberView) => ({ ...row, status: 'ACTIVE' as const, is_suspended_by_provider: false }),
  }
  const unsuspend = useChange<Member>(undoing(options), { ...toActive, text: undone })
  const resuspend = useChange<Member>(undoing(options), { ...toSuspended, text: undone })
  const suspend = useChange<MemberView>(options, {
    ...toSuspended,
    text: (outcomes) => doneText(outcomes, { one: 'is suspended', many: 'are suspended' }, membersNoun),
    undo: unsuspend.mutate,
    // Whom the identity provider had suspended was not active before.
    isUndoable: ({ status }) => status === 'ACTIVE',
  })
  const reactivate = useChange<Member>(options, {
    ...toActive,
    text: (outcomes) => doneText(outcomes, { one: 'is active again', many: 'are active again' }, membersNoun),
    undo: resuspend.mutate,
  })
  return {
    suspend: (members: MemberView[]) => suspend.submit(members),
    reactivate: (members: MemberView[]) => reactivate.mutate(members),
  }
}

function useRoleAction(options: Options, roleNames: ReadonlyMap<string, string>) {
  const change = {
    action: roleAction(options.accountId),
    show: (row: MemberView, { roleId, roleName }: RoleChange) => ({
      ...row,
      role_id: roleId,
      role_name: roleName,
    }),
  }
  const restore = useChange<RoleChange>(undoing(options), { ...change, text: undone })
  const give = useChange<GivenRole>(options, {
    ...change,
    text: (outcomes) =>
      doneText(outcomes, { one: 'has another role now', many: 'have another role now' }, membersNoun),
    undo: (changes) => restore.mutate(changes.map(reversed)),
  })
  return {
    changeRole: (members: MemberView[], roleId: string) =>
      give.submit(
        members.map(({ id, name, role_id, role_name }) => ({
          id,
          name,
          roleId,
          roleName: roleNames.get(roleId) ?? '',
          expectedRoleId: role_id,
          previousName: role_name,
        })),
      ),
  }
}

function reversed({ id, name, roleId, expectedRoleId, previousName }: GivenRole): RoleChange {
  return { id, name, roleId: expectedRoleId, roleName: previousName, expectedRoleId: roleId }
}

type Outcomes = { outcomes: MemberOutcome[] }

type Change<Asked extends Member> = {
  action: (asked: Asked[]) => Promise<ActionResult<Outcomes>>
  /** The row as it will be, for the lists that were read. */
  show?: (row: MemberView, asked: Asked) => MemberView
  text: (outcomes: MemberOutcome[]) => string | null
  /** Takes the change back for those who were changed. */
  undo?: (changed: Asked[]) => void
  /** Whom taking it back is for; everybody who was changed if left out. */
  isUndoable?: (asked: Asked) => boolean
  onChanged?: (outcomes: MemberOutcome[], asked: Asked[]) => void
}

function useChange<Asked extends Member>(
  { accountId, onRefused, onDone }: Options,
  { action, show, text, undo, isUndoable = () => true, onChanged }: Change<Asked>,
) {
  const undoOf = (outcomes: MemberOutcome[], asked: Asked[]) => {
    const changed = new Set(changedOf(outcomes).map(({ membershipId }) => membershipId))
    const back = asked.filter((one) => changed.has(one.id) && isUndoable(one))
    return undo && back.length > 0 ? () => undo(back) : null
  }
  return useActionMutation(action, {
    invalidates: [memberKeys.all(accountId), roleKeys.all(accountId)],
    refreshesPage: true,
    ...(show ? { optimistic: showing(accountId, show) } : {}),
    successMessage: ({ outcomes }) => text(outcomes),
    undo: ({ outcomes }, asked) => undoOf(outcomes, asked),
    onSuccess: ({ outcomes }, asked) => {
      if (refusedOf(outcomes).length > 0) onRefused({ outcomes, undo: undoOf(outcomes, asked) })
      onDone?.()
      onChanged?.(outcomes, asked)
    },
  })
}

function showing<Asked extends Member>(
  accountId: string,
  show: (row: MemberView, asked: Asked) => MemberView,
) {
  return {
    queryKey: memberQueries.lists(accountId),
    update: (page: Page<MemberView>, asked: Asked[]) => {
      const changes = new Map(asked.map((one) => [one.id, one]))
      const shown = (row: MemberView) => {
        const change = changes.get(row.id)
        return change ? show(row, change) : row
      }
      return { ...page, rows: page.rows.map(shown) }
    },
  }
}

// A selection that was begun since is not ended by taking a change back.
function undoing(options: Options): Options {
  return { ...options, onDone: undefined }
}

function statusAction(accountId: string, action: (input: MembersInput) => Promise<ActionResult<Outcomes>>) {
  return async (members: Member[]) =>
    told(members, await action({ accountId, membershipIds: members.map(({ id }) => id) }))
}

function roleAction(accountId: string) {
  return async (asked: RoleChange[]) => {
    const changes = asked.map(({ id, roleId, expectedRoleId }) => ({
      membershipId: id,
      roleId,
      expectedRoleId,
    }))
    return told(asked, await changeMemberRolesAction({ accountId, changes }))
  }
}

function told(asked: Member[], result: ActionResult<Outcomes>): ActionResult<Outcomes> {
  return toldOf(result, { asked, noun: membersNoun, idOf: ({ membershipId }) => membershipId })
}
