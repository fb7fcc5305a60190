'use client'
import { changedOf, doneText, refusedOf, toldOf, undoneText } from '@/components/feedback/outcomes'
import type { Page } from '@/lib/client/fetch-json'
import { useActionMutation } from '@/lib/client/use-action-mutation'
import type { ActionResult, PublicError } from '@/lib/errors'
import { memberKeys } from '@/lib/members/queries'
import { roleKeys } from '@/lib/roles/queries'
import { addAccessAction, changeAccessAction, removeAccessAction } from '@/lib/sharing/actions'
import { sharingKeys, sharingQueries, type SharedWorkspace } from '@/lib/sharing/queries'
import type { AccessOutcome, AccessView } from '@/lib/sharing/schema'
import { workspaceKeys } from '@/lib/workspaces/queries'
import type { Addition } from './add-access-dialog'
import type { Terms } from './change-access-dialog'

/** What these changes are of. */
export const accessNoun = { one: 'member or service account', many: 'members or service accounts' }

/** What became of a change of which some were refused, and the way back for the others. */
export type PartialAccessChange = { outcomes: AccessOutcome[]; undo: (() => void) | null }

type Options = {
  of: SharedWorkspace
  roleNames: ReadonlyMap<string, string>
  /** Told when some were refused; one reason for all is an error of the change, to be shown where it was asked for. */
  onRefused: (change: PartialAccessChange) => void
  /** After a change that was asked for, not after taking it back. */
  onDone: (changed: AccessOutcome[]) => void
}

type Outcomes = { outcomes: AccessOutcome[] }
type Named = { id: string; name: string }
type Grant = Named & { revision: string }
type Change = Grant & Terms

/** The changes of who was added to a workspace, of one or many, each with the way back. */
export function useSharingActions(options: Options) {
  const { of, roleNames } = options
  const undoing = { ...options, onDone: () => {} }
  const takeBack = useChange<Grant>(undoing, { action: removing(of), text: undone })
  const giveBack = useChange<Named & { before: AccessOutcome['before'] }>(undoing, {
    action: restoring(of),
    text: undone,
  })
  const restore = useChange<Change>(undoing, { action: changing(of), text: undone, show: shown(roleNames) })
  const add = useChange<Named & Terms>(options, {
    action: adding(of),
    text: (outcomes) => doneText(outcomes, { one: 'is added', many: 'are added' }, accessNoun),
    undo: (changed) => takeBack.mutate(changed.flatMap(grantOf)),
  })
  const change = useChange<Change>(options, {
    action: changing(of),
    text: (outcomes) =>
      doneText(outcomes, { one: 'has other access now', many: 'have other access now' }, accessNoun),
    undo: (changed) => restore.mutate(changed.flatMap(beforeOf)),
    show: shown(roleNames),
  })
  const remove = useChange<Grant>(options, {
    action: removing(of),
    text: (outcomes) =>
      doneText(outcomes, { one: 'is not added any more', many: 'are not added any more' }, accessNoun),
    undo: (changed) =>
      giveBack.mutate(changed.map(({ membershipId, name, before }) => ({ id: membershipId, name, before }))),
  })
  const changes = (rows: AccessView[], terms: Terms) =>
    rows.flatMap(givenTo).map((grant) => ({ ...grant, ...terms }))
  return {
    add: ({ people, ...terms }: Addition) =>
      add.submit(people.map(({ membership_id, name }) => ({ id: membership_id, name, ...terms }))),
    /** Tells a refusal in a toast, where it was asked for in the row. */
    changeInPlace: (row: AccessView, terms: Terms) => change.mutate(changes([row], terms)),
    change: (rows: AccessView[], terms: Terms) => change.submit(changes(rows, terms)),
    remove: (rows: AccessView[]) => remove.submit(rows.flatMap(givenTo)),
  }
}

type Asking<Asked extends Named> = {
  action: (asked: Asked[]) => Promise<ActionResult<Outcomes>>
  text: (outcomes: AccessOutcome[]) => string | null
  /** Takes the change back for those who were changed. */
  undo?: (changed: AccessOutcome[]) => void
  /** The row as it will be, for the lists that were read. */
  show?: (row: AccessView, asked: Asked) => AccessView
}

