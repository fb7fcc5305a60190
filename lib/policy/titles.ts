import { permissionDefinition, permissionDefinitions, type Permission } from './permissions'

const namedAtMost = 3

/** One permission as messages write it: its title in quotation marks. */
export function quoteTitle(permission: Permission): string {
  return `“${permissionDefinition(permission).title}”`
}

/** Permissions as part of a sentence: the first three titles in the catalogue's order, then how many more. */
export function listTitles(permissions: Iterable<Permission>): string {
  const wanted = new Set(permissions)
  const inOrder = permissionDefinitions.filter((definition) => wanted.has(definition.id))
  const named = inOrder.slice(0, namedAtMost).map((definition) => quoteTitle(definition.id))
  const unnamed = inOrder.length - named.length
  return sentenceList.format(unnamed > 0 ? [...named, `${unnamed} more`] : named)
}

const sentenceList = new Intl.ListFormat('en', { type: 'conjunction' })
