'use client'
import { useQuery } from '@tanstack/react-query'
import { Check } from 'lucide-react'
import { parseAsBoolean, parseAsString, useQueryStates } from 'nuqs'
import { EmptyState } from '@/components/feedback/empty-state'
import { ErrorState } from '@/components/feedback/error-state'
import { BackLink } from '@/components/ui/back-link'
import { Checkbox } from '@/components/ui/checkbox'
import { Label } from '@/components/ui/label'
import { NativeSelect } from '@/components/ui/native-select'
import { PageHeader } from '@/components/ui/page-header'
import { Skeleton } from '@/components/ui/skeleton'
import { countOf } from '@/lib/format'
import { paths } from '@/lib/paths'
import type { PermissionDefinition } from '@/lib/policy/permissions'
import { roleQueries } from '@/lib/roles/queries'
import type { RoleDetail } from '@/lib/roles/schema'
import { permissionSections } from './permission-rows'

type CompareRolesProps = {
  accountId: string
  handle: string
  /** Every role that can be compared. */
  roles: { id: string; name: string }[]
}

/** Two roles side by side, permission by permission. */
export function CompareRoles({ accountId, handle, roles }: CompareRolesProps) {
  const [{ a, b, differences }, setState] = useQueryStates(
    {
      a: parseAsString.withDefault(''),
      b: parseAsString.withDefault(''),
      differences: parseAsBoolean.withDefault(true),
    },
    { history: 'replace', shallow: true },
  )
  const one = useQuery({ ...roleQueries.detail(accountId, a), enabled: a !== '' })
  const other = useQuery({ ...roleQueries.detail(accountId, b), enabled: b !== '' })
  const error = one.error ?? other.error
  const options = [
    { value: '', label: 'Choose a role' },
    ...roles.map(({ id, name }) => ({ value: id, label: name })),
  ]
  return (
    <>
      <BackLink href={paths.roles(handle)}>Roles</BackLink>
      <PageHeader title="Compare roles" description="What one role holds and the other does not." />
      <div className="mb-4 flex flex-wrap items-center gap-x-4 gap-y-2">
        <NativeSelect
          label="First role"
          value={a}
          onValueChange={(value) => void setState({ a: value || null })}
          options={options}
        />
        <span className="text-muted">with</span>
        <NativeSelect
          label="Second role"
          value={b}
          onValueChange={(value) => void setState({ b: value || null })}
          options={options}
        />
        <span className="flex items-center gap-2">
          <Checkbox
            id="only-differences"
            isChecked={differences}
            onCheckedChange={(isChecked) => void setState({ differences: isChecked ? null : false })}
          />
          <Label htmlFor="only-differences">Only differences</Label>
        </span>
      </div>
      {error ? <ErrorState error={error} /> : null}
      {!error && (a === '' || b === '') ? (
        <div className="rounded-md border border-line bg-surface">
          <EmptyState title="Choose two roles" description="Their permissions are shown side by side." />
        </div>
      ) : null}
      {!error && a !== '' && b !== '' ? (
        <Comparison one={one.data} other={other.data} isOnlyDifferences={differences} />
      ) : null}
    </>
  )
}

type ComparisonProps = {
  one: RoleDetail | undefined
  other: RoleDetail | undefined
  isOnlyDifferences: boolean
}

function Comparison({ one, other, isOnlyDifferences }: ComparisonProps) {
  if (!one || !other) return <Skeleton height="block" />
  const [first, second] = [new Set(one.permissions), new Set(other.permissions)]
  const differs = ({ id }: PermissionDefinition) => first.has(id) !== second.has(id)
  return (
    <>
      <p role="status" className="mb-4">
        {summaryOf(one, other)}
      </p>
      <div className="grid max-w-3xl gap-6">
        {permissionSections.map(({ level, title, rows }) => {
          const definitions = rows.flatMap(({ cells }) => Object.values(cells))
          const shown = isOnlyDifferences ? definitions.filter(differs) : definitions
          if (shown.length === 0) return null
          return (
            <div key={level} className="rounded-md border border-line bg-surface">
              <table aria-label={title} className="w-full border-collapse text-base">
                <thead>
                  <tr className="text-xs text-muted">
                    <th scope="col" className="h-9 px-3 text-left font-medium">
                      {title}
                    </th>
                    {[one, other].map(({ id, name }) => (
                      <th key={id} scope="col" className="w-24 px-2 text-center font-medium sm:w-40">
                        {name}
                      </th>
                    ))}
                  </tr>
                </thead>
                <tbody>
                  {shown.map((definition) => (
                    <Row
                      key={definition.id}
                      definition={definition}
                      held={[first.has(definition.id), second.has(definition.id)]}
                    />
                  ))}
                </tbody>
              </table>
            </div>
          )
        })}
      </div>
    </>
  )
}

function Row({ definition, held }: { definition: PermissionDefinition; held: [boolean, boolean] }) {
  const isDifferent = held[0] !== held[1]
  return (
    <tr className={`border-t border-line ${isDifferent ? 'bg-warning-soft' : ''}`}>
      <th scope="row" className="px-3 py-1.5 text-left font-normal">
        {definition.title}
        {isDifferent ? <span className="sr-only"> (different)</span> : null}
        <span className="block font-mono text-xs text-muted">{definition.id}</span>
      </th>
      {held.map((isHeld, side) => (
        <td key={side === 0 ? 'first' : 'second'} className="px-2 text-center">
          {isHeld ? (
            <Check aria-label="Held" strokeWidth={2.5} className="inline size-4 text-success" />
          ) : (
            <span className="text-muted">
              <span aria-hidden>–</span>
              <span className="sr-only">Not held</span>
            </span>
          )}
        </td>
      ))}
    </tr>
  )
}

function summaryOf(one: RoleDetail, other: RoleDetail): string {
  const only = (role: RoleDetail, than: RoleDetail) =>
    role.permissions.filter((permission) => !than.permissions.includes(permission)).length
  const [first, second] = [only(one, other), only(other, one)]
  if (first + second === 0) return `${one.name} and ${other.name} hold the same.`
  return `${one.name} holds ${countOf(first, 'permission')} that ${other.name} does not, and ${other.name} ${countOf(second, 'permission')} that ${one.name} does not.`
}