function useChange<Asked extends Named>(
  { of, onRefused, onDone }: Options,
  { action, text, undo, show }: Asking<Asked>,
) {
  const undoOf = (outcomes: AccessOutcome[]) => {
    const changed = changedOf(outcomes)
    return undo && changed.length > 0 ? () => undo(changed) : null
  }
  const told = async (asked: Asked[]) =>
    toldOf(await action(asked), { asked, noun: accessNoun, idOf: ({ membershipId }) => membershipId })
  return useActionMutation(told, {
    invalidates: [
      sharingKeys.all(of),
      memberKeys.all(of.accountId),
      roleKeys.all(of.accountId),
      workspaceKeys.mine(),
    ],
    ...(show ? { optimistic: showing(of, show) } : {}),
    successMessage: ({ outcomes }) => text(outcomes),
    undo: ({ outcomes }) => undoOf(outcomes),
    onSuccess: ({ outcomes }) => {
      if (refusedOf(outcomes).length > 0) onRefused({ outcomes, undo: undoOf(outcomes) })
      onDone(changedOf(outcomes))
    },
  })
}

function showing<Asked extends Named>(
  of: SharedWorkspace,
  show: (row: AccessView, asked: Asked) => AccessView,
) {
  return {
    queryKey: sharingQueries.lists(of),
    update: (page: Page<AccessView>, asked: Asked[]) => {
      const changes = new Map(asked.map((one) => [one.id, one]))
      const rowOf = (row: AccessView) => {
        const change = changes.get(row.membership_id)
        return change ? show(row, change) : row
      }
      return { ...page, rows: page.rows.map(rowOf) }
    },
  }
}

function shown(roleNames: ReadonlyMap<string, string>) {
  return (row: AccessView, { roleId, expiresAt }: Change): AccessView => {
    if (!row.grant) return row
    const role = roleId ? { role_id: roleId, role_name: roleNames.get(roleId) ?? '' } : {}
    const end = expiresAt === undefined ? {} : { expires_at: expiresAt, is_expired: false }
    return { ...row, grant: { ...row.grant, ...role, ...end } }
  }
}

const undone = (outcomes: AccessOutcome[]) => undoneText(outcomes, accessNoun)

function adding(of: SharedWorkspace) {
  return async (asked: (Named & Terms)[]): Promise<ActionResult<Outcomes>> => {
    const { roleId = '', expiresAt = null } = asked[0] ?? {}
    return addAccessAction({ ...of, membershipIds: asked.map(({ id }) => id), roleId, expiresAt })
  }
}

function changing(of: SharedWorkspace) {
  return async (asked: Change[]) => {
    const changes = asked.map(({ id, revision, roleId, expiresAt }) => ({
      membershipId: id,
      revision,
      ...(roleId === undefined ? {} : { roleId }),
      ...(expiresAt === undefined ? {} : { expiresAt }),
    }))
    return changeAccessAction({ ...of, changes })
  }
}

function removing(of: SharedWorkspace) {
  return async (asked: Grant[]) =>
    removeAccessAction({
      ...of,
      grants: asked.map(({ id, revision }) => ({ membershipId: id, revision })),
    })
}

/** Adds again who was removed: those with the same role and end together. */
function restoring(of: SharedWorkspace) {
  return async (asked: (Named & { before: AccessOutcome['before'] })[]): Promise<ActionResult<Outcomes>> => {
    const groups = new Map<string, typeof asked>()
    for (const one of asked) {
      const key = JSON.stringify(one.before)
      groups.set(key, [...(groups.get(key) ?? []), one])
    }
    const outcomes: AccessOutcome[] = []
    for (const members of groups.values()) {
      const before = members[0]?.before
      if (!before) continue
      const membershipIds = members.map(({ id }) => id)
      const result = await addAccessAction({ ...of, membershipIds, ...before })
      if (result.ok) outcomes.push(...result.data.outcomes)
      // One that is over cannot be given again; the others can.
      else outcomes.push(...members.map(refusedWith(result.error)))
    }
    return { ok: true, data: { outcomes } }
  }
}

function refusedWith({ code, reason, message }: PublicError) {
  return ({ id, name }: Named): AccessOutcome => ({
    membershipId: id,
    name,
    outcome: 'refused',
    reason: reason ?? code,
    message,
  })
}

function givenTo({ membership_id, name, grant }: AccessView): Grant[] {
  return grant ? [{ id: membership_id, name, revision: grant.revision }] : []
}

function grantOf({ membershipId, name, revision }: AccessOutcome): Grant[] {
  return revision ? [{ id: membershipId, name, revision }] : []
}

function beforeOf({ membershipId, name, revision, before }: AccessOutcome): Change[] {
  return revision && before ? [{ id: membershipId, name, revision, ...before }] : []
}
