import { v7 as newId } from 'uuid'
import { recordAudits } from '@/lib/audit/service'
import { database, isOutOfTime, readWithin, type Tx } from '@/lib/db/transaction'
import { provision, type Provisioning } from './authenticate'
import { userDefinition } from './definitions'
import type { ListRequest } from './list-request'
import { admitPerson, removePerson, renamePerson, suspendPerson } from './members'
import { nameOf } from './person'
import { requireVersion, type Preconditions } from './preconditions'
import { badRequest, taken } from './refusals'
import { isAskedFor, type Projection, type ScimResource } from './resource'
import {
  contentOf,
  keptOf,
  requireAddress,
  requireRow,
  resourceOfRow,
  toldOf,
  versionOf,
} from './user-content'
import * as store from './users-store'
import { readResource } from './values'

/** What a list answers besides the resources (RFC 7644, section 3.4.2). */
export type Found = { total: number; resources: ScimResource[] }

const secondsOfARead = 5

/** The provisioned users that a filter finds. Throws `invalid_input`/`too_many` for a filter that takes longer than five seconds. */
export async function listUsers({ account }: Provisioning, request: ListRequest): Promise<Found> {
  const withGroups = isAskedFor(userDefinition, request.projection, 'groups')
  return withinTime(async (tx) => {
    const { total, rows } = await store.listUsers(tx, account.id, { ...request, withGroups })
    return { total, resources: rows.map(resourceOfRow) }
  })
}

/** One of them; `not_found` for an id that is none of the organization's. */
export async function getUser(
  { account }: Provisioning,
  id: string,
  projection: Projection,
): Promise<ScimResource> {
  const withGroups = isAskedFor(userDefinition, projection, 'groups')
  return resourceOfRow(requireRow(await store.findUser(database(), account.id, { id, withGroups }), id))
}

/**
 * Provisions a user: links the member with the address, else makes one of an address of a proven domain. Throws `conflict`/`uniqueness` for a
 * `userName` that another has, `invalid_input`/`invalid_value` without one or without an address, and what `admitPerson` throws. Returns its id.
 */
export async function createUser(provisioning: Provisioning, body: unknown): Promise<string> {
  // A provider that says nothing of it provisions somebody who may come in.
  const content = contentOf(readResource(userDefinition, body), true)
  const id = newId()
  const { account, ctx } = provisioning
  const address = requireAddress(content.values)
  const target = { objectTable: 'scim_user', objectId: id, attempt: `provision ${content.userName}` } as const
  return provision(provisioning, target, async (tx) => {
    await requireFreeName(tx, account.id, content.userName, null)
    const person = { address, name: nameOf(content.values), isActive: content.isActive, scimUserId: id }
    const done = await admitPerson(tx, provisioning, person)
    await store.createUser(tx, { accountId: account.id, id, userId: done.userId }, keptOf(content))
    const row = requireRow(await store.findUser(tx, account.id, { id, withGroups: true }), id)
    const settled = content.isActive ? { info: {}, events: [] } : await suspendPerson(tx, provisioning, row)
    await renamePerson(tx, provisioning, { row, name: person.name })
    await recordAudits(tx, ctx, account.id, [
      {
        action: 'scim_user.created',
        message: `The identity provider provisioned ${content.userName} as ${row.name}`,
        objectTable: 'scim_user',
        objectId: id,
        info: { user_id: row.userId, after: toldOf(content), ...done.info, ...settled.info },
      },
      ...done.events,
      ...settled.events,
    ])
    return id
  })
}

/** Ends what was provisioned, and the membership with it; the user stays in their other accounts. Throws `conflict`/`last_administrator`. */
export async function deleteUser(
  provisioning: Provisioning,
  { id, preconditions }: { id: string; preconditions: Preconditions },
): Promise<void> {
  const { account, ctx } = provisioning
  const target = { objectTable: 'scim_user', objectId: id, attempt: 'end a provisioned user' } as const
  await provision(provisioning, target, async (tx) => {
    const row = requireRow(await store.findUser(tx, account.id, { id, withGroups: false }), id)
    requireVersion(versionOf(row), preconditions)
    const done = await removePerson(tx, provisioning, row)
    await store.deleteUser(tx, account.id, row.id)
    await recordAudits(tx, ctx, account.id, [
      {
        action: 'scim_user.deleted',
        message: `The identity provider ended the provisioned user ${row.userName}`,
        objectTable: 'scim_user',
        objectId: row.id,
        info: {
          user_id: row.userId,
          before: { user_name: row.userName, external_id: row.externalId },
          ...done.info,
        },
      },
      ...done.events,
    ])
  })
}

/** Runs a read that a filter of anybody's, or a large group, may make long. */
export async function withinTime<Result>(read: (tx: Tx) => Promise<Result>): Promise<Result> {
  try {
    return await readWithin(secondsOfARead, read)
  } catch (error) {
    if (!isOutOfTime(error)) throw error
    throw badRequest(
      'too_many',
      'This takes too long. Ask for less: by userName or externalId, or without members (excludedAttributes=members).',
    )
  }
}

/** Throws `conflict`/`uniqueness` for a `userName` that another has. */
export async function requireFreeName(
  tx: Tx,
  accountId: string,
  userName: string,
  ownId: string | null,
): Promise<void> {
  const holder = await store.findByUserName(tx, accountId, userName)
  if (holder && holder !== ownId) throw taken(`The userName ${userName} is another user’s.`)
}
