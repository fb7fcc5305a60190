'use client'
import { Search } from 'lucide-react'
import { useState } from 'react'
import { useHotkey } from '@/lib/client/use-hotkey'
import { Button } from '../ui/button'
import { Kbd } from '../ui/kbd'
import { lazyDialog } from '../ui/lazy-dialog'
import type { PaletteItem, PaletteSearch } from './palette-item'

type CommandPaletteProps = {
  /** Pages and actions known beforehand. */
  items: PaletteItem[]
  /** What the server finds for the text: organizations, members, roles. */
  search?: PaletteSearch
}

const PaletteDialog = lazyDialog(() => import('./palette-dialog').then((file) => file.PaletteDialog))

/** The button in the bar, Ctrl/⌘ K, and the palette they open. */
export function CommandPalette({ items, search }: CommandPaletteProps) {
  const [isOpen, setIsOpen] = useState(false)
  useHotkey('k', () => setIsOpen(!isOpen), { withCommand: true })

  return (
    <>
      <Button size="small" aria-keyshortcuts="Control+K Meta+K" onClick={() => setIsOpen(true)}>
        <Search aria-hidden className="text-faint" />
        <span className="sr-only sm:not-sr-only">Search</span>
        <span aria-hidden className="hidden sm:block">
          <Kbd>Ctrl K</Kbd>
        </span>
      </Button>
      <PaletteDialog isOpen={isOpen} onOpenChange={setIsOpen} items={items} search={search} />
    </>
  )
}
