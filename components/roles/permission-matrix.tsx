'use client'
import { Check } from 'lucide-react'
import { Tooltip } from '@/components/ui/tooltip'
import type { PermissionDefinition } from '@/lib/policy/permissions'
import {
  actions,
  impliedBy,
  impliedOnly,
  permissionSections,
  type PermissionSection,
} from './permission-rows'
import { moveByArrow } from './move-by-arrow'

type PermissionMatrixProps = {
  permissions: readonly string[]
  /** Only the permissions of this level. */
  level?: PermissionSection['level']
}

/** What a role holds, resource by action; what it holds only because something else implies it is dimmed. */
export function PermissionMatrix({ permissions, level }: PermissionMatrixProps) {
  const held = new Set(permissions)
  const sections = permissionSections.filter((section) => level === undefined || section.level === level)
  return (
    <div className="grid max-w-3xl gap-6">
      {sections.map((section) => (
        <Section key={section.level} section={section} held={held} />
      ))}
      <p className="text-sm text-muted">
        A dimmed mark is held because another permission of its row implies it.
      </p>
    </div>
  )
}

export const matrixClasses = {
  table: 'w-full border-collapse text-base',
  head: 'h-9 w-12 px-1 text-center text-xs font-medium text-muted sm:w-20',
  row: 'h-9 border-t border-line hover:bg-subtle',
  resource: 'px-3 text-left font-normal',
  cell: 'px-1 text-center',
}

/** The heads of the columns: the resource, then each action. */
export function MatrixHead({ title }: { title: string }) {
  return (
    <thead>
      <tr>
        <th scope="col" className="h-9 px-3 text-left text-xs font-medium text-muted">
          {title}
        </th>
        {actions.map((action) => (
          <th key={action} scope="col" className={matrixClasses.head}>
            {action.charAt(0).toUpperCase() + action.slice(1)}
          </th>
        ))}
      </tr>
    </thead>
  )
}

function Section({ section, held }: { section: PermissionSection; held: ReadonlySet<string> }) {
  const implied = impliedOnly(held)
  const first = section.rows[0]?.resource
  return (
    <div className="rounded-md border border-line bg-surface">
      <table aria-label={section.title} className={matrixClasses.table}>
        <MatrixHead title={section.title} />
        <tbody>
          {section.rows.map(({ resource, label, cells }) => (
            <tr key={resource} className={matrixClasses.row}>
              <th scope="row" className={matrixClasses.resource}>
                {label}
              </th>
              {actions.map((action) => (
                <td key={action} className={matrixClasses.cell}>
                  <Cell
                    definition={cells[action]}
                    held={held}
                    isImplied={implied.has(cells[action]?.id ?? '')}
                    isFirst={resource === first && action === 'read'}
                  />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

type CellProps = {
  definition: PermissionDefinition | undefined
  held: ReadonlySet<string>
  isImplied: boolean
  /** The one cell that Tab leads to. */
  isFirst: boolean
}

function Cell({ definition, held, isImplied, isFirst }: CellProps) {
  if (!definition) return null
  const isHeld = held.has(definition.id)
  const state = stateOf(definition, { held, isHeld, isImplied })
  return (
    <Tooltip content={<PermissionTip definition={definition} state={state} />} delay={150} opensOnPress>
      <button
        type="button"
        data-cell
        onKeyDown={moveByArrow}
        tabIndex={isFirst ? 0 : -1}
        aria-label={`${definition.title}: ${state}`}
        {...describedBy(definition)}
        className="inline-flex size-7 items-center justify-center rounded-sm [&_svg]:size-4"
      >
        {isHeld ? (
          <Check
            aria-hidden
            strokeWidth={2.5}
            className={isImplied ? 'text-faint opacity-70' : 'text-success'}
          />
        ) : (
          <span aria-hidden className="text-faint">
            ·
          </span>
        )}
      </button>
    </Tooltip>
  )
}

// Of ARIA 1.3, as everywhere here; the linter knows 1.2.
function describedBy({ description }: PermissionDefinition) {
  return { 'aria-description': description }
}

type State = { held: ReadonlySet<string>; isHeld: boolean; isImplied: boolean }

function stateOf({ id }: PermissionDefinition, { held, isHeld, isImplied }: State): string {
  if (!isHeld) return 'not held'
  return isImplied ? `held, implied by ${impliedBy(held, id).join(', ')}` : 'held'
}

/** What a permission is, in a tooltip. */
export function PermissionTip({ definition, state }: { definition: PermissionDefinition; state?: string }) {
  return (
    <span className="grid gap-0.5">
      <span className="font-medium">{definition.title}</span>
      <span>{definition.description}</span>
      <span className="font-mono opacity-80">{definition.id}</span>
      {state ? <span className="opacity-80">{state.charAt(0).toUpperCase() + state.slice(1)}</span> : null}
    </span>
  )
}
