import type { ReactNode } from 'react'
import type { PermissionDefinition } from '@/lib/policy/permissions'
import { actions, type PermissionSection } from './permission-rows'

type PermissionTableProps = {
  section: PermissionSection
  /** What stands for a permission; `isFirst` is the one cell that Tab leads to where arrows move on. */
  cellOf: (definition: PermissionDefinition, isFirst: boolean) => ReactNode
}

/** Permissions of one level, resource by action. */
export function PermissionTable({ section, cellOf }: PermissionTableProps) {
  const [first] = section.rows
  return (
    <table aria-label={section.title} className="w-full border-collapse text-base">
      <thead>
        <tr>
          <th scope="col" className="h-9 px-3 text-left text-xs font-medium text-muted">
            {section.title}
          </th>
          {actions.map((action) => (
            <th
              key={action}
              scope="col"
              className="h-9 w-12 px-1 text-center text-xs font-medium text-muted sm:w-20"
            >
              {action.charAt(0).toUpperCase() + action.slice(1)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {section.rows.map((row) => (
          <tr key={row.resource} className="h-9 border-t border-line hover:bg-subtle">
            <th scope="row" className="px-3 text-left font-normal">
              {row.label}
            </th>
            {actions.map((action) => {
              const definition = row.cells[action]
              return (
                <td key={action} className="px-1 text-center">
                  {definition ? cellOf(definition, row === first && action === 'read') : null}
                </td>
              )
            })}
          </tr>
        ))}
      </tbody>
    </table>
  )
}
