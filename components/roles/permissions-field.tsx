'use client'
import { useState } from 'react'
import { useController } from 'react-hook-form'
import { FieldError } from '@/components/form/field-shell'
import { useField } from '@/components/form/use-field'
import { Checkbox } from '@/components/ui/checkbox'
import { Input } from '@/components/ui/input'
import { Tooltip } from '@/components/ui/tooltip'
import { countOf } from '@/lib/format'
import type { PermissionDefinition } from '@/lib/policy/permissions'
import { impliedBy, impliedOnly, permissionSections, type PermissionSection } from './permission-rows'
import { PermissionTable } from './permission-table'
import { PermissionTip } from './permission-tip'

type PermissionsFieldProps = {
  /** Why the viewer may not choose a permission, by its id. */
  refusals: Record<string, string>
}

/** The permissions of a role, to be chosen one by one; what is implied comes along by itself. */
export function PermissionsField({ refusals }: PermissionsFieldProps) {
  const name = 'permissions'
  const field = useField({ name, hasHint: false })
  const { field: controlled } = useController({ name, control: field.control })
  const [filter, setFilter] = useState('')
  const chosen = new Set(textsOf(controlled.value))
  const sections = permissionSections.map((section) => narrowed(section, filter))
  const change = (ids: string[], isChecked: boolean) => {
    const next = new Set(chosen)
    for (const id of ids) {
      if (isChecked) next.add(id)
      else next.delete(id)
    }
    controlled.onChange([...next])
  }
  return (
    <fieldset className="min-w-0" aria-describedby={field.describedBy}>
      <legend className="mb-1.5 text-sm font-medium">Permissions</legend>
      <input type="hidden" name={name} />
      <div className="mb-2 flex flex-wrap items-center gap-3">
        <div className="w-full sm:w-60">
          <Input
            type="text"
            role="searchbox"
            aria-label="Filter permissions"
            placeholder="Filter permissions"
            value={filter}
            onChange={(event) => setFilter(event.target.value)}
          />
        </div>
        <p role="status" className="text-sm text-muted">
          {summaryOf(chosen)}
        </p>
      </div>
      <div className="max-h-[min(26rem,50vh)] overflow-y-auto rounded-md border border-line">
        {sections.map((section) => (
          <Section
            key={section.level}
            section={section}
            chosen={chosen}
            refusals={refusals}
            onChange={change}
          />
        ))}
        {sections.every(({ rows }) => rows.length === 0) ? (
          <p className="p-4 text-center text-muted">No permission matches “{filter}”.</p>
        ) : null}
      </div>
      <FieldError id={field.ids.error} message={field.error} />
      <LevelNote chosen={chosen} />
    </fieldset>
  )
}

type SectionProps = PermissionsFieldProps & {
  section: PermissionSection
  chosen: ReadonlySet<string>
  onChange: (ids: string[], isChecked: boolean) => void
}

function Section({ section, chosen, refusals, onChange }: SectionProps) {
  if (section.rows.length === 0) return null
  const implied = impliedOnly(chosen)
  return (
    <PermissionTable
      section={section}
      cellOf={(definition) => (
        <PermissionCheckbox
          definition={definition}
          isChosen={chosen.has(definition.id)}
          impliedBy={implied.has(definition.id) ? impliedBy(chosen, definition.id) : []}
          refusal={refusals[definition.id]}
          onChange={(isChecked) => onChange([definition.id], isChecked)}
        />
      )}
    />
  )
}

type PermissionCheckboxProps = {
  definition: PermissionDefinition
  isChosen: boolean
  impliedBy: string[]
  refusal: string | undefined
  onChange: (isChecked: boolean) => void
}

function PermissionCheckbox(props: PermissionCheckboxProps) {
  const { definition, isChosen, refusal, onChange } = props
  const isImplied = props.impliedBy.length > 0
  const reason = isImplied ? `Comes with: ${props.impliedBy.join(', ')}.` : (refusal ?? '')
  // What was chosen before and is refused now can be taken out, only not be put back.
  const isFixed = isImplied || (refusal !== undefined && !isChosen)
  return (
    <Tooltip
      content={<PermissionTip definition={definition} state={reason} />}
      delay={150}
      opensOnPress={isFixed}
    >
      <span className={isFixed ? 'opacity-50' : undefined}>
        <Checkbox
          aria-label={`${definition.title} (${definition.id})`}
          description={reason || definition.description}
          isChecked={isChosen || isImplied}
          isReadOnly={isFixed}
          onCheckedChange={onChange}
        />
      </span>
    </Tooltip>
  )
}

function LevelNote({ chosen }: { chosen: ReadonlySet<string> }) {
  const [organization] = permissionSections
  const isOfOrganization = organization?.rows.some(({ cells }) =>
    Object.values(cells).some(({ id }) => chosen.has(id)),
  )
  return (
    <p className="mt-2 text-sm text-muted">
      {isOfOrganization
        ? 'With a permission in the organization the role can be given to members only, where it holds in every workspace.'
        : 'Without permissions in the organization the role can be given to members and in single workspaces.'}
    </p>
  )
}

function narrowed(section: PermissionSection, filter: string): PermissionSection {
  const words = filter.toLowerCase().split(/\s+/)
  const rows = section.rows.filter(({ label, cells }) => {
    const text = [label, ...Object.values(cells).map(({ id, title }) => `${id} ${title}`)]
      .join(' ')
      .toLowerCase()
    return words.every((word) => text.includes(word))
  })
  return { ...section, rows }
}

function summaryOf(chosen: ReadonlySet<string>): string {
  const all = new Set([...chosen, ...impliedOnly(chosen)])
  return all.size === 0 ? 'None chosen' : `${countOf(all.size, 'permission')}, implied ones included`
}

function textsOf(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : []
}
