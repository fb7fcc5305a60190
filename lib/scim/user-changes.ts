import { recordAudits } from '@/lib/audit/service'
import { provision, type Provisioning } from './authenticate'
import { userDefinition } from './definitions'
import { reactivatePerson, renamePerson, suspendPerson, type Done } from './members'
import { applyPatch, readOperations } from './patch'
import { nameOf } from './person'
import { requireVersion, type Preconditions } from './preconditions'
import { changedNames, contentOf, contentOfRow, keptOf, requireRow, toldOf, versionOf } from './user-content'
import { requireFreeName } from './users'
import * as store from './users-store'
import { readResource, type Values } from './values'

export type UserChange = { id: string; body: unknown; preconditions: Preconditions }

/** Gives a user other attributes, whole (RFC 7644, section 3.5.1); `active` alone stays where it is left out. Throws as `patchUser` does. */
export async function replaceUser(provisioning: Provisioning, change: UserChange): Promise<void> {
  const given = readResource(userDefinition, change.body)
  return changeUser(provisioning, change, () => given)
}

/**
 * Changes a user as a PATCH says. Deactivating ends sessions and keys with the next request. Throws what the operations throw,
 * `conflict`/`uniqueness`, `conflict`/`last_administrator`, and `precondition_failed` when it is no longer the version of `If-Match`.
 */
export async function patchUser(provisioning: Provisioning, change: UserChange): Promise<void> {
  const operations = readOperations(change.body)
  return changeUser(provisioning, change, (values) => applyPatch(userDefinition, values, operations))
}

async function changeUser(
  provisioning: Provisioning,
  { id, preconditions }: UserChange,
  change: (values: Values) => Values,
): Promise<void> {
  const { account, ctx } = provisioning
  const target = { objectTable: 'scim_user', objectId: id, attempt: 'change a provisioned user' } as const
  return provision(provisioning, target, async (tx) => {
    const row = requireRow(await store.findUser(tx, account.id, { id, withGroups: true }), id)
    requireVersion(versionOf(row), preconditions)
    const before = contentOfRow(row)
    const changed = change(before.values)
    const after = contentOf(changed, row.isActive)
    const turn = turnOf(row, changed)
    const names = changedNames(before.values, after.values)
    if (turn === null && names.length === 0 && before.isActive === after.isActive) return
    await requireFreeName(tx, account.id, after.userName, row.id)
    const done = turn ? await turns[turn](tx, provisioning, row) : nothingDone
    await store.updateUser(tx, account.id, row.id, keptOf(after))
    const isRenamed = await renamePerson(tx, provisioning, { row, name: nameOf(after.values) })
    const action = turn ?? 'scim_user.updated'
    await recordAudits(tx, ctx, account.id, [
      {
        action,
        message: `The identity provider ${verbs[action]} the provisioned user ${after.userName}`,
        objectTable: 'scim_user',
        objectId: row.id,
        info: {
          user_id: row.userId,
          before: toldOf(before),
          after: toldOf(after),
          changed: names,
          name_changed: isRenamed,
          ...done.info,
        },
      },
      ...done.events,
    ])
  })
}

const verbs = {
  'scim_user.updated': 'changed',
  'scim_user.deactivated': 'deactivated',
  'scim_user.reactivated': 'reactivated',
}

const nothingDone: Done = { info: {}, events: [] }

type Turn = 'scim_user.deactivated' | 'scim_user.reactivated'

const turns = { 'scim_user.deactivated': suspendPerson, 'scim_user.reactivated': reactivatePerson }

/**
 * Whether a change is one of who may come in. A provider that says `active: false` is always heard. One that says `true` lets in whom it suspended
 * itself: whom an Administrator suspended or removed stays out, whatever a provider says meanwhile.
 */
function turnOf({ isActive, status, isSuspendedByProvider }: store.UserRow, { active }: Values): Turn | null {
  if (active === false) return isActive || status === 'ACTIVE' ? 'scim_user.deactivated' : null
  return active === true && isSuspendedByProvider ? 'scim_user.reactivated' : null
}
