import { AppError } from '@/lib/errors'
import type { EmailAddress } from '@/lib/users/email-address'
import { userDefinition } from './definitions'
import { addressOf } from './person'
import { badRequest } from './refusals'
import { resourceOf, textOf, withoutAttributes, type ScimResource } from './resource'
import { scimBaseUrl } from './tokens'
import type { UserRow } from './users-store'
import type { Values } from './values'

/** What is kept of a provisioned user; `isActive` is what the provider said last. */
export type Content = { userName: string; externalId: string | null; isActive: boolean; values: Values }

// Active is who can come in, whoever decided that; what the provider said of it is kept beside.
function isActiveOf({ status }: UserRow): boolean {
  return status === 'ACTIVE'
}

export function contentOfRow({ userName, externalId, isActive, attributes }: UserRow): Content {
  const values = { userName, ...(externalId ? { externalId } : {}), ...attributes }
  return { userName, externalId, isActive, values }
}

export function contentOf(sent: Values, isActiveElse: boolean): Content {
  const userName = textOf(sent, 'userName')
  if (!userName) throw badRequest('invalid_value', 'A user has a userName.')
  const { active = isActiveElse, ...values } = sent
  return { userName, externalId: textOf(sent, 'externalId') ?? null, isActive: active === true, values }
}

export function keptOf({ userName, externalId, isActive, values }: Content) {
  const attributes = withoutAttributes(values, ['userName', 'externalId'])
  return { userName, externalId, isActive, attributes }
}

export function toldOf({ userName, externalId, isActive }: Content) {
  return { user_name: userName, external_id: externalId, active: isActive }
}

export function changedNames(before: Values, after: Values): string[] {
  const names = new Set([...Object.keys(before), ...Object.keys(after)])
  return [...names].filter((name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]))
}

export function requireAddress(values: Values): EmailAddress {
  const address = addressOf(values)
  if (address) return address
  throw badRequest('invalid_value', 'A user has an address: as one of the emails, or as the userName.')
}

export function requireRow(row: UserRow | null, id: string): UserRow {
  if (row) return row
  throw new AppError('not_found', 'scim_user_not_found', { message: `There is no user ${id.slice(0, 100)}.` })
}

// A suspension by hand changes what is answered, and so the version.
export function versionOf(row: UserRow): string {
  return `${row.version}${isActiveOf(row) ? 'a' : 's'}`
}

export function resourceOfRow(row: UserRow): ScimResource {
  const { userName, externalId, attributes, groups } = row
  const baseUrl = scimBaseUrl()
  return resourceOf(userDefinition, baseUrl, {
    ...row,
    version: versionOf(row),
    values: {
      ...(externalId ? { externalId } : {}),
      userName,
      active: isActiveOf(row),
      ...attributes,
      ...(groups && groups.length > 0
        ? {
            groups: groups.map((one) => ({ ...one, $ref: `${baseUrl}/Groups/${one.value}`, type: 'direct' })),
          }
        : {}),
    },
  })
}
