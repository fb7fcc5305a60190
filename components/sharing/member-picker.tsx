'use client'
import { useQuery } from '@tanstack/react-query'
import { Check, X } from 'lucide-react'
import { Command } from 'cmdk'
import { useId, useState } from 'react'
import { FieldError } from '@/components/form/field-shell'
import { useSettled } from '@/lib/client/use-settled'
import { sharingQueries, type SharedWorkspace } from '@/lib/sharing/queries'
import { sharingLimit, type CandidateView } from '@/lib/sharing/schema'
import { PrincipalAvatar } from '@/components/ui/principal-avatar'

export type Picked = Pick<CandidateView, 'membership_id' | 'name' | 'kind' | 'is_read_only'>

type MemberPickerProps = {
  of: SharedWorkspace
  picked: readonly Picked[]
  onPickedChange: (picked: Picked[]) => void
  error?: string | undefined
}

const REST = 150

/** Any number of members and service accounts, found by name and address as one types; shows what each holds already. */
export function MemberPicker({ of, picked, onPickedChange, error }: MemberPickerProps) {
  const id = useId()
  const [text, setText] = useState('')
  const search = useSettled(text.trim(), REST)
  const { data, isFetching, error: failure } = useQuery(sharingQueries.candidates(of, search))
  const isSearching = isFetching || search !== text.trim()
  const isPicked = (membershipId: string) => picked.some((one) => one.membership_id === membershipId)

  function toggle(candidate: CandidateView) {
    if (isPicked(candidate.membership_id)) remove(candidate.membership_id)
    else if (picked.length < sharingLimit) onPickedChange([...picked, candidate])
  }
  function remove(membershipId: string) {
    onPickedChange(picked.filter((one) => one.membership_id !== membershipId))
  }
  return (
    <div className="grid gap-1.5">
      <span id={`${id}label`} className="text-sm font-medium text-ink">
        Members or service accounts
      </span>
      {picked.length > 0 ? <PickedList picked={picked} onRemove={remove} /> : null}
      <Command
        label="Members or service accounts"
        shouldFilter={false}
        loop
        className="overflow-hidden rounded-md border border-line bg-surface focus-within:border-accent"
      >
        <Command.Input
          value={text}
          onValueChange={setText}
          placeholder="Search by name or address"
          aria-describedby={error ? `${id}error` : undefined}
          aria-invalid={error ? true : undefined}
          className="field-text h-9 w-full border-b border-line bg-transparent px-3 text-base text-ink outline-none"
        />
        <Command.List onMouseDown={(event) => event.preventDefault()} className="h-56 overflow-y-auto p-1">
          <Command.Empty className="px-3 py-6 text-center text-muted">
            {failure?.message ?? (isSearching ? 'Searching…' : 'Nobody matches.')}
          </Command.Empty>
          {(data ?? []).map((candidate) => (
            <Candidate
              key={candidate.membership_id}
              candidate={candidate}
              isPicked={isPicked(candidate.membership_id)}
              onToggle={() => toggle(candidate)}
            />
          ))}
        </Command.List>
      </Command>
      <FieldError id={`${id}error`} message={error} />
    </div>
  )
}

type PickedListProps = { picked: readonly Picked[]; onRemove: (membershipId: string) => void }

function PickedList({ picked, onRemove }: PickedListProps) {
  return (
    <ul aria-label="Chosen" className="flex max-h-24 flex-wrap gap-1.5 overflow-y-auto">
      {picked.map(({ membership_id, name }) => (
        <li
          key={membership_id}
          className="flex items-center gap-1 rounded-full border border-line bg-subtle py-0.5 pr-1 pl-2.5 text-sm"
        >
          {name}
          <button
            type="button"
            aria-label={`Do not add ${name}`}
            onClick={() => onRemove(membership_id)}
            className="grid size-5 place-items-center rounded-full text-muted hover:bg-hover hover:text-ink"
          >
            <X aria-hidden className="size-3.5" />
          </button>
        </li>
      ))}
    </ul>
  )
}

type CandidateProps = { candidate: CandidateView; isPicked: boolean; onToggle: () => void }

function Candidate({ candidate, isPicked, onToggle }: CandidateProps) {
  const { membership_id, kind, name, email, summary, is_added } = candidate
  return (
    <Command.Item
      value={membership_id}
      disabled={is_added}
      onSelect={onToggle}
      className="flex min-h-11 cursor-default items-center gap-2.5 rounded-sm px-2 py-1 data-[disabled=true]:opacity-60 data-[selected=true]:bg-hover forced-colors:data-[selected=true]:outline-2"
    >
      <Check aria-hidden className={`size-4 shrink-0 ${isPicked ? '' : 'invisible'}`} />
      <PrincipalAvatar kind={kind} id={membership_id} name={name} size="small" />
      <span className="grid min-w-0 flex-1">
        <span className="truncate">
          {name}
          {isPicked ? <span className="sr-only"> (chosen)</span> : null}
        </span>
        <span className="truncate text-xs text-muted">{email ?? 'Service account'}</span>
      </span>
      <span className="max-w-1/2 shrink-0 text-right text-xs text-pretty text-muted">
        {is_added ? `Added: ${summary}` : summary || 'No access'}
      </span>
    </Command.Item>
  )
}
