'use client'
import type { QueryKey } from '@tanstack/react-query'
import type { Page } from '@/lib/client/fetch-json'
import { useActionMutation } from '@/lib/client/use-action-mutation'
import type { ActionResult } from '@/lib/errors'
import { countOf } from '@/lib/format'
import {
  changeMemberRolesAction,
  reactivateMembersAction,
  removeMembersAction,
  suspendMembersAction,
} from '@/lib/members/actions'
import { memberKeys, memberQueries } from '@/lib/members/queries'
import type { MemberOutcome, MembersInput, MemberView } from '@/lib/members/schema'
import { roleKeys } from '@/lib/roles/queries'

type Outcomes = { outcomes: MemberOutcome[] }

type Options = {
  accountId: string
  /** Told of the members who were refused, while others were changed. */
  onRefused: (outcomes: MemberOutcome[]) => void
  onDone?: (() => void) | undefined
}

/**
 * The changes of one or many members. Each tells how many were changed, with the way back where there is one, and hands on who was
 * refused; a single refusal is an error of the change, to be shown where it was asked for.
 */
export function useBulkActions({ accountId, onRefused, onDone }: Options) {
  const shared = {
    invalidates: [memberKeys.all(accountId), roleKeys.all(accountId)],
    refreshesPage: true,
    onSuccess: ({ outcomes }: Outcomes) => {
      const refused = outcomes.filter(({ outcome }) => outcome === 'refused')
      if (refused.length > 0) onRefused(refused)
      onDone?.()
    },
  }
  const statuses = useStatusActions(accountId, shared)
  const restoreRoles = useActionMutation(changeRoles, { ...shared, successMessage: 'Undone.' })
  const role = useActionMutation(changeRoles, {
    ...shared,
    successMessage: ({ outcomes }) => sentenceOf(outcomes, 'has another role now', 'have another role now'),
    undo: ({ outcomes }) => {
      const changes = changed(outcomes).map(reversed)
      return changes.length > 0 ? () => restoreRoles.mutate({ accountId, changes }) : null
    },
  })
  const remove = useActionMutation(refusingOne(removeMembersAction), {
    ...shared,
    successMessage: ({ outcomes }) => sentenceOf(outcomes, 'is no longer a member', 'are no longer members'),
  })
  return {
    ...statuses,
    changeRole: (members: MemberView[], roleId: string) =>
      role.submit({
        accountId,
        changes: members.map(({ id, role_id }) => ({ membershipId: id, roleId, expectedRoleId: role_id })),
      }),
    remove: (members: MemberView[]) => remove.submit({ accountId, membershipIds: idsOf(members) }),
  }
}

type Shared = {
  invalidates: QueryKey[]
  refreshesPage: boolean
  onSuccess: (outcomes: Outcomes) => void
}

function useStatusActions(accountId: string, shared: Shared) {
  const undoing = { ...shared, successMessage: 'Undone.' }
  const [active, suspended] = [showing(accountId, 'ACTIVE'), showing(accountId, 'SUSPENDED')]
  const unsuspend = useActionMutation(reactivateAll, { ...undoing, optimistic: active })
  const resuspend = useActionMutation(suspendAll, { ...undoing, optimistic: suspended })
  const suspend = useActionMutation(suspendAll, {
    ...shared,
    successMessage: ({ outcomes }) => sentenceOf(outcomes, 'is suspended', 'are suspended'),
    undo: ({ outcomes }) =>
      undoOf(outcomes, (membershipIds) => unsuspend.mutate({ accountId, membershipIds })),
  })
  const reactivate = useActionMutation(reactivateAll, {
    ...shared,
    optimistic: active,
    successMessage: ({ outcomes }) => sentenceOf(outcomes, 'is active again', 'are active again'),
    undo: ({ outcomes }) =>
      undoOf(outcomes, (membershipIds) => resuspend.mutate({ accountId, membershipIds })),
  })
  return {
    suspend: (members: MemberView[]) => suspend.submit({ accountId, membershipIds: idsOf(members) }),
    reactivate: (members: MemberView[]) => reactivate.mutate({ accountId, membershipIds: idsOf(members) }),
  }
}

const changeRoles = refusingOne(changeMemberRolesAction)
const suspendAll = refusingOne(suspendMembersAction)
const reactivateAll = refusingOne(reactivateMembersAction)

/** Shows the members with this status at once, in every page of the list that was read. */
function showing(accountId: string, status: MemberView['status']) {
  return {
    queryKey: memberQueries.lists(accountId),
    update: (page: Page<MemberView>, { membershipIds }: MembersInput) => ({
      ...page,
      rows: page.rows.map((row) => (membershipIds.includes(row.id) ? { ...row, status } : row)),
    }),
  }
}

function reversed({ membershipId, roleId = '', previousRoleId = '' }: MemberOutcome) {
  return { membershipId, roleId: previousRoleId, expectedRoleId: roleId }
}

/** An action of many that, asked about one, fails when that one is refused. */
function refusingOne<Input>(action: (input: Input) => Promise<ActionResult<Outcomes>>) {
  return async (input: Input): Promise<ActionResult<Outcomes>> => {
    const result = await action(input)
    if (!result.ok || result.data.outcomes.length > 1) return result
    const [only] = result.data.outcomes
    if (only?.outcome !== 'refused') return result
    return { ok: false, error: { code: 'conflict', message: only.message, reason: only.reason ?? 'refused' } }
  }
}

function changed(outcomes: MemberOutcome[]): MemberOutcome[] {
  return outcomes.filter(({ outcome }) => outcome === 'changed')
}

function undoOf(outcomes: MemberOutcome[], undo: (membershipIds: string[]) => void): (() => void) | null {
  const ids = changed(outcomes).map(({ membershipId }) => membershipId)
  return ids.length > 0 ? () => undo(ids) : null
}

function sentenceOf(outcomes: MemberOutcome[], one: string, many: string): string {
  const done = changed(outcomes)
  const [first] = done
  if (!first)
    return outcomes.some(({ outcome }) => outcome === 'refused')
      ? 'Nobody was changed.'
      : 'Nothing was left to change.'
  return done.length === 1 ? `${first.name} ${one}.` : `${countOf(done.length, 'member')} ${many}.`
}

function idsOf(members: MemberView[]): string[] {
  return members.map(({ id }) => id)
}
