'use client'
import { Check } from 'lucide-react'
import { Tooltip } from '@/components/ui/tooltip'
import type { PermissionDefinition } from '@/lib/policy/permissions'
import { moveByArrow } from './move-by-arrow'
import { impliedBy, impliedOnly, permissionSections, type PermissionSection } from './permission-rows'
import { PermissionTable } from './permission-table'
import { PermissionTip } from './permission-tip'

type PermissionMatrixProps = {
  permissions: readonly string[]
  /** Only the permissions of this level. */
  level?: PermissionSection['level']
}

/** What a role holds, resource by action; what it holds only because something else implies it is dimmed. */
export function PermissionMatrix({ permissions, level }: PermissionMatrixProps) {
  const held = new Set(permissions)
  const implied = impliedOnly(held)
  const sections = permissionSections.filter((section) => level === undefined || section.level === level)
  return (
    <div className="grid max-w-3xl gap-6">
      {sections.map((section) => (
        <div key={section.level} className="rounded-md border border-line bg-surface">
          <PermissionTable
            section={section}
            cellOf={(definition, isFirst) => (
              <Cell
                definition={definition}
                held={held}
                isImplied={implied.has(definition.id)}
                isFirst={isFirst}
              />
            )}
          />
        </div>
      ))}
      <p className="text-sm text-muted">
        A dimmed mark is held because another permission of its row implies it.
      </p>
    </div>
  )
}

type CellProps = {
  definition: PermissionDefinition
  held: ReadonlySet<string>
  isImplied: boolean
  isFirst: boolean
}

function Cell({ definition, held, isImplied, isFirst }: CellProps) {
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
