import { snakeCase } from '@/lib/snake-case'

/** `workspace_access` as the name of a type: `WorkspaceAccess`. */
export function pascalCase(name: string): string {
  return snakeCase(name)
    .split('_')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('')
}

/** A value of a zod enum as GraphQL can write it: `-name`, a sort turned around, is `name_descending`. */
export function enumName(value: string): string {
  const name = value.replace(/^-(.*)$/, '$1_descending')
  return name.replaceAll(/\W/g, '_')
}
