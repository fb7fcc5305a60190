'use client'
import { Dialog as BaseDialog } from '@base-ui/react/dialog'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Command, defaultFilter } from 'cmdk'
import { useRouter } from 'next/navigation'
import { useRef, useState } from 'react'
import { useSettled } from '@/lib/client/use-settled'
import { dialogClasses } from '../ui/dialog-classes'
import { PaletteGroup } from './palette-group'
import type { PaletteItem, PaletteSearch } from './palette-item'

type PaletteDialogProps = {
  isOpen: boolean
  onOpenChange: (isOpen: boolean) => void
  items: PaletteItem[]
  search?: PaletteSearch | undefined
}

export function PaletteDialog({ isOpen, onOpenChange, items, search }: PaletteDialogProps) {
  const input = useRef<HTMLInputElement>(null)
  const router = useRouter()
  const [text, setText] = useState('')
  const found = useFound(text, search)

  function choose(item: PaletteItem) {
    onOpenChange(false)
    if (item.href === undefined) item.onSelect()
    else router.push(item.href)
  }

  return (
    <BaseDialog.Root
      open={isOpen}
      onOpenChange={onOpenChange}
      onOpenChangeComplete={(isNowOpen) => (isNowOpen ? undefined : setText(''))}
    >
      <BaseDialog.Portal>
        <BaseDialog.Backdrop className={dialogClasses.backdrop} />
        <BaseDialog.Viewport className={dialogClasses.viewport}>
          <BaseDialog.Popup
            initialFocus={input}
            className="w-full overflow-hidden rounded-md border border-line bg-raised shadow-popup outline-none sm:max-w-xl"
          >
            <BaseDialog.Title className="sr-only">Search everything</BaseDialog.Title>
            <Command label="Search everything" loop filter={byKeywords}>
              <Command.Input
                ref={input}
                value={text}
                onValueChange={setText}
                placeholder="Go to a page, find someone, do something…"
                className="h-12 w-full border-b border-line bg-transparent px-4 text-md text-ink outline-none"
              />
              <Command.List className="max-h-96 overflow-y-auto p-1">
                <Command.Empty className="px-3 py-8 text-center text-muted">
                  {found.isFetching ? 'Searching…' : 'Nothing matches.'}
                </Command.Empty>
                {groupsOf(items).map(([heading, members]) => (
                  <PaletteGroup key={heading} heading={heading} items={members} onChoose={choose} />
                ))}
                {groupsOf(found.items).map(([heading, members]) => (
                  <PaletteGroup
                    key={`found ${heading}`}
                    heading={heading}
                    items={members}
                    onChoose={choose}
                    isFound
                  />
                ))}
              </Command.List>
            </Command>
            <BaseDialog.Close className="sr-only">Close</BaseDialog.Close>
          </BaseDialog.Popup>
        </BaseDialog.Viewport>
      </BaseDialog.Portal>
    </BaseDialog.Root>
  )
}

const FEWEST_LETTERS = 2
const REST = 150

// The value of an item is its id, which is nothing one searches for.
function byKeywords(_id: string, text: string, keywords: string[] = []): number {
  return defaultFilter(keywords.join(' '), text)
}

function useFound(text: string, search: PaletteSearch | undefined) {
  const wanted = useSettled(text.trim(), REST)
  const isWorth = search !== undefined && wanted.length >= FEWEST_LETTERS
  const { data, isFetching } = useQuery({
    queryKey: ['palette', wanted],
    queryFn: ({ signal }) => (search ? search(wanted, signal) : []),
    enabled: isWorth,
    placeholderData: keepPreviousData,
  })
  return { items: isWorth ? (data ?? []) : [], isFetching }
}

function groupsOf(items: PaletteItem[]): [string, PaletteItem[]][] {
  const groups = new Map<string, PaletteItem[]>()
  for (const item of items) groups.set(item.group, [...(groups.get(item.group) ?? []), item])
  return [...groups]
}
